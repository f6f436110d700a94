"""The indicators: a list by theme, and one page's worth of definition for each. Read from the catalogue."""

from collections.abc import Iterable

from dashboard.components import summary_list, table
from dashboard.formats import counted
from dashboard.markup import Markup, download_link, fold, heading, html, joined, link, paragraph
from schemas.indicators import INDICATORS, Indicator, definition
from schemas.vocabulary import Better, Theme


def headline_sentence(chosen: str) -> str:
    """What one indicator is called and which way is better; or, for all, how many there are."""
    if chosen:
        indicator = INDICATORS[chosen]
        meaning = indicator.better.meaning
        return f"{indicator.title}: {meaning[0].lower()}{meaning[1:]}"
    judged = [indicator for indicator in INDICATORS.values() if not indicator.is_supporting]
    return f"{len(judged)} indicators are measured, each by one definition."


def all_indicators(chosen: str = "") -> Markup:
    """Every indicator, folded by theme; the theme of the chosen one is open."""
    by_theme: dict[tuple[bool, Theme], list[Indicator]] = {}
    for indicator in sorted(INDICATORS.values(), key=lambda indicator: indicator.is_supporting):
        by_theme.setdefault((indicator.is_supporting, indicator.theme), []).append(indicator)
    return joined(
        _theme(is_supporting, theme.label, found, chosen) for (is_supporting, theme), found in by_theme.items()
    )


def _theme(is_supporting: bool, label: str, found: list[Indicator], chosen: str) -> Markup:
    title = f"{label}: supporting figures" if is_supporting else label
    headings = ("Indicator", "What it is", "Better", "How often")
    rows = [_row(indicator) for indicator in found]
    note = counted(len(found), "indicator")
    listed = html('<div class="cpo-catalogue">{table}</div>', table=table(headings, rows, title, is_stacked=True))
    return fold(title, note, listed, is_open=any(indicator.id == chosen for indicator in found))


def _row(indicator: Indicator) -> tuple[object, ...]:
    name = link(f"{indicator.id} {indicator.title}", f"/definitions?part=indicators&indicator={indicator.id}")
    better = "Neither" if indicator.better is Better.NEUTRAL else indicator.better.label.removesuffix(" is better")
    return name, indicator.definition, better, indicator.frequency


def one_indicator(indicator: Indicator) -> Markup:
    """All that there is to say about one indicator."""
    said = [
        *definition(indicator).items(),
        ("Unit", f"{indicator.unit.label}. {indicator.unit.meaning}"),
        ("Given for", _listed(level.label for level in indicator.levels)),
        ("Split by", indicator.breakdown.dimension.replace("_", " ") if indicator.breakdown else "Nothing"),
    ]
    href = f"/download/indicator/{indicator.id}.csv"
    file = download_link("Download its figures (CSV)", href, f"of {indicator.title}")
    told = link("Be told when it crosses a number", f"/alerts?kind=above&indicator={indicator.id}")
    figures = paragraph(joined([file, told] if not indicator.is_supporting else [file], " · "))
    about = html('<div class="cpo-definition">{said}{figures}</div>', said=summary_list(said), figures=figures)
    return joined([about, heading("All indicators, by theme"), all_indicators(indicator.id)])


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
