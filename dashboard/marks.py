"""What the marks of a picture mean, in a line above it."""

from dashboard.markup import Markup, html, joined


def mark_key(*marks: tuple[str, str]) -> Markup:
    """The marks in a row, each as (look, words); looks are those of `assets/style.css` that begin with cpo-mark."""
    lines = joined(
        html(
            '<li><span class="cpo-mark cpo-mark-{kind}" aria-hidden="true"></span>{words}</li>', kind=kind, words=words
        )
        for kind, words in marks
    )
    return html('<ul class="cpo-marks">{lines}</ul>', lines=lines)
