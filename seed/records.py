"""Illustrative records of the department: intervention, joint inspections, moderated ratings, the Panel's counts."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from schemas.authorities import authorities
from schemas.periods import Period
from schemas.programme import Confidence, Judgement
from schemas.recorded import Intervention, JointInspection, Moderator, RaisedBy, ReviewTheme
from schemas.sources import CONFIDENCE, INTERVENTION, JTAI, PANEL, SOURCES
from schemas.spec import Source
from seed.authority_paths import paths
from seed.chance import stream
from seed.inspections import grades
from seed.quarters import LATEST, QUARTERS, REGISTER_DAY
from seed.records_board import meeting_rows, plan_rows
from seed.records_further import exploitation_rows, partnership_rows, provision_rows, reporting
from seed.records_tracker import tracker_rows
from seed.sections import Record, as_csv

Sheets = dict[str, list[Record]]
_INCIDENTS_A_QUARTER = 100
_FOUND = {
    ReviewTheme.WEAK_RISK_ASSESSMENT: 0.41, ReviewTheme.OPTIMISM_BIAS: 0.32, ReviewTheme.POOR_INFORMATION_SHARING: 0.4,
    ReviewTheme.KNOWN_TO_SOCIAL_CARE: 0.54, ReviewTheme.HIGH_WORKLOAD: 0.18, ReviewTheme.POVERTY_CONTEXT: 0.22,
    ReviewTheme.EXTRA_FAMILIAL_HARM: 0.2,
}  # fmt: skip
# Where the joint inspections of the story took place, when their letter came out, and how many priority actions it has.
_JOINT = (
    ("BPL", date(2025, 7, 18), 2), ("MDW", date(2025, 9, 12), 0), ("HPL", date(2025, 11, 21), 1), ("DNC", date(2026, 1, 30), 0),
    ("LCE", date(2026, 3, 13), 2), ("BEX", date(2026, 5, 8), 0), ("STK", date(2026, 6, 26), 1), ("NGM", date(2026, 9, 4), 0),
)  # fmt: skip
_ACTIONS = (
    "Health information is shared before every strategy discussion.",
    "Police attend strategy discussions outside working hours.",
)
_REASONS = {
    Confidence.AMBER: "Health posts are agreed but not filled, and the site opens late.",
    Confidence.RED: "There is no agreed plan for the posts that partners owe.",
}


def record_files() -> Iterator[tuple[Source, str, Callable[[], bytes]]]:
    """Every record: its declaration, the file's name, and what makes its bytes."""
    made: dict[str, Callable[[], Sheets]] = {
        INTERVENTION.code: _interventions,
        JTAI.code: _joint_inspections,
        CONFIDENCE.code: _moderated,
        PANEL.code: _panel,
        "exploitation": exploitation_rows,
        "provision": provision_rows,
        "partnership": partnership_rows,
        "tracker": tracker_rows,
        "plan": plan_rows,
        "meetings": meeting_rows,
    }
    for code, rows in made.items():
        yield SOURCES[code], f"Illustrative_{code}.csv", lambda code=code, rows=rows: as_csv(SOURCES[code], rows())


def _interventions() -> Sheets:
    rows: list[Record] = []
    inadequate = [a for a in authorities(REGISTER_DAY) if grades()[a.authority_id] is Judgement.INADEQUATE]
    for number, a in enumerate(inadequate):
        since = date(2024, 2, 5) + timedelta(97 * number)
        kind = Intervention.DIRECTION if number % 3 else Intervention.NOTICE
        rows.append({"place": a.dfe_code, "kind": kind, "from_on": since})
    ended = {
        "SOL": (Intervention.NOTICE, date(2022, 2, 28), date(2025, 12, 15)),
        "BRD": (Intervention.TRUST, date(2023, 4, 3), None),
    }
    for label, (kind, since, until) in ended.items():
        rows.append({"place": _code(label), "kind": kind, "from_on": since, "to_on": until})
    rows.append({"place": _code("SOL"), "kind": Intervention.SUPERVISION, "from_on": date(2026, 1, 12)})
    return {"interventions": rows}


def _code(label: str) -> str:
    return next(a.dfe_code for a in authorities(REGISTER_DAY) if a.tile_label == label)


def _joint_inspections() -> Sheets:
    inspections: list[Record] = []
    actions: list[Record] = []
    for number, (label, published_on, count) in enumerate(_JOINT):
        place = next(p for p, members in reporting().items() if label in {a.tile_label for a in members})
        ref, due = f"JTAI-{published_on.year}-{number + 1:02d}", published_on + timedelta(98)
        answered = due - timedelta(4) if due < date(2026, 9, 1) else None
        inspections.append(
            {
                "place": place, "inspection_ref": ref, "kind": JointInspection.THEMATIC if number % 2 else JointInspection.FRONT_DOOR,
                "theme": "Serious youth violence" if number % 2 else None, "inspectorates": "Ofsted, CQC, HMICFRS",
                "started_on": published_on - timedelta(42), "ended_on": published_on - timedelta(38), "published_on": published_on,
                "improvement_areas_count": 3 + number % 3, "statement_due_on": due if count else None,
                "statement_received_on": answered if count else None,
            }
        )  # fmt: skip
        for action in range(count):
            due_on = published_on + timedelta(180)
            # The first area's actions are done; one of Leicester's is overdue, and what came later is still in time.
            closed_on = due_on - timedelta(20) if published_on < date(2026, 1, 1) else None
            actions.append(
                {
                    "place": place, "inspection_ref": ref, "action_number": action + 1, "raised_by": RaisedBy.JTAI,
                    "action": _ACTIONS[action], "raised_on": published_on, "due_on": due_on + timedelta(90 * action), "closed_on": closed_on,
                }
            )  # fmt: skip
    return {"inspections": inspections, "actions": actions}


def _moderated() -> Sheets:
    rows = []
    for period in QUARTERS[-2:]:
        for a in authorities(REGISTER_DAY):
            path, rng = paths()[a.authority_id], stream(a.authority_id, f"moderated {period}")
            late = (path.reached.get(4, date(2027, 9, 1)) - path.planned_operation_on).days + rng.gauss(0, 25)
            rating = Confidence.GREEN if late < 25 else Confidence.AMBER if late < 110 else Confidence.RED
            rows.append(
                {
                    "place": a.dfe_code, "quarter": str(period), "rating": rating, "moderated_on": period.end + timedelta(38),
                    "moderator": rng.choice(list(Moderator)), "reason": _REASONS.get(rating),
                }
            )  # fmt: skip
    return {"ratings": rows}


def _panel() -> Sheets:
    timeliness: list[Record] = []
    themes: list[Record] = []
    total = sum(a.population_0_17 for a in authorities(REGISTER_DAY))
    for period in QUARTERS:
        for place, members in reporting().items():
            rng = stream(members[0].authority_id, f"panel {period}")
            meant = _INCIDENTS_A_QUARTER * sum(a.population_0_17 for a in members) / total * rng.uniform(0.7, 1.3)
            notified = sum(rng.random() < meant / 12 for _ in range(12))
            due = max(notified - (rng.random() < 0.1), 0)
            reviews = sum(rng.random() < 0.2 for _ in range(notified))
            share = _timely(period)
            timeliness.append(
                {
                    "place": place, "quarter": str(period), "notifications_count": notified,
                    "notifications_5_days_count": sum(rng.random() < share for _ in range(notified)),
                    "rapid_reviews_due_count": due, "rapid_reviews_15_days_count": sum(rng.random() < share - 0.06 for _ in range(due)),
                    "local_reviews_due_count": reviews, "local_reviews_6_months_count": sum(rng.random() < 0.55 for _ in range(reviews)),
                }
            )  # fmt: skip
            found = {theme: sum(rng.random() < share for _ in range(due)) for theme, share in _FOUND.items()}
            themes += [
                {"place": place, "quarter": str(period), "theme": theme, "reviews_count": count}
                for theme, count in found.items()
                if count
            ]
    return {"timeliness": timeliness, "themes": themes}


def _timely(period: Period) -> float:
    """Timeliness rises a little each quarter."""
    return 0.8 + 0.012 * (len(QUARTERS) - 1 - (QUARTERS.index(LATEST) - QUARTERS.index(period)))
