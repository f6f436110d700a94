"""Whether a hidden figure could be worked out from all that is shown, by any chain of sums: a second answer is sought.

A figure is safe if other whole numbers, none below one, fit everything that is shown as well as the true ones do and
give it another value. They are looked for with an integer programme, for all figures at once and then for those that are
left, one by one.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.disclosure_figures import Figures, Sum

REACH = 1000
Numbers = NDArray[np.float64]


def exposed(figures: Figures, unknown: Set[int], wanted: Iterable[int]) -> list[int]:
    """The wanted figures that have only one possible value.

    Totals of regions and England are taken as known exactly, though counts of children are shown rounded.

    Args:
        figures: every figure with its true size, and what adds up.
        unknown: those that no visible row shows.
        wanted: those that must not be worked out.
    """
    sums = [one for one in (*figures.sums, *figures.rests) if one.total in unknown or not unknown.isdisjoint(one.parts)]
    tied = sorted({f for one in sums for f in (one.total, *one.parts) if f in unknown and figures.size[f]})
    left = sorted(set(wanted).intersection(tied))
    if not left:
        return []
    search = _Search(tied, np.array([figures.size[figure] for figure in tied], dtype=np.float64), _matrix(tied, sums))
    for aims in _AIMS:
        left = search.unmoved(left, aims(len(left)))
        search = search.about(left)
    return [f for f in left if all(search.about([f]).unmoved([f], sign) for sign in (np.ones(1), -np.ones(1)))]


def _mixed(count: int) -> Numbers:
    """Some as small, some as large as can be; always the same way, so that the answer is the same."""
    return np.random.default_rng(count).choice([1.0, -1.0], count)


_AIMS: tuple[Callable[[int], Numbers], ...] = (np.ones, lambda count: -np.ones(count), _mixed, _mixed)


def _matrix(columns: Sequence[int], sums: Sequence[Sum]) -> Any:  # noqa: ANN401 - scipy has no types
    """A line for each sum, a column for each unknown figure."""
    from scipy.sparse import csr_array

    place = {figure: number for number, figure in enumerate(columns)}
    entries = [
        (line, place[figure], weight)
        for line, one in enumerate(sums)
        for figure, weight in ((one.total, -1.0), *((part, 1.0) for part in one.parts))
        if figure in place
    ]
    lines, places, weights = zip(*entries, strict=True)
    return csr_array((weights, (lines, places)), shape=(len(sums), len(columns)))


class _Search:
    """The known sums as equations in the unknown figures, whose true sizes are one answer."""

    def __init__(self, columns: Sequence[int], truth: Numbers, matrix: Any) -> None:  # noqa: ANN401 - scipy has no types
        from scipy.sparse.csgraph import connected_components

        self.columns, self.truth, self.matrix = columns, truth, matrix
        self.place = {figure: number for number, figure in enumerate(columns)}
        self.told = matrix @ truth
        self.component = connected_components(abs(matrix).T @ abs(matrix), directed=False)[1]

    def about(self, wanted: Sequence[int]) -> "_Search":
        """Only what has to do with some figures."""
        is_near = np.isin(self.component, self.component[[self.place[figure] for figure in wanted]])
        kept = np.flatnonzero(is_near)
        lines = np.unique(self.matrix[:, kept].nonzero()[0])
        return _Search([self.columns[int(n)] for n in kept], self.truth[kept], self.matrix[lines][:, kept])

    def unmoved(self, left: Sequence[int], signs: Numbers) -> list[int]:
        """Those of some figures that keep their value when each is made as small (1) or large (-1) as the sums let."""
        if not left:
            return []
        aim = np.zeros(len(self.truth))
        aim[[self.place[figure] for figure in left]] = signs
        other = self._solution(aim, whole=0)
        if other is None or np.abs(other - np.round(other)).max(initial=0.0) > 1e-6:
            other = self._solution(aim, whole=1)
        moved = np.zeros(len(self.truth)) if other is None else np.abs(np.round(other) - self.truth)
        return [figure for figure in left if moved[self.place[figure]] < 1]

    def _solution(self, aim: Numbers, whole: int) -> Numbers | None:
        """A solution of the equations; `whole` is 1 where it has to be in whole numbers, which takes longer."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        found = milp(
            aim,
            integrality=np.full(len(aim), whole),
            bounds=Bounds(np.maximum(1.0, self.truth - REACH), self.truth + REACH),
            constraints=LinearConstraint(self.matrix, self.told, self.told),
            options={"time_limit": 10.0},
        )
        return None if found.x is None else np.asarray(found.x)
