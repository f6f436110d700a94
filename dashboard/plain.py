"""Plain pages of our own, for whoever is not let into the dashboard: no script, one stylesheet, nothing to find out."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from dashboard.markup import Markup, html, joined

STYLE_PATH = "/signin.css"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_STYLE = """
body { margin: 0; color: #0b0c0c; background: #fff; font: 400 18px/26px "Source Sans 3", system-ui, "Segoe UI", Roboto,
  Arial, sans-serif; font-feature-settings: "tnum" 1, "lnum" 1; }
header { border-bottom: 4px solid #12436d; font-weight: 700; }
header p, main { max-width: 1060px; margin: 0 auto; padding: 16px 48px; }
main { padding-top: 40px; padding-bottom: 56px; }
h1 { font-size: 38px; line-height: 44px; margin: 0 0 24px; }
p { margin: 0 0 16px; }
code { font: inherit; font-weight: 600; overflow-wrap: anywhere; }
a { color: #1a65a6; text-underline-offset: 3px; }
a:hover { text-decoration-thickness: 3px; }
a:focus { outline: 3px solid transparent; color: #0b0c0c; background: #ffdd00; text-decoration: none;
  box-shadow: 0 -2px #ffdd00, 0 4px #0b0c0c; }
@media (max-width: 640px) {
  header p, main { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 27px; line-height: 33px; }
}
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading} – Child protection oversight</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<header><p>Child protection oversight</p></header>
<main>
<h1>{heading}</h1>
{body}
</main>
</body>
</html>
"""


def page(heading: str, *paragraphs: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page of one heading and some paragraphs; every value is escaped unless it is markup of ours."""
    body = joined(html("<p>{words}</p>", words=words) for words in paragraphs if words)
    text = html(_PAGE, heading=heading, style=STYLE_PATH, body=body)
    return HTMLResponse(
        text, status, {"content-security-policy": _POLICY, "cache-control": "no-store", **(headers or {})}
    )


def stylesheet() -> Response:
    """The stylesheet of the plain pages."""
    return Response(_STYLE, media_type="text/css", headers={"cache-control": "public, max-age=86400"})


def link(words: str, href: str) -> Markup:
    """A link to another page of ours."""
    return html('<a href="{href}">{words}</a>', href=href, words=words)


def quoting(reference: str) -> Markup:
    """The sentence that gives a reference to quote."""
    return html("If it happens again, quote the reference <code>{reference}</code>.", reference=reference)
