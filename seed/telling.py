"""How a story is told: it is named for an authority, and changes the rows that the authority sends."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from schemas.periods import Period
from schemas.programme import Agency, EmploymentModel
from seed.quarters import LATEST
from seed.unit import Row, Rows

Story = Callable[[Rows, Period], None]
STORIES: dict[str, list[Story]] = {}
BEFORE = LATEST.previous


def story(*labels: str) -> Callable[[Story], Story]:
    """Tell this story of the authorities with these labels on the tile map."""

    def register(told: Story) -> Story:
        for label in labels:
            STORIES.setdefault(label, []).append(told)
        return told

    return register


def set_unit(rows: Rows, **values: Any) -> None:  # noqa: ANN401 - column values
    """Set some values in the row of every Unit; nothing in a return that has no Units."""
    for row in rows.get("unit", ()):
        row.update(values)


def row_of(rows: Rows, sheet: str, **keys: str) -> Row:
    """The first row of a sheet with these keys."""
    return next(row for row in rows[sheet] if all(row[name] == key for name, key in keys.items()))


def fill(rows: Rows, agency: Agency, established: float, models: Mapping[EmploymentModel, float]) -> None:
    """Set one agency's posts in Unit U1: established, and filled by employment model."""
    filled = round(sum(models.values()), 1)
    rows["models"] = [r for r in rows["models"] if r["agency"] != agency] + [
        {
            "unit_code": "U1",
            "agency": str(agency),
            "employment_model": str(model),
            "filled_fte": fte,
            "ending_6m_fte": 0.0,
            "ending_6m_no_successor_fte": 0.0,
        }
        for model, fte in models.items()
        if fte
    ]
    post = row_of(rows, "posts", agency=str(agency))
    post |= {"established_fte": established, "filled_fte": filled, "is_core_nominated": filled > 0}
    for part in ("colocated_fte", "access_fte", "experienced_fte"):
        post[part] = min(post[part], filled)
    rows["posts"] = [post if row["agency"] == agency else row for row in rows["posts"]]


def set_milestone(rows: Rows, code: str, baseline_on: date, true_on: date, period: Period) -> None:
    """Set the agreed day of a milestone and the day that it is met, or is forecast to be."""
    is_met = true_on <= period.end
    row = row_of(rows, "milestones", milestone=code)
    row |= {"baseline_on": baseline_on, "actual_on": true_on if is_met else None}
    row |= {"forecast_on": None if is_met else max(true_on if period >= BEFORE else baseline_on, period.end)}
    row["evidence_ref"] = (row["evidence_ref"] or "Programme board minute 12") if is_met else None
