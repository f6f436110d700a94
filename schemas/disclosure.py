"""What may leave its owner: suppression and rounding, in one place.

Charts, tables, tooltips, packs and downloads are made from what `published` gives, so none can hold more.

A figure is hidden if it is small; then, wherever one hidden figure could be worked out from a total and the rest, the
smallest other figure is hidden as well: among the parts of a breakdown, the authorities of a region and the regions of
England, again and again until no figure stands alone. Police force areas and groups cross regions, so theirs are shown
only where every authority in them is.
"""

from collections.abc import Iterable, Mapping, Sequence, Set

import polars as pl

from schemas.authorities import authorities, regions
from schemas.disclosure_audit import exposed
from schemas.disclosure_figures import Figures, figures
from schemas.disclosure_hiding import Hiding
from schemas.disclosure_time import ROLES, tells_a_quarter
from schemas.indicators_grammar import Aggregation, Counted, Indicator
from schemas.periods import Period
from schemas.places import ENGLAND, parents
from schemas.vocabulary import Disclosure, Level, Rag, ValueStatus

ROUND_TO = 10
REASON = "Not rated: suppressed to protect confidentiality."
_FEW = "Not rated: too few cases."
_HAS_FIGURE = pl.col("status").is_in([str(ValueStatus.OK), str(ValueStatus.LOW), str(ValueStatus.NOT_APPLICABLE)])
_CLOSED = [str(Disclosure.D1), str(Disclosure.D2), str(Disclosure.D3)]
KEY = ["indicator_id", "level", "geography", "period", "breakdown"]
_IS_AUTHORITY = pl.col("level") == Level.AUTHORITY
_IS_CROSSING = pl.col("level").is_in([str(Level.POLICE), str(Level.GROUP)])


def published(
    observations: pl.DataFrame,
    catalogue: Mapping[str, Indicator],
    wholes: Mapping[str, Sequence[str]] | None = None,
    earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Observations as everyone may see them but their owner and the department.

    Give it every row of an indicator and quarter together: what must be hidden depends on what else is shown.

    Args:
        observations: the columns of an observation, at least indicator_id, level, geography, period, breakdown,
            numerator, denominator, value, status, flags, rag and rag_reason.
        catalogue: the indicators, by id.
        wholes: place → the places that it is part of; by default the register's, on each quarter's reference date.
        earlier: observations of the quarters before, of indicators added up over a year: what this quarter's sums tell
            depends on them.

    Returns:
        The same columns. Authorities' serious incident rows are left out.
    """
    return shown_without(observations, catalogue, hidden_in(observations, catalogue, wholes, earlier))


def hidden_in(
    observations: pl.DataFrame,
    catalogue: Mapping[str, Indicator],
    wholes: Mapping[str, Sequence[str]] | None = None,
    earlier: pl.DataFrame | None = None,
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Which observations must not be shown: KEY, a row for each.

    Args:
        observations: as for `published`.
        catalogue: the indicators, by id.
        wholes: as for `published`.
        earlier: as for `published`.
        before: what an earlier release has of the same quarters: the columns of an observation, and is_hidden. What it
            hid and has not changed stays hidden; what it showed and has not changed is known, and can protect nothing.
    """
    rows = _countable(observations, catalogue)
    if rows.is_empty():
        return rows.select(KEY)
    known = _wholes(rows["period"].unique()) if wholes is None else wholes
    nested = rows.filter(~_IS_CROSSING).drop("rule", "of", "over", "is_sum")
    found = figures(nested, catalogue, known)
    found.small |= _telling(nested, found, catalogue, earlier)
    if before is not None:
        _remember(found, before, catalogue, known)
    hidden = Hiding(found).run()
    return rows.filter(pl.col("row").is_in(hidden | _crossing(rows, hidden, known))).select(KEY)


def can_be_told(
    observations: pl.DataFrame,
    catalogue: Mapping[str, Indicator],
    hidden: pl.DataFrame,
    before: pl.DataFrame | None = None,
    wholes: Mapping[str, Sequence[str]] | None = None,
) -> int:
    """How many small figures could be worked out if these were hidden, from what is shown and what was before.

    Args:
        observations: as for `published`.
        catalogue: the indicators, by id.
        hidden: KEY of those that are hidden.
        before: as for `hidden_in`.
        wholes: as for `published`.
    """
    rows = _countable(observations, catalogue).filter(~_IS_CROSSING)
    if rows.is_empty():
        return 0
    known = _wholes(rows["period"].unique()) if wholes is None else wholes
    found = figures(rows.drop("rule", "of", "over", "is_sum"), catalogue, known)
    small = set(found.small)
    if before is not None:
        _remember(found, before, catalogue, known)
    gone = set(rows.join(hidden, on=KEY, how="semi")["row"])
    unknown = {n for n, showing in enumerate(found.rows) if gone.issuperset(showing)} - found.told
    return len(small - unknown) + len(exposed(found, unknown, small & unknown))


def shown_without(observations: pl.DataFrame, catalogue: Mapping[str, Indicator], hidden: pl.DataFrame) -> pl.DataFrame:
    """Observations with some hidden, and totals of children rounded: what everyone may see.

    Args:
        observations: as for `published`.
        catalogue: the indicators, by id.
        hidden: KEY of those to hide.
    """
    rows = _without_incidents(_to_check(observations, catalogue))
    marks = hidden.select(KEY).unique().with_columns(hidden=pl.lit(True))
    rows = rows.join(marks, on=KEY, how="left", maintain_order="left").with_columns(pl.col("hidden").fill_null(False))
    return _rounded(_blanked(rows)).select(observations.columns)


def _without_incidents(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(~((pl.col("rule") == Disclosure.D3) & _IS_AUTHORITY).fill_null(False))


def _countable(observations: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """The rows with a figure that may have to be hidden, numbered."""
    rows = _without_incidents(_to_check(observations, catalogue)).with_row_index("row")
    return rows.filter(pl.col("rule").is_in(_CLOSED) & _HAS_FIGURE)


def _remember(
    found: Figures, before: pl.DataFrame, catalogue: Mapping[str, Indicator], wholes: Mapping[str, Sequence[str]]
) -> None:
    """Keep hidden what was hidden and is the same; note as told what was shown and is the same."""
    rows = _countable(before, catalogue).filter(~_IS_CROSSING)
    gone = set(rows.filter("is_hidden")["row"])
    past = figures(rows.drop("rule", "of", "over", "is_sum", "is_hidden"), catalogue, wholes)
    for key, number in past.numbers.items():
        now = found.numbers.get(key)
        if now is None or not found.size[now] or found.size[now] != past.size[number]:
            continue
        (found.small if gone.issuperset(past.rows[number]) else found.told).add(now)


def _rule(indicator: Indicator) -> str:
    """What has to be hidden; nothing of what a publisher shows already, by the same rules."""
    return str(Disclosure.D0 if indicator.published is not None else indicator.disclosure)


def _to_check(observations: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    rules = pl.DataFrame(
        [(i.id, _rule(i), str(i.counts), str(i.counts_denominator), i.aggregation is Aggregation.SUM) for i in catalogue.values()],
        schema={"indicator_id": pl.String, "rule": pl.String, "of": pl.String, "over": pl.String, "is_sum": pl.Boolean},
        orient="row",
    )  # fmt: skip
    return observations.join(rules, on="indicator_id", how="left", maintain_order="left")


def _telling(
    nested: pl.DataFrame, found: Figures, catalogue: Mapping[str, Indicator], earlier: pl.DataFrame | None
) -> set[int]:
    """Figures over a year that would tell a small count of one quarter."""
    yearly = [i.id for i in catalogue.values() if i.is_over_a_year]
    nested = nested.filter(pl.col("indicator_id").is_in(yearly))
    if nested.is_empty():
        return set()
    latest = Period.parse(str(nested["period"].max()))
    own = nested.filter(pl.col("period") == str(latest))
    both = own if earlier is None else pl.concat([earlier.select(own.drop("row").columns), own.drop("row")])
    told = tells_a_quarter(both, latest, catalogue).join(
        own.filter(pl.col("breakdown") == ""), on=["indicator_id", "geography"]
    )
    return {
        found.figures_of[row][ROLES.index(role)] if len(found.figures_of[row]) > 1 else found.figures_of[row][0]
        for row, role in told.select("row", "role").iter_rows()
    }


def _crossing(counted: pl.DataFrame, hidden: Set[int], wholes: Mapping[str, Sequence[str]]) -> set[int]:
    """The rows of force areas and groups to hide: all but those whose authorities are all shown, which tell no more."""
    pairs = [(place, whole) for place, several in wholes.items() for whole in several]
    parts = pl.DataFrame(pairs, schema={"geography": pl.String, "whole": pl.String}, orient="row")
    key = ["indicator_id", "period", "breakdown"]
    gone = counted.filter(_IS_AUTHORITY & pl.col("row").is_in(hidden)).join(parts, on="geography")
    crossing = counted.filter(_IS_CROSSING)
    unsafe = crossing.join(gone.select(*key, geography="whole"), on=[*key, "geography"], how="semi")
    never = crossing.filter(pl.col("rule") == Disclosure.D3)
    return {*unsafe["row"], *never["row"]}


def _wholes(periods: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Authorities in their region, police force area and groups; regions in England."""
    days = sorted({Period.parse(text).reference_date for text in periods})
    return {a.authority_id: parents(a) for day in days for a in authorities(day)} | dict.fromkeys(regions(), (ENGLAND,))


def _blanked(rows: pl.DataFrame) -> pl.DataFrame:
    gone = [pl.when(~pl.col("hidden")).then(name).alias(name) for name in ("numerator", "denominator", "value")]
    worded = {"status": ValueStatus.SUPPRESSED, "rag": Rag.NOT_RATED, "rag_reason": REASON, "thresholds_version": ""}
    said = [
        pl.when("hidden").then(pl.lit(str(word))).otherwise(name).alias(name)
        for name, word in worded.items()
        if name in rows.columns
    ]
    return rows.with_columns(*gone, *said)


def _rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """Round regions' and England's counts of children to 10, halves up, after they were added."""
    to_round = pl.col("rule").is_in([str(Disclosure.D2), str(Disclosure.D3)]).fill_null(False) & ~_IS_AUTHORITY
    counts = {"numerator": "of", "denominator": "over"}
    done = [
        pl.when(to_round & (pl.col(kind) == Counted.CHILDREN)).then(_to_ten(name)).otherwise(name).alias(name)
        for name, kind in counts.items()
    ]
    is_sum = to_round & pl.col("is_sum")
    value = pl.when(is_sum).then(_to_ten("value")).otherwise("value")
    is_low = is_sum & (pl.col("value") > 0) & (_to_ten("value") == 0)
    status = pl.when(is_low).then(pl.lit(str(ValueStatus.LOW))).otherwise("status")
    is_few = to_round & pl.col("rag_reason").str.contains("is fewer than the", literal=True)
    reason = pl.when(is_few).then(pl.lit(_FEW)).otherwise("rag_reason")
    return rows.with_columns(*done, value=value, status=status, rag_reason=reason)


def _to_ten(name: str) -> pl.Expr:
    return (pl.col(name) + ROUND_TO / 2) // ROUND_TO * ROUND_TO
