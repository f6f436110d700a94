"""The nine headline places of the Overview, as tiles."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from dashboard.components import Tile, flagged
from dashboard.formats import change, day, days_from, number, percent, pounds
from dashboard.origin import origin_address
from dashboard.quarter import Figure, Key, Quarter
from dashboard.reads_commentary import Said
from dashboard.said import said_words
from schemas.authorities import ENGLAND
from schemas.indicators import HEADLINE, INDICATORS
from schemas.indicators_grammar import Indicator
from schemas.stages import NATIONAL_DATE
from schemas.vocabulary import Rag, Theme, ValueStatus

NAMES = {
    "UR-03": "Children living where a Unit is operational",
    "UR-06": "Middle forecast of full operation",
    "ST-02": "Unit posts vacant",
    "ST-03": "Units with all four statutory members",
    "CP-03": "Initial conferences within 15 working days",
    "IN-02": "Help and protection judged good or better",
}
# The judgement itself has no national value: the share judged good or better stands for it.
STANDS_FOR = {"IN-02": "IN-03"}
COUNTS = {"UR-02", "ST-03", "IN-03"}


def headline_tiles(quarter: Quarter, said: Mapping[Key, Said] = MappingProxyType({})) -> list[Tile]:
    """The nine tiles in their order, each with what was said about it; one without a figure keeps its place and says why."""
    return [_tile(INDICATORS[id_], quarter, said) for id_ in HEADLINE]


def address(indicator_id: str) -> str:
    """The page that explains an indicator."""
    return f"/definitions?indicator={indicator_id}"


def _tile(indicator: Indicator, quarter: Quarter, said: Mapping[Key, Said]) -> Tile:
    title = NAMES.get(indicator.id, indicator.title)
    shown = INDICATORS[STANDS_FOR.get(indicator.id, indicator.id)]
    now, before = quarter.figure(shown.id), quarter.figure_before(shown.id)
    rag = now.rag if shown is indicator or now.value is None else Rag.NOT_RATED
    origin = origin_address(shown.id, ENGLAND, quarter.period) if now.due is not None else ""
    anchor = f"figure-{indicator.id}"
    words = said_words(said.get((shown.id, ENGLAND, "")))
    if now.value is None:
        return Tile(
            title,
            flagged("", now.status),
            "",
            rag,
            now.reason,
            href=address(indicator.id),
            origin=origin,
            anchor=anchor,
            said=words,
        )
    figure, unit = _figure(shown, now)
    return Tile(
        title,
        figure,
        flagged(unit, ValueStatus.OK, now.flags),
        rag,
        _threshold(indicator.id, now),
        _before(shown, before),
        _change(shown, now, before),
        _coverage(indicator, now),
        address(indicator.id),
        origin,
        anchor,
        words,
    )


def _figure(indicator: Indicator, now: Figure) -> tuple[str, str]:
    value = now.value or 0.0
    if indicator.id in COUNTS:
        return number(now.numerator or 0), f"of {number(now.denominator or 0)}"
    if indicator.id == "UR-06":
        on = forecast_day(value)
        return f"{on.day} {on:%B}", str(on.year)
    return percent(value), ""


def forecast_day(days: float) -> date:
    """The day that is so many days after the national date."""
    return NATIONAL_DATE + timedelta(days=int(number(days).replace(",", "")))


def _threshold(indicator_id: str, now: Figure) -> str:
    more: dict[str, Callable[[Figure], str]] = {
        "UR-06": lambda f: f"{days_from(f.value or 0, NATIONAL_DATE)}.",
        "FU-06": lambda f: (
            f"{f.reason} Gap {pounds(max((f.denominator or 0) - (f.numerator or 0), 0), is_national=True)} of {pounds(f.denominator or 0, is_national=True)}."
        ),
        "IN-02": lambda _: "No national threshold.",
    }
    return more[indicator_id](now).strip() if indicator_id in more else now.reason


def _before(indicator: Indicator, before: Figure) -> str:
    if before.value is None:
        return "No figure for last quarter"
    if indicator.id == "UR-06":
        return f"Last quarter {day(forecast_day(before.value))}"
    figure, unit = _figure(indicator, before)
    same = indicator.id != "UR-02" and unit
    return f"Last quarter {figure}{f' {unit}' if same else ''}"


def _change(indicator: Indicator, now: Figure, before: Figure) -> str:
    if before.value is None or now.value is None:
        return ""
    if indicator.id in COUNTS:
        return change(now.numerator or 0, before.numerator or 0, indicator.better)
    if indicator.id == "UR-06":
        days = round(now.value - before.value)
        return (
            "no change"
            if days == 0
            else f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'later, worse' if days > 0 else 'earlier, better'}"
        )
    return change(now.value, before.value, indicator.better, places=indicator.dp, unit="points")


def _coverage(indicator: Indicator, now: Figure) -> str:
    if now.returned is None or now.due is None:
        return ""
    have = "have a judgement" if indicator.theme is Theme.INSPECTION else "returned"
    return f"{now.returned} of {now.due} {have}"
