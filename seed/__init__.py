"""PRETENDS: illustrative data and people, through the same door as real ones."""
