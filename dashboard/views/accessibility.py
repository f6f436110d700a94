"""The accessibility statement: what the pages aim for, how that is tested, what is known to fall short."""

from dashboard.markup import Markup, heading, html, joined, paragraph

AIM = "These pages aim to meet the Web Content Accessibility Guidelines 2.2 at level AA."
KNOWN_FINDING = "presentation-role-conflict"
_TESTED = (
    "Every page is checked by the axe-core rules, at a wide and a narrow screen, each time the code is tested.",
    "Colour is never the only sign of anything: every rating has a shape and a word, every chart has a table.",
    "Pages are opened 390 pixels wide, and must not scroll sideways.",
    "Text and marks have the contrast that level AA asks for; the values were worked out colour by colour.",
)
_KNOWN = (
    "The box for choosing a file on the Returns and Records pages is a part that we did not write. One automated rule of minor "
    f"severity finds it wanting ({KNOWN_FINDING}): part of the box is marked as decoration and can also be reached by "
    "keyboard. The button inside it is named, and can be reached and used by keyboard."
)
_NOT_TESTED = (
    "An automated check finds some problems and not others. These pages have not been tested with a screen reader by "
    "people who use one every day, and nobody outside has audited them. We do not claim more than is said here."
)
_REPORT = (
    "If something here is hard to use, tell the team that runs this service in your department or authority: whoever "
    "gave you your account. Say which page it was, what you were trying to do, and what you use to read the screen. "
    "Every figure on every page can also be had as a CSV file."
)


def statement() -> Markup:
    """The whole statement."""
    tested = joined(html("<li>{words}</li>", words=words) for words in _TESTED)
    return joined(
        [
            paragraph(AIM),
            heading("How it is tested"),
            html('<ul class="cpo-list">{tested}</ul>', tested=tested),
            heading("What is known to fall short"),
            paragraph(_KNOWN),
            heading("What has not been tested"),
            paragraph(_NOT_TESTED),
            heading("How to report a problem"),
            paragraph(_REPORT),
        ]
    )
