"""What to hide so that no small figure is shown or can be worked out."""

from collections import defaultdict
from collections.abc import Iterable

from schemas.disclosure_audit import exposed
from schemas.disclosure_figures import Figures, Sum


class Hiding:
    """Which figures are hidden, and so which rows are, and what is then unknown."""

    def __init__(self, found: Figures) -> None:
        self.found = found
        self.hidden: set[int] = set()
        self.rows: set[int] = set()
        self.unknown: set[int] = set()
        self.visible = [len(rows) for rows in found.rows]
        self.sums_of: dict[int, list[Sum]] = defaultdict(list)
        for one in found.sums:
            for figure in (one.total, *one.parts):
                self.sums_of[figure].append(one)

    def run(self) -> set[int]:
        """The rows to hide: small figures, and others until no small one can be worked out."""
        self._hide_with_partners(sorted(self.found.small))
        while alone := exposed(self.found, self.unknown, self.found.small):
            further = {self._nearest(figure) for figure in alone} - {None}
            if not further:
                break
            self._hide_with_partners(sorted(figure for figure in further if figure is not None))
        return self.rows

    def _hide_with_partners(self, figures: Iterable[int]) -> None:
        touched: list[Sum] = []
        for figure in figures:
            touched += self._hide(figure)
        while touched:
            one = touched.pop()
            partner = self._partner(one)
            if partner is not None:
                touched += self._hide(partner)

    def _hide(self, figure: int) -> list[Sum]:
        """Hide a figure, and all parts of a hidden total; the sums that this touches."""
        if figure in self.hidden:
            return []
        self.hidden.add(figure)
        touched = list(self.sums_of[figure])
        for row in self.found.rows[figure]:
            if row not in self.rows:
                self.rows.add(row)
                touched += self._forget(row)
        for one in self.sums_of[figure]:
            if one.is_split and one.total == figure:
                touched += [each for part in one.parts if self.found.size[part] for each in self._hide(part)]
        return touched

    def _forget(self, row: int) -> list[Sum]:
        touched: list[Sum] = []
        for figure in self.found.figures_of[row]:
            self.visible[figure] -= 1
            if not self.visible[figure] and figure not in self.found.told:
                self.unknown.add(figure)
                touched += self.sums_of[figure]
        return touched

    def _partner(self, one: Sum) -> int | None:
        """What to hide beside a figure that is hidden alone: the smallest part that is shown and not zero, or the total."""
        size = self.found.size
        gone = [figure for figure in (one.total, *one.parts) if figure in self.unknown and size[figure]]
        if len(gone) != 1 or gone[0] not in self.hidden:
            return None
        shown = [part for part in one.parts if size[part] and self._is_of_use(part)]
        if shown:
            return min(shown, key=self.found.rank.__getitem__)
        return one.total if self._is_of_use(one.total) else None

    def _is_of_use(self, figure: int) -> bool:
        """Whether hiding a figure makes it unknown: it is shown now, and no earlier release tells it."""
        return figure not in self.unknown and figure not in self.found.told

    def _nearest(self, figure: int) -> int | None:
        """The figure to hide so that another is no longer alone: the smallest shown part near it, or a total near it."""
        near, size = {figure}, self.found.size
        while True:
            touching = {one for each in near for one in self.sums_of[each]}
            parts = {part for one in touching for part in one.parts if size[part] and self._is_of_use(part)}
            totals = {one.total for one in touching if size[one.total] and self._is_of_use(one.total)}
            shown = parts or totals
            if shown:
                return min(shown, key=self.found.rank.__getitem__)
            wider = near.union(*((one.total, *one.parts) for one in touching))
            if wider == near:
                return None
            near = wider
