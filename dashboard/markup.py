"""Safe HTML: every value is escaped unless it was made here."""

from collections.abc import Iterable
from html import escape

# The address of a permanent link as it stands in what is kept: `dashboard.looking` completes it when a page is shown.
PINNED = "#pinned:"


class Markup(str):
    """HTML whose every value has been escaped. Made by `html` and `joined`, and by nothing else."""

    __slots__ = ()


Words = str | Markup


def safe(value: object) -> Markup:
    """A value as HTML: escaped, unless it is markup already; nothing for None."""
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else escape(str(value), quote=True))


def html(template: str, **values: object) -> Markup:
    """Fill the `{names}` of a template; every value is escaped unless it is `Markup`.

    The template must be a literal: it is the one part that is trusted.
    """
    return Markup(template.format(**{name: safe(value) for name, value in values.items()}))


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Parts one after another, each escaped unless it is `Markup`; so is what stands between them."""
    return Markup(safe(between).join(safe(part) for part in parts if part is not None))


def strong(text: object) -> Markup:
    """Bold words."""
    return html("<strong>{text}</strong>", text=text)


def link(text: object, href: str, hidden: str = "") -> Markup:
    """A link that opens in the same window; `hidden` is read aloud after the text, where the text alone is vague."""
    more = html('<span class="cpo-hidden"> {hidden}</span>', hidden=hidden) if hidden else ""
    return html('<a class="cpo-link" href="{href}" target="_self">{text}{more}</a>', href=href, text=text, more=more)


def download_link(text: object, href: str, hidden: str = "") -> Markup:
    """A link to a file."""
    more = html('<span class="cpo-hidden"> {hidden}</span>', hidden=hidden) if hidden else ""
    return html(
        '<a class="cpo-link" href="{href}" download target="_self">{text}{more}</a>', href=href, text=text, more=more
    )


def pin_link(anchor: str, of: object) -> Markup:
    """The permanent link to a part of a page: a figure, a chart or a table, as it is shown.

    Args:
        anchor: the part's id on the page.
        of: what it is, read aloud after "Link to this".
    """
    return html(
        '<a class="cpo-link cpo-pin" href="{href}" target="_self">Link to this<span class="cpo-hidden">: {of}</span></a>',
        href=f"{PINNED}{anchor}",
        of=of,
    )


def paragraph(*parts: object, kind: str = "") -> Markup:
    """A paragraph; `kind` is "" for body text, or "muted", "small", "lead"."""
    return html('<p class="cpo-p {kind}">{words}</p>', kind=f"cpo-{kind}" if kind else "", words=joined(parts))


def heading(text: object, level: int = 2, anchor: str = "", *, is_pinned: bool = False) -> Markup:
    """A heading of level 2 to 4; levels on a page must not skip. With `is_pinned`, the permanent link to what is below."""
    if level not in (2, 3, 4):
        raise ValueError(f"A heading inside a page has level 2, 3 or 4, not {level}.")
    identity = html(' id="{anchor}"', anchor=anchor) if anchor else ""
    made = html('<h{level} class="cpo-h{level}"{identity}>{text}</h{level}>', level=level, identity=identity, text=text)
    return (
        html('<div class="cpo-headed">{made}{pin}</div>', made=made, pin=pin_link(anchor, text)) if is_pinned else made
    )


def columns(*parts: Markup, kind: str = "halves") -> Markup:
    """Parts side by side, stacked when narrow; `kind` is "halves" or "wide-narrow"."""
    cells = joined(html('<div class="cpo-col">{part}</div>', part=part) for part in parts)
    return html('<div class="cpo-columns cpo-{kind}">{cells}</div>', kind=kind, cells=cells)


def details(summary: Words, body: object, anchor: str = "") -> Markup:
    """Words to open, and what is behind them."""
    identity = html(' id="{anchor}"', anchor=anchor) if anchor else ""
    return html(
        '<details class="cpo-details"{identity}><summary>{summary}</summary><div class="cpo-details-body">{body}</div></details>',
        identity=identity,
        summary=summary,
        body=body,
    )


def fold(title: str, note: Words, body: object, *, anchor: str = "", level: int = 2, is_open: bool = False) -> Markup:
    """A section to open: its heading and a note (how much is in it) stay in sight."""
    return html(
        '<details class="cpo-fold"{open}><summary>{title}<span class="cpo-fold-note">{note}</span></summary>'
        '<div class="cpo-fold-body">{body}</div></details>',
        open=Markup(" open") if is_open else Markup(""),
        title=heading(title, level, anchor),
        note=note,
        body=body,
    )
