"""Parts of pages: what they say, and that nothing typed by anyone can become part of the page's own code."""

import re

import pytest

from dashboard import style
from dashboard.components import (
    Tile,
    error_summary,
    flagged,
    footer,
    headline,
    illustrative_banner,
    symbols_used,
    table,
    tag,
    tiles,
)  # fmt: skip
from dashboard.markup import fold, heading, html, joined, link
from schemas.access import NOBODY, Role, Viewer
from schemas.vocabulary import Rag, ValueStatus

SCRIPT = "<script>alert('x')</script>\" onclick=\"y"


def test_every_value_is_escaped() -> None:
    made = html('<p title="{title}">{words}</p>', title=SCRIPT, words=SCRIPT)
    assert "<script" not in made
    assert made.count('"') == 2


def test_markup_is_not_escaped_twice() -> None:
    assert joined([link("A & B", "/x?a=1&b=2"), "<"], ", ").endswith("A &amp; B</a>, &lt;")


@pytest.mark.parametrize(
    "made",
    [
        headline(SCRIPT, SCRIPT),
        table((SCRIPT, "b"), [(SCRIPT, SCRIPT)], SCRIPT, row_ids=[SCRIPT]),
        tiles([Tile(SCRIPT, SCRIPT, SCRIPT, Rag.RED, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT)]),
        error_summary(SCRIPT, [(SCRIPT, SCRIPT)]),
        illustrative_banner(Viewer("s", SCRIPT, frozenset({Role.MEMBER})), note=SCRIPT),
        footer(SCRIPT),
    ],
)
def test_no_part_lets_code_through(made: str) -> None:
    assert "<script" not in made
    assert 'onclick="' not in made


def test_the_headline_is_the_one_heading_of_level_one() -> None:
    assert re.sub(r"<[^>]+>", "", headline("Overview", "87 of 153.")) == "Overview: 87 of 153."


def test_a_heading_inside_a_page_has_level_two_to_four() -> None:
    with pytest.raises(ValueError, match="level 2, 3 or 4"):
        heading("x", 1)


@pytest.mark.parametrize("rag", list(Rag))
def test_a_rating_is_always_a_word(rag: Rag) -> None:
    assert f"{rag.label}</span>" in tag(rag)


@pytest.mark.parametrize(
    ("text", "status", "flags", "shown"),
    [
        ("81.4%", "ok", "", "81.4%"),
        ("81.4%", "ok", "e", "81.4% [e]"),
        ("5", "c", "", "[c]"),
        ("", "x", "", "[x]"),
        ("", "z", "e", "[z] [e]"),
        ("0.0%", "low", "", "0.0% [low]"),
        ("31.0%", "u", "", "31.0% [u]"),
    ],
)
def test_symbols_replace_or_follow_the_number(text: str, status: str, flags: str, shown: str) -> None:
    assert re.sub(r"<[^>]+>", "", flagged(text, ValueStatus(status), flags)) == shown


def test_a_symbol_is_spoken_in_words() -> None:
    assert 'title="suppressed to protect confidentiality"' in flagged("5", ValueStatus.SUPPRESSED)


def test_the_words_of_symbols_stand_under_their_table() -> None:
    assert "[c] suppressed to protect confidentiality; [e] estimated" in symbols_used({"e", "c"})
    assert symbols_used(set()) == ""


def test_a_table_has_headings_for_columns_and_rows() -> None:
    made = table(("Authority", "Stage"), [("Solihull", 4)], "Stages", numeric=[1])
    assert '<th scope="col">Authority</th>' in made
    assert '<th scope="row">Solihull</th>' in made
    assert '<td data-label="Stage" class="cpo-num">4</td>' in made
    assert "<caption" in made


def test_a_table_too_wide_for_a_narrow_screen_says_that_it_scrolls() -> None:
    wide = table("abcdef", ["uvwxyz"], "Six columns")
    assert "Scroll it sideways" in wide
    assert 'role="region" aria-label="Six columns" tabindex="0"' in wide
    assert "Scroll it sideways" not in table("abcdef", ["uvwxyz"], "One block a row", is_stacked=True)
    assert "Scroll it sideways" not in table("abcd", ["uvwx"], "Four columns")


def test_a_fold_says_what_is_in_it_and_can_begin_open() -> None:
    shut, opened = (fold("Rollout", "6 indicators", SCRIPT, is_open=is_open) for is_open in (False, True))
    assert re.sub(r"<[^>]+>", "|", shut).count("6 indicators") == 1
    assert shut.startswith('<details class="cpo-fold"><summary><h2')
    assert opened.startswith('<details class="cpo-fold" open>')
    assert "<script" not in shut


def test_a_tile_without_a_figure_says_once_that_there_is_none() -> None:
    made = tiles([Tile("Actions overdue", "", "", Rag.NOT_AVAILABLE, "No tracker has been loaded.")])
    assert re.sub(r"<[^>]+>", "", made).lower().count("not available") == 1


def test_the_strip_says_who_is_signed_in_and_that_nothing_is_real() -> None:
    made = illustrative_banner(
        Viewer("s", "Board member", frozenset({Role.MEMBER})), note="Loading earlier quarters: 3 of 6"
    )
    assert made.count("Illustrative data") == 1
    for said in ("Illustrative data — not real", "Board member", '/signout"', "Loading earlier quarters: 3 of 6"):
        assert said in made
    assert "Illustrative" not in illustrative_banner(NOBODY, is_illustrative=False)


def test_every_hook_of_the_stylesheet_is_declared_and_still_in_the_front_end() -> None:
    from pathlib import Path

    import streamlit

    named = set(re.findall(r'data-testid="(st[\w-]+)"', style.stylesheet()))
    assert named == set(style.HOOKS)
    scripts = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js")
    front_end = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
    for hook in {name for name in named if not name.startswith("stBaseButton-")}:
        assert hook in front_end, f"Streamlit has no {hook} any more: look at assets/*.css."


def test_the_stylesheet_fetches_nothing() -> None:
    assert "url(" not in style.stylesheet()
    assert "@import" not in style.stylesheet()
