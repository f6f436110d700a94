"""The register of authorities as written: what ships with the product, and the changes that were confirmed since.

`install` puts another register in place of the one in use, and everything made from the old one is made anew: whatever
rests on the register is `kept` under the number of the register that it was made from.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, update_wrapper
from importlib.resources import files
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Row = dict[str, str]
_KEPT = 128


@dataclass(frozen=True)
class Written:
    """The rows of the register's four tables, by column name, as in `authorities/*.csv`."""

    authorities: tuple[Row, ...]
    codes: tuple[Row, ...]
    changes: tuple[Row, ...]
    neighbours: tuple[Row, ...]


@dataclass(frozen=True)
class _InUse:
    number: int
    rows: Written


def shipped() -> Written:
    """The register that comes with the product."""
    return _shipped()


@lru_cache
def _shipped() -> Written:
    return Written(*(_rows(name) for name in ("authorities.csv", "codes.csv", "changes.csv", "neighbours.csv")))


def _rows(name: str) -> tuple[Row, ...]:
    text = files("schemas").joinpath("authorities", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


_in_use = _InUse(0, _shipped())


def written() -> Written:
    """The register in use in this process."""
    return _in_use.rows


def number() -> int:
    """Which register is in use in this process: it grows with each that is installed, and is 0 for what ships."""
    return _in_use.number


def install(rows: Written | None = None) -> None:
    """Put a register in use in this process; by default the one that ships.

    Whoever is in the middle of something may still finish it with the register before. Nothing of that is kept: what is
    kept belongs to a register's number, and no number comes twice.
    """
    global _in_use  # noqa: PLW0603 - one register a process, swapped in one step
    _in_use = _InUse(_in_use.number + 1, rows or _shipped())


class Kept(Generic[P, R]):
    """A function whose results are kept for as long as the register in use is the one that they were made from."""

    def __init__(self, function: Callable[P, R], most: int) -> None:
        update_wrapper(self, function)
        self._cached = lru_cache(most)(lambda _, args, named: function(*args, **dict(named)))

    def __call__(self, *args: P.args, **named: P.kwargs) -> R:
        """The result, made once."""
        return self._cached(_in_use.number, args, tuple(named.items()))

    def cache_clear(self) -> None:
        """Forget every result."""
        self._cached.cache_clear()


def kept(function: Callable[P, R]) -> Kept[P, R]:
    """Keep what a function of the register gives, for the register in use."""
    return Kept(function, _KEPT)


def kept_up_to(most: int) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """As `kept`, for a function that is called with very many arguments: as many results as are said."""
    return lambda function: Kept(function, most)
