"""A strip of ages: one mark an authority, by what was judged and how long ago."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import CONTEXT, GREY, INK, MUTED, NAVY, WHITE, Spec, axis, note, spec

ROW, LEFT = 84, 196
_LIFT = 0.135


@dataclass(frozen=True)
class Aged:
    """One authority's judgement: which row it stands in, and how many months old it is."""

    row: str
    months: int


def ages(marks: Sequence[Aged], rows: Sequence[str], old_after: int, *, is_narrow: bool = False) -> Spec:
    """A row for each judgement, a mark for each authority stacked on its month; those too old are grey and hollow."""
    seen: Counter[tuple[str, int]] = Counter()
    placed: dict[bool, list[tuple[int, float]]] = {False: [], True: []}
    for mark in sorted(marks, key=lambda one: (one.row, one.months)):
        level = len(rows) - 1 - rows.index(mark.row)
        placed[mark.months > old_after].append((mark.months, level + _LIFT * seen[mark.row, mark.months]))
        seen[mark.row, mark.months] += 1
    counts = Counter(mark.row for mark in marks)
    last = max([mark.months for mark in marks] + [old_after + 6])
    rule = {
        "type": "line", "xref": "x", "yref": "paper", "x0": old_after + 0.5, "x1": old_after + 0.5, "y0": 0, "y1": 1,
        "line": {"color": GREY, "width": 1.5, "dash": "dot"}, "layer": "below",
    }  # fmt: skip
    return spec(
        [_trace("Newer", placed[False], NAVY, NAVY), _trace("Older", placed[True], WHITE, CONTEXT)],
        ROW * len(rows) + 78,
        margin=(30, 12, 48, 12 if is_narrow else LEFT),
        annotations=[*_names(rows, counts, is_narrow), _edge(old_after)],
        shapes=[rule],
        xaxis=axis(
            range=[-1.5, last + 1.5], tickvals=list(range(0, last + 1, 12)), showline=True, ticks="outside", ticklen=5,
            tickcolor=CONTEXT, title={"text": "Months since the inspection", "font": {"size": 15, "color": MUTED}, "standoff": 6},
        ),
        yaxis=axis(range=[-0.2, len(rows) - 0.2], tickvals=list(range(len(rows))), showticklabels=False, showgrid=True),
    )  # fmt: skip


def _trace(name: str, places: Sequence[tuple[int, float]], fill: str, edge: str) -> Spec:
    return {
        "type": "scatter", "mode": "markers", "name": name, "hoverinfo": "skip", "cliponaxis": False,
        "x": [months for months, _ in places], "y": [round(up, 3) for _, up in places],
        "marker": {"size": 9, "color": fill, "line": {"color": edge, "width": 1.5}},
    }  # fmt: skip


def _names(rows: Sequence[str], counts: Counter[str], is_narrow: bool) -> list[Spec]:
    aside = {"xshift": 2, "yanchor": "bottom", "yshift": 44} if is_narrow else {"xshift": -LEFT, "yanchor": "bottom"}
    plain = {"xref": "paper", "xanchor": "left", "font": {"size": 16, "color": INK}, **aside}
    return [note(f"<b>{row}</b>, {counts[row]}", 0, len(rows) - 1 - at, **plain) for at, row in enumerate(rows)]


def _edge(old_after: int) -> Spec:
    font = {"size": 15, "color": GREY}
    words = f"{old_after} months"
    return note(words, old_after + 0.5, 1, yref="paper", yanchor="bottom", xanchor="center", yshift=4, font=font)
