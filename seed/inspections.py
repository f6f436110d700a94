"""An illustrative edition of Ofsted's file of inspection outcomes, in the layout of the real one."""

from datetime import date, timedelta
from functools import lru_cache

from schemas.authorities import Authority, authorities
from schemas.programme import Judgement
from schemas.sources import OFSTED
from schemas.spec import Column
from seed.chance import from_quantiles, stream
from seed.ods import Cell, spreadsheet
from seed.picture import STAGE_AT_END
from seed.quarters import LATEST, REGISTER_DAY

FILE_NAME = "Illustrative_LA_Inspection_Outcomes_as_at_30_June_2026.ods"
MARK = "Illustrative data — not real. No judgement here is about a real authority."
LAST_DAY = date(2026, 6, 26)
NO_OVERALL_FROM = date(2026, 4, 1)
CARE_LEAVERS_FROM = date(2023, 1, 1)
# Help and protection at the end of the story: 100 of 153 good or better.
_GRADES = (
    (Judgement.OUTSTANDING, 28),
    (Judgement.GOOD, 72),
    (Judgement.REQUIRES_IMPROVEMENT, 44),
    (Judgement.INADEQUATE, 9),
)
_MONTHS_OLD = ((0.0, 3.5), (0.25, 10.5), (0.5, 19.0), (0.75, 28.5), (1.0, 41.0))
_SHEETS = {
    "latest": "Inspections_as_at_30_June",
    "visits": "In-year_inspections",
    "history": "ILACS_inspection_history",
}
_TITLES = {
    "latest": "Children's services judgements at the latest inspection, 30 June 2026",
    "visits": "Inspections and visits from 1 July 2025 to 30 June 2026",
    "history": "Every inspection under the framework",
}
_THEMES = ("Front door", "Children in need/subject to a plan", "Care leavers", "Children in care")
Values = dict[str, Cell]


def ofsted_file() -> bytes:
    """The bytes of the illustrative edition: three sheets of outcomes, with their headings on the third row."""
    places = authorities(REGISTER_DAY)
    latest = [_latest(a) for a in places]
    ended = [_inspection(a, "before", _ended_day(a)) | {"status": "No longer exists"} for a in _ended()]
    history = [_as_history(row, "Current") for row in [*latest, *(_earlier(a) for a in places)]]
    rows = {
        "latest": latest,
        "visits": [visit for a in places for visit in _visits(a)],
        "history": sorted([*history, *(_as_history(row, "No longer exists") for row in ended)], key=_order),
    }
    cover: list[list[Cell]] = [["Local authority inspection outcomes"], [MARK], ["Layout of the published file."]]
    sheets: dict[str, list[list[Cell]]] = {"Cover": cover, "Notes": [[MARK]]}
    return spreadsheet(sheets | {title: _sheet(name, rows[name]) for name, title in _SHEETS.items()})


def _sheet(name: str, rows: list[Values]) -> list[list[Cell]]:
    columns = OFSTED.sheet(name).columns
    return [[_TITLES[name]], [MARK], [c.heading for c in columns], *([_shown(r, c) for c in columns] for r in rows)]


def _shown(row: Values, column: Column) -> Cell:
    value = row.get(column.name)
    if value == Judgement.REQUIRES_IMPROVEMENT:
        return "Requires improvement to be good"
    return Judgement(value).label if isinstance(value, str) and value in set(Judgement) else value


def _order(row: Values) -> tuple[str, str]:
    return str(row["authority_name"]), str(row["inspected_on"])


@lru_cache(maxsize=1)
def grades() -> dict[str, Judgement]:
    """Help and protection by authority_id: better where the Unit has come further, with much that is chance."""
    places = [a for a in authorities(REGISTER_DAY) if a.tile_label != "SKP"]

    def score(a: Authority) -> tuple[float, str]:
        return -(STAGE_AT_END[a.tile_label] + stream(a.authority_id, "grade").gauss(0, 1.3)), a.authority_id

    ordered = sorted(places, key=score)
    ordered.insert(60, next(a for a in authorities(REGISTER_DAY) if a.tile_label == "SKP"))
    in_order = [grade for grade, count in _GRADES for _ in range(count)]
    return {a.authority_id: grade for a, grade in zip(ordered, in_order, strict=True)}


def _latest(a: Authority) -> Values:
    months = from_quantiles(stream(a.authority_id, "inspected").random(), _MONTHS_OLD)
    day = date(2024, 6, 17) if a.tile_label == "SKP" else LATEST.end - timedelta(int(months * 30.44))
    return _inspection(a, "latest", _monday(min(day, LAST_DAY)), grades()[a.authority_id])


def _earlier(a: Authority) -> Values:
    day = _latest(a)["inspected_on"]
    assert isinstance(day, date)  # noqa: S101 - made so just above
    gap = stream(a.authority_id, "years before").randint(1000, 1250)
    return _inspection(a, "earlier", _monday(day - timedelta(gap)))


def _inspection(a: Authority, which: str, day: date, protection: Judgement | None = None) -> Values:
    rng = stream(a.authority_id, f"inspection {which}")
    ranks = list(Judgement)
    grade = protection or rng.choices(ranks, (0.12, 0.42, 0.33, 0.13))[0]

    def near() -> str:
        step = rng.choices((-1, 0, 1), (0.14, 0.72, 0.14))[0]
        return str(ranks[min(max(ranks.index(grade) + step, 0), 3)])

    is_short = grade in (Judgement.OUTSTANDING, Judgement.GOOD)
    return {
        "web_link": f"https://reports.ofsted.gov.uk/provider/44/{a.dfe_code or '000'}",
        "authority_code": a.ons_code,
        "authority_name": a.name,
        "ofsted_region": a.ofsted_region,
        "inspected_on": day,
        "published_on": day + timedelta(int(from_quantiles(rng.random(), ((0.0, 43), (0.5, 56), (1.0, 66))))),
        "overall": near() if day < NO_OVERALL_FROM else None,
        "leaders": near(),
        "help_and_protection": str(grade),
        "children_in_care": near(),
        "care_leavers": near() if day >= CARE_LEAVERS_FROM else None,
        "inspection_type": "ILACS Short Inspection" if is_short else "ILACS Standard Inspection",
    }


def _visits(a: Authority) -> list[Values]:
    """The last year: its inspection if it had one, and for most a focused or monitoring visit."""
    latest, rng = _latest(a), stream(a.authority_id, "visits")
    first = date(2025, 7, 1)
    day = latest["inspected_on"]
    assert isinstance(day, date)  # noqa: S101 - made so above
    found: list[Values] = [latest | {"visit_type": latest["inspection_type"]}] if day >= first else []
    if rng.random() < 0.45:
        visited_on = _monday(first + timedelta(rng.randint(0, 350)))
        is_inadequate = grades()[a.authority_id] is Judgement.INADEQUATE
        found.append(
            {name: latest[name] for name in ("web_link", "authority_code", "authority_name", "ofsted_region")}
            | {"inspected_on": visited_on, "published_on": visited_on + timedelta(rng.randint(34, 48))}
            | {"visit_type": "LA Monitoring visit" if is_inadequate else "ILACS Focused Visit"}
            | {"visit_theme": rng.choice(_THEMES)}
        )
    return found


def _ended() -> list[Authority]:
    """Authorities that ended after the framework began, so that the history of one that is gone can be shown."""
    current = {a.authority_id for a in authorities(REGISTER_DAY)}
    were = {
        a.authority_id: a for day in (date(2019, 3, 1), date(2021, 3, 1), date(2023, 3, 1)) for a in authorities(day)
    }
    return [a for key, a in sorted(were.items()) if key not in current]


def _ended_day(a: Authority) -> date:
    return _monday((a.valid_to or LATEST.end) - timedelta(stream(a.authority_id, "ended").randint(60, 300)))


def _as_history(row: Values, status: str) -> Values:
    return row | {"status": status}


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
