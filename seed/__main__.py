"""`python -m seed`: load or write the illustrative data."""

from seed.loading import main

if __name__ == "__main__":
    raise SystemExit(main())
