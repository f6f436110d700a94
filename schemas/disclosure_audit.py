"""Whether a hidden figure follows from those that are shown, by any chain of additions and subtractions.

Hiding two figures in every sum is not always enough: sums of the parts of a place and of the places of a part cross,
and together they may leave one answer only. Here the sums are solved as equations in the hidden figures.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

Equation = dict[int, Fraction]


def determined(sums: Iterable[Sequence[int]], hidden: frozenset[int]) -> set[int]:
    """The hidden figures that have only one possible value, when every figure that is not hidden is known.

    Args:
        sums: for each known sum, its figures by number: the total first, then what adds up to it.
        hidden: the figures that are hidden.
    """
    solved: dict[int, Equation] = {}
    uses: dict[int, set[int]] = defaultdict(set)
    for total, *parts in sums:
        equation = {part: Fraction(1) for part in parts if part in hidden}
        if total in hidden:
            equation[total] = Fraction(-1)
        for figure in [figure for figure in equation if figure in solved]:
            _subtract(equation, solved[figure], equation[figure])
        if equation:
            _keep(equation, solved, uses)
    return {figure for figure, equation in solved.items() if len(equation) == 1}


def _subtract(equation: Equation, other: Equation, times: Fraction) -> None:
    for figure, factor in other.items():
        left = equation.get(figure, Fraction(0)) - times * factor
        if left:
            equation[figure] = left
        else:
            equation.pop(figure, None)


def _keep(equation: Equation, solved: dict[int, Equation], uses: dict[int, set[int]]) -> None:
    """Solve an equation for the figure that fewest others need, and put the answer into those."""
    figure = min(equation, key=lambda each: (len(uses[each]), each))
    factor = equation[figure]
    answer = {each: value / factor for each, value in equation.items()}
    for other in list(uses.pop(figure, ())):
        before = set(solved[other])
        _subtract(solved[other], answer, solved[other][figure])
        for each in before ^ set(solved[other]):
            (uses[each].add if each in solved[other] else uses[each].discard)(other)
    solved[figure] = answer
    for each in answer:
        if each != figure:
            uses[each].add(figure)
