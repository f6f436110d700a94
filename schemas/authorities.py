"""The dated register of local authorities with children's services: codes, names, successors, neighbours, tiles.

Facts are in `authorities/*.csv` and in the changes that were confirmed since (`schemas/register_written.py`). Rows everywhere join on `authority_id`, which is "LA" and the DfE code at first
registration and never changes, whatever happens to an authority's codes and name.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches

import polars as pl

from schemas.places import ENGLAND
from schemas.register import AFTER, Authority, Change, at_last, changes, closeness, codes, on_day, register
from schemas.register_written import kept

__all__ = [
    "ENGLAND",
    "Authority",
    "Change",
    "UnknownAuthority",
    "authorities",
    "authority",
    "changes",
    "closeness",
    "regions",
    "register_frame",
    "resolve",
    "resolve_ever",
    "resolver",
]


class UnknownAuthority(ValueError):
    """Text that names no authority on the day asked about. The message is a sentence that says what to enter."""


@kept
def authorities(on: date) -> tuple[Authority, ...]:
    """Every authority in force on a day, in name order, with the codes of that day: 153 of them since April 2023."""
    return tuple(on_day(on).values())


def authority(authority_id: str, on: date | None = None) -> Authority:
    """One authority by our own key.

    Args:
        authority_id: for example "LA334".
        on: the day whose codes and name are wanted; by default the last that the register knows, ended or not.

    Raises:
        UnknownAuthority: if there is no such authority, or it is not in force on that day.
    """
    found = (at_last() if on is None else on_day(on)).get(authority_id)
    if found is None:
        raise UnknownAuthority(_why_not(authority_id, on))
    return found


def resolve(text: str, on: date) -> tuple[Authority, ...]:
    """The authority that a code or name means on a day; the two of a joint code such as "940 / 941".

    Every code and name that a place ever had means that place, because old codes stay in circulation for years.
    Case, punctuation, "&", "City of", "County of" and words such as "Council" do not matter.

    Raises:
        UnknownAuthority: if it means none in force on that day. The message says what became of it, or what is nearest.
    """
    return _each(text, lambda part: _resolve_one(part, on))


def resolve_ever(text: str) -> tuple[Authority, ...]:
    """As `resolve`, for files with rows about authorities that may have ended: on any day; the latest if several.

    Raises:
        UnknownAuthority: if no authority ever had that code or name.
    """
    return _each(text, _resolve_ever_one)


def resolver(on: date, *, ever: bool = False) -> Callable[[str], tuple[str, ...]]:
    """A function from a code or name to authority_ids, for reading a file; the name of a partnership means its members.

    Args:
        on: the day that current authorities are meant on.
        ever: whether a row may be about an authority that has ended. Its figures stay its own.
    """

    def ids(text: str) -> tuple[str, ...]:
        try:
            found = _partners(text, on) or resolve(text, on)
        except UnknownAuthority:
            if not ever:
                raise
            found = resolve_ever(text)
        return tuple(a.authority_id for a in found)

    return ids


@kept
def regions() -> dict[str, str]:
    """The nine regions: code → name, in code order."""
    return dict(sorted({row["region_code"]: row["region_name"] for row in register().values()}.items()))


@kept
def register_frame(on: date) -> pl.DataFrame:
    """The authorities in force on a day as a frame, one row each in name order, for joins on `authority_id`.

    Columns are the single-valued fields of `Authority`, and `is_pathfinder`. `population_0_17` is null if not known.
    """
    whole = {"population_0_17": pl.Int64, "pathfinder_wave": pl.Int64, "tile_row": pl.Int64, "tile_col": pl.Int64}
    several = ("neighbours", "aliases", "predecessors", "successors")
    rows = [{k: v for k, v in vars(a).items() if k not in several} for a in authorities(on)]
    days = {"valid_from": pl.Date, "valid_to": pl.Date}
    frame = pl.DataFrame(rows, schema_overrides={**whole, **days}, infer_schema_length=None)
    return frame.with_columns(
        pl.col("population_0_17").replace(0, None), pl.col("pathfinder_wave").is_not_null().alias("is_pathfinder")
    )


def _key(text: str) -> str:
    plain = re.sub(r"[^\w]+", " ", re.sub(r"['’]", "", text.casefold()).replace("&", " and ")).strip()
    return re.sub(r"^(.+) ((?:city|county|royal borough|london borough) of)$", r"\2 \1", plain)


_STYLE_BEFORE = re.compile(r"^(?:council of the|(?:the )?(?:city|county|royal borough|london borough) of) ")
_STYLE_AFTER = re.compile(
    r" (?:(?:metropolitan |london )?(?:city|county|borough|district)(?: borough)? council|council|ua|cc|mbc)$"
)


@kept
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for authority_id, row in register().items():
        for text in (authority_id, row["name"], *(c.code for c in codes().get(authority_id, ()))):
            found[_key(text)][authority_id] = None
    return {key: tuple(ids) for key, ids in found.items()}


def _known(text: str) -> tuple[Authority, ...]:
    # A code that passed through a number cell can come back as "334.0".
    key = re.sub(r"^(\d{3}) 0$", r"\1", _key(text))
    bare = _STYLE_AFTER.sub("", key)
    ids = next((_index()[k] for k in (key, bare, _STYLE_BEFORE.sub("", bare)) if k in _index()), ())
    return tuple(sorted((at_last()[i] for i in ids), key=lambda a: a.valid_to or AFTER, reverse=True))


def _partners(text: str, on: date) -> tuple[Authority, ...]:
    """The authorities of the safeguarding partnership of that name; none if no partnership is called so."""
    return _partnerships(on).get(_key(text), ())


@kept
def _partnerships(on: date) -> dict[str, tuple[Authority, ...]]:
    found: dict[str, tuple[Authority, ...]] = defaultdict(tuple)
    for one in authorities(on):
        if one.partnership:
            found[_key(one.partnership)] += (one,)
    return dict(found)


def _each(text: str, one: Callable[[str], Authority]) -> tuple[Authority, ...]:
    found = [one(part.strip()) for part in text.split("/")]
    return tuple({a.authority_id: a for a in found}.values())


def _resolve_one(text: str, on: date) -> Authority:
    found = next((a for a in _known(text) if a.is_in_force(on)), None)
    if found is None:
        raise UnknownAuthority(_why_not(text, on))
    return on_day(on)[found.authority_id]


def _resolve_ever_one(text: str) -> Authority:
    found = _known(text)
    if not found:
        raise UnknownAuthority(_why_not(text, None))
    return found[0]


def _why_not(text: str, on: date | None) -> str:
    if not text.strip():
        return "Enter an authority: its DfE code, for example 334, its ONS code or its name."
    known = _known(text)
    if known and on is not None:
        return _became(text, known[0], on)
    when = "" if on is None else f" on {_spoken(on)}"
    nearest = _nearest(text, tuple(at_last().values()) if on is None else authorities(on))
    if nearest is None:
        return f"“{text}” is not an authority{when}. Enter its DfE code, for example 334, its ONS code or its name."
    return f"“{text}” is not an authority{when}. Did you mean {nearest}?"


def _became(text: str, known: Authority, on: date) -> str:
    called = f"“{text}”" if _key(text) == _key(known.name) else f"“{text}” is {known.name}, which"
    if known.valid_to is not None and known.valid_to < on:
        return f"{called} ended on {_spoken(known.valid_to)} and was replaced by {_listed(known.successors)}."
    begins = _spoken(known.valid_from or on)
    return f"{called} begins on {begins}. For an earlier day, enter {_listed(known.predecessors)}."


def _listed(ids: Iterable[str]) -> str:
    *first, last = (at_last()[i].label for i in dict.fromkeys(ids))
    return f"{', '.join(first)} and {last}" if first else last


def _nearest(text: str, among: tuple[Authority, ...]) -> str | None:
    if any(character.isdigit() for character in text):
        labels = {c.lower(): f"{c}, {a.name}" for a in among for c in (a.dfe_code, a.ons_code) if c}
    else:
        labels = {_key(name): a.label for a in among for name in (*a.aliases, a.name)}
    nearest = get_close_matches(_key(text), labels, 1, 0.6)
    return labels[nearest[0]] if nearest else None


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
