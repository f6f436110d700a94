"""Tables, lists of terms and what must be fixed: pure functions from words to safe HTML."""

import re
from collections.abc import Collection, Sequence

from dashboard.markup import Markup, Words, html, joined
from schemas.issues import Issue

# A table with more columns than this does not fit a narrow screen.
MOST_NARROW = 4
_BETWEEN = re.compile(r"[^a-z0-9]+")


def table(
    headings: Sequence[Words],
    rows: Sequence[Sequence[object]],
    caption: str,
    *,
    numeric: Collection[int] = (),
    is_caption_shown: bool = False,
    is_stacked: bool = False,
    row_ids: Sequence[str] = (),
    last_is_total: bool = False,
) -> Markup:
    """A real table. Its first column names each row; cells are text (escaped), markup, or None for an empty cell.

    Args:
        headings: one for each column.
        rows: cells, as many as headings.
        caption: what the table is, for everyone; shown only if asked, otherwise read aloud.
        numeric: places (from 0) of columns to set to the right.
        is_caption_shown: whether the caption stands above the table.
        is_stacked: whether a narrow screen shows a block for each row; otherwise a wide table scrolls in its own box,
            says so, and keeps its first column in sight.
        row_ids: an id for each row, so that a link can lead to it.
        last_is_total: whether the last row is a total.
    """
    head = joined(
        html('<th scope="col"{kind}>{words}</th>', kind=_numeric(place, numeric), words=words)
        for place, words in enumerate(headings)
    )
    body = joined(_row(headings, row, numeric, _id(row_ids, at)) for at, row in enumerate(rows))
    is_wide = len(headings) > MOST_NARROW and not is_stacked
    classes = " cpo-stacked" * is_stacked + " cpo-wide" * is_wide + " cpo-totalled" * last_is_total
    return html(
        '{cue}<div class="cpo-scroll" role="region" aria-label="{caption}" tabindex="0"><table class="cpo-table{classes}">'
        '<caption class="{shown}">{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>',
        cue=_CUE if is_wide else Markup(""),
        caption=caption,
        classes=classes,
        shown="cpo-table-caption" if is_caption_shown else "cpo-hidden",
        head=head,
        body=body,
    )


_CUE = html('<p class="cpo-p cpo-cue">This table has more columns than fit. Scroll it sideways to see them.</p>')


def _numeric(place: int, numeric: Collection[int]) -> Markup:
    return html(' class="cpo-num"') if place in numeric else Markup("")


def _id(row_ids: Sequence[str], at: int) -> Markup:
    return html(' id="{anchor}"', anchor=row_ids[at]) if at < len(row_ids) and row_ids[at] else Markup("")


def _row(headings: Sequence[Words], row: Sequence[object], numeric: Collection[int], anchor: Markup) -> Markup:
    first = html('<th scope="row"{kind}>{cell}</th>', kind=_numeric(0, numeric), cell=row[0])
    rest = (
        html('<td data-label="{label}"{kind}>{cell}</td>', label=headings[at], kind=_numeric(at, numeric), cell=cell)
        for at, cell in enumerate(row[1:], start=1)
    )
    return html("<tr{anchor}>{first}{rest}</tr>", anchor=anchor, first=first, rest=joined(rest))


def summary_list(items: Sequence[tuple[Words, Words]]) -> Markup:
    """Terms and their values, with hairlines."""
    lines = joined(html("<div><dt>{term}</dt><dd>{value}</dd></div>", term=term, value=value) for term, value in items)
    return html('<dl class="cpo-summary">{lines}</dl>', lines=lines)


def error_summary(title: str, items: Sequence[tuple[str, str]]) -> Markup:
    """What must be fixed: (words, id of the row that they are about) for each."""
    lines = joined(
        html('<li><a href="#{anchor}" target="_self">{words}</a></li>', anchor=anchor, words=words)
        for words, anchor in items
    )
    return html(
        '<div class="cpo-errors" role="alert" tabindex="-1"><h2 class="cpo-h2">{title}</h2><ul>{lines}</ul></div>',
        title=title,
        lines=lines,
    )


def issue_anchor(issue: Issue) -> str:
    """The id of an issue's row in a table of issues, for links to it."""
    return f"issue-{issue.fingerprint}-{_BETWEEN.sub('-', issue.cell.lower()) or 'file'}"
