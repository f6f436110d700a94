"""Parts of the forecast's page in words and tables: how it is made, who is likely, and what the unlikely have in common."""

from collections.abc import Callable, Sequence

import polars as pl

from dashboard.components import table
from dashboard.counts import MEMBERS
from dashboard.forecast_words import LIKELY, UNLIKELY, chance, days
from dashboard.formats import counted, day, number, percent, short_day
from dashboard.markup import Markup, details, heading, html, joined, link, paragraph
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.forecasting import LEAST_QUARTERS, Forecast, Outlook
from schemas.indicators_supporting import MEMBERS_MISSING
from schemas.programme import Milestone, SlippageReason

SHOWN = 8
Group = tuple[str, list[Outlook]]


def method(made: Forecast | None) -> Markup:
    """How the forecast is made, in steps that anyone can follow."""
    moves = f", {number(made.move_count)} moves so far" if made else ""
    widened = f" Now it is multiplied by {number(made.widening, 2)}." if made else ""
    steps = (
        "Every quarter each authority states when it will be operational. We start from those dates.",
        f"We look at how far every date had moved one quarter later, beside dates with as much time left{moves}.",
        "We play the coming quarters out 1,000 times. Each time every date moves as dates have moved before. In a bad quarter "
        "many slip together, and who slipped before is likelier to slip again, as much as the past shows.",
        "The forecast is the middle of those 1,000. The likely range holds eight in ten of them. A chance is the share in which it happens.",
        f"England’s range is made wider if past forecasts missed by more than they allowed for, and narrower if by less.{widened}",
        f"With fewer than {LEAST_QUARTERS} quarters of returns, or few dates that came due, no range is given.",
    )
    lines = joined(html("<li>{words}</li>", words=words) for words in steps)
    not_known = (
        "It knows nothing of the future that no past quarter has shown: a new law, new money, a changed deadline."
    )
    return joined(
        [
            heading("How the forecast is made", anchor="method", is_pinned=True),
            html('<ol class="cpo-p">{lines}</ol>', lines=lines),
            paragraph(not_known),
        ]
    )


def grouped(made: Forecast) -> list[Group]:
    """Authorities by their chance: there already, likely, even, unlikely."""
    waiting = sorted((o for o in made.outlooks if not o.is_met), key=lambda o: -o.chance)
    return [
        ("There already", [o for o in made.outlooks if o.is_met]),
        ("Likely: 2 in 3 or more", [o for o in waiting if o.chance >= LIKELY]),
        ("Even: between these", [o for o in waiting if UNLIKELY < o.chance < LIKELY]),
        ("Unlikely: 1 in 3 or less", [o for o in waiting if o.chance <= UNLIKELY]),
    ]


def groups(quarter: Quarter, made: Forecast) -> Markup:
    """How many authorities and children are in each group, and every authority behind a fold."""
    places = {a.authority_id: a for a in quarter.authorities}
    everyone = sum(a.population_0_17 for a in places.values())
    rows, folds = [], []
    for name, some in grouped(made):
        children = sum(places[o.authority_id].population_0_17 for o in some if o.authority_id in places)
        rows.append((name, len(some), number(children), percent(100 * children / everyone) if everyone else ""))
        if some and not name.startswith("There"):
            folds.append(
                details(f"{name}: {counted(len(some), 'authority', 'authorities')}", _each(some, places, made))
            )
    heads = (f"Chance by {day(made.by)}", "Authorities", "Children living there", "Share of children")
    return joined(
        [
            heading(f"Who is likely by {day(made.by)}", anchor="groups", is_pinned=True),
            table(heads, rows, "Authorities by their chance", numeric=(1, 2, 3)),
            *folds,
        ]
    )


def _each(some: Sequence[Outlook], places: dict[str, Authority], made: Forecast) -> Markup:
    rows = [
        (
            link(place.name, f"/authority?code={place.address_code}#outlook"),
            chance(o.chance).capitalize(),
            short_day(o.stated_on) if o.stated_on else "None given",
            days(o),
            number(place.population_0_17),
        )
        for o in some
        if (place := places.get(o.authority_id))
    ]
    heads = ("Authority", f"Chance by {short_day(made.by)}", "Its own date", "Likely range", "Children")
    return table(heads, rows, "Authorities in this group", numeric=[4], is_stacked=True)


def drivers(quarter: Quarter, made: Forecast, dates: pl.DataFrame) -> Markup:
    """What the unlikely have in common more often than the likely: counted from their returns.

    Args:
        quarter: the quarter that the forecast is made at the end of.
        made: the forecast.
        dates: `reads.milestone_dates` of the quarter.
    """
    there, likely, even, unlikely = (some for _, some in grouped(made))
    first, second = _ids([*even, *unlikely]), _ids([*there, *likely])
    if not first or not second:
        return Markup("")
    rows = _counted(quarter, dates, lambda found: (len(found & first), len(found & second)))
    rows.sort(key=lambda row: row[2] / len(second) - row[1] / len(first))
    shown = [
        (words, f"{one} of {len(first)}", f"{two} of {len(second)}")
        for words, one, two in rows
        if one * len(second) > two * len(first)
    ]
    words = "Counted from their returns. That two things go together does not show that one is the cause."
    return joined(
        [
            heading("What the unlikely and even have more often than the others", anchor="drivers", is_pinned=True),
            paragraph(words, kind="sub"),
            table(("What", "Unlikely or even", "Likely or there"), shown[:SHOWN], "What drives the forecast", numeric=(1, 2), is_stacked=True),
        ]
    )  # fmt: skip


def _ids(some: Sequence[Outlook]) -> set[str]:
    return {each.authority_id for each in some}


def _counted(
    quarter: Quarter, dates: pl.DataFrame, count: Callable[[set[str]], tuple[int, int]]
) -> list[tuple[str, int, int]]:
    position = quarter.period.reference_date
    late = dates.filter(pl.col("actual_on").is_null() & (pl.col("baseline_on") <= position))
    found = []
    for milestone in tuple(Milestone)[:15]:
        ids = set(late.filter(pl.col("milestone") == milestone)["authority_id"].to_list())
        found.append((f"Overdue: {milestone.label}", *count(ids)))
    for reason in (each for each in SlippageReason if each is not SlippageReason.NONE):
        ids = set(dates.filter(pl.col("slippage_reason") == reason)["authority_id"].to_list())
        found.append((f"Reason given for slipping: {reason.label}", *count(ids)))
    for agency, member in MEMBERS.items():
        missing = quarter.values(MEMBERS_MISSING, f"agency={agency}")
        found.append((f"No {member} in post", *count({id_ for id_, value in missing.items() if value > 0})))
    return [row for row in found if row[1]]
