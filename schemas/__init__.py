"""WHAT: the nouns of the product. Imports nothing of ours, opens no database."""
