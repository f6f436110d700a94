"""Tables, lists of terms, and what is wrong with a file: pure functions from words to safe HTML."""

from collections.abc import Collection, Sequence

from dashboard.markup import Markup, Words, heading, html, joined
from schemas.issues import Issue


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
        is_stacked: whether a narrow screen shows a block for each row; otherwise it scrolls in its own box.
        row_ids: an id for each row, so that a link can lead to it.
        last_is_total: whether the last row is a total.
    """
    head = joined(
        html('<th scope="col"{kind}>{words}</th>', kind=_numeric(place, numeric), words=words)
        for place, words in enumerate(headings)
    )
    body = joined(_row(headings, row, numeric, _id(row_ids, at)) for at, row in enumerate(rows))
    classes = " cpo-stacked" * is_stacked + " cpo-totalled" * last_is_total
    return html(
        '<div class="cpo-scroll" role="region" aria-label="{caption}" tabindex="0"><table class="cpo-table{classes}">'
        '<caption class="{shown}">{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>',
        caption=caption,
        classes=classes,
        shown="cpo-table-caption" if is_caption_shown else "cpo-hidden",
        head=head,
        body=body,
    )


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
    """The id of an issue's row in `issue_table`."""
    return f"issue-{issue.fingerprint}-{issue.cell.lower() or 'file'}"


def issue_place(issue: Issue) -> str:
    """Where an issue is: "Posts, D7", or "The file"."""
    return ", ".join(part for part in (issue.sheet, issue.cell) if part) or "The file"


def issue_table(issues: Sequence[Issue], caption: str) -> Markup:
    """Issues by cell: what was entered, what is wrong, what to enter, and the rule. Over 200, twenty for each rule."""
    if len(issues) > 200:
        return joined(_issue_group(code, issues) for code in dict.fromkeys(issue.code for issue in issues))
    rows = [_issue_cells(issue) for issue in issues]
    return table(
        ("Cell", "You entered", "What is wrong", "What to do", "Rule"),
        rows,
        caption,
        is_stacked=True,
        row_ids=[issue_anchor(issue) for issue in issues],
    )


def _issue_group(code: str, issues: Sequence[Issue]) -> Markup:
    these = [issue for issue in issues if issue.code == code]
    shown = issue_table(these[:20], f"Rule {code}: the first {min(20, len(these))} of {len(these)} cells")
    title = f"Rule {code}: {len(these)} cells"
    return joined([heading(title, 3), shown])


def _issue_cells(issue: Issue) -> tuple[object, ...]:
    wrong, _, do = issue.message.partition(". ")
    entered = f"“{issue.value}”" if issue.value else html('<span class="cpo-muted">nothing</span>')
    return issue_place(issue), entered, f"{wrong.rstrip('.')}.", do, issue.code
