"""SHOWS: the pages and everything served to a browser."""
