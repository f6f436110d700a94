"""What every file in the department's open-data layout has: who is counted, when, and at which level."""

from collections.abc import Mapping

from schemas.figures import FigureSheet, Geography, Measure, Statistic
from schemas.spec import Column, Kind

_TEXT = Kind.TEXT
PLACES: tuple[Column, ...] = (
    Column("time_period", "The year, as its last or only one.", kind=_TEXT, name="time_period", is_key=True),
    Column("time_identifier", "What kind of year it is.", kind=_TEXT, name="time_identifier", is_required=False),
    Column("geographic_level", "National, Regional or Local authority.", kind=_TEXT, name="geographic_level"),
    Column("region_code", "The region's ONS code.", kind=_TEXT, name="region_code", is_required=False),
    Column("region_name", "The region's name.", kind=_TEXT, name="region_name", is_required=False),
    Column("old_la_code", "The authority's DfE code.", kind=_TEXT, name="old_la_code", is_key=True, is_required=False),
    Column("new_la_code", "The authority's ONS code.", kind=_TEXT, name="new_la_code", is_required=False),
    Column("la_name", "The authority's name.", kind=_TEXT, name="la_name", aliases=("LA name",), is_required=False),
)
LEVELS: dict[str, Geography] = {
    "National": Geography.ENGLAND,
    "Regional": Geography.REGION,
    "Local authority": Geography.AUTHORITY,
}


def tidy(
    code: str,
    title: str,
    meaning: str,
    measures: tuple[Measure, ...],
    *,
    publisher: str = "Department for Education",
    frequency: str = "Once a year",
    reference: tuple[int, int] = (3, 31),
    only: Mapping[str, str] | None = None,
    feeds_indicators: bool = False,
) -> Statistic:
    """A source in this layout.

    Args:
        code: what `oversight refresh` calls it.
        title: the file's name for people.
        meaning: one sentence.
        measures: what it counts; the file may hold others.
        publisher: who publishes it.
        frequency: how often a new edition comes.
        reference: month and day that a year's figures are about or counted to.
        only: the one value of a column whose rows are wanted; the column is then part of the layout.
        feeds_indicators: whether an indicator shows its figures.
    """
    wanted = only or {}
    filters = (Column(heading, "What the rows are about.", kind=_TEXT, name=heading) for heading in wanted)
    figures = FigureSheet(
        "figures",
        title,
        meaning,
        measures=measures,
        places=(*PLACES, *filters),
        levels=LEVELS,
        level_column="geographic_level",
        codes=("old_la_code", "new_la_code", "la_name"),
        period_column="time_period",
        reference=reference,
        only=wanted,
    )
    return Statistic(
        code, title, meaning, (figures,),
        publisher=publisher, frequency=frequency, feeds_indicators=feeds_indicators,
    )  # fmt: skip
