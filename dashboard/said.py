"""Commentary beside a figure, as markup."""

from dashboard.formats import day
from dashboard.markup import Markup, html
from dashboard.reads_commentary import Said
from etl.settings import day_of


def said_words(one: Said | None) -> Markup:
    """What was said about a figure, by whom and when; that the figure has changed since stands first. Nothing for None."""
    if one is None:
        return Markup("")
    stale = html('<span class="cpo-said-stale">{stale}</span>', stale=one.stale) if one.stale else ""
    who = f"{one.role}, {day(day_of(one.written_at))}"
    return html(
        '<p class="cpo-said">{stale}{words}<span class="cpo-said-who">{who}</span></p>',
        stale=stale,
        words=one.words,
        who=who,
    )
