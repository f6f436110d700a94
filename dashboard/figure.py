"""A picture with everything that must stand round it: finding, table, download, how it is worked out, source."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboard.components import ILLUSTRATIVE, MARKING, show
from dashboard.looking import ReadAs, read_as
from dashboard.markup import Markup, Words, details, heading, html, joined, paragraph, pin_link
from dashboard.offered import offer

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
_CONFIG_JSON = json.dumps(CONFIG)


@dataclass(frozen=True)
class Figure:
    """A picture, ready to show: everything but the drawing is done.

    Args:
        key: a name of its own on the page, for example "trajectory".
        title: the finding, with a number and a verb.
        subtitle: what is measured, where, when, and how to read it.
        wide: the plotly spec as JSON.
        narrow: the same for a narrow screen, or words that take its place there.
        alt: what the picture shows, in words.
        table: the same figures as a table.
        csv: the same figures as a file, of a release.
        csv_name: the file's name.
        worked_out: how the figures are worked out.
        source: where they come from.
        level: of the heading.
    """

    key: str
    title: str
    subtitle: Words
    wide: str
    narrow: str
    alt: str
    table: Markup
    csv: Callable[[ReadAs | None], bytes]
    csv_name: str
    worked_out: Words
    source: Words
    level: int = 2


def figure(
    key: str,
    title: str,
    subtitle: Words,
    spec: Mapping[str, Any],
    alt: str,
    table: Markup,
    frame: pl.DataFrame,
    csv_name: str,
    worked_out: Words,
    source: Words,
    *,
    narrow: Mapping[str, Any] | Markup,
    level: int = 2,
    is_illustrative: bool = True,
) -> Figure:
    """Prepare a picture once, so that showing it costs next to nothing.

    Args:
        spec: the plotly spec, a plain dict; `narrow` is the same for a narrow screen, or words in its place.
        frame: the rows of the table, for the download; already suppressed.
    """
    return Figure(
        key,
        title,
        subtitle,
        json.dumps(spec),
        narrow if isinstance(narrow, Markup) else json.dumps(narrow),
        alt,
        table,
        lambda of: marked_csv(frame, is_illustrative, of),
        csv_name,
        worked_out,
        source,
        level,
    )


def marked_csv(frame: pl.DataFrame, is_illustrative: bool = True, of: ReadAs | None = None) -> bytes:
    """Rows as a file whose every row carries the marking and the release, so that no part of it can lose them.

    Opens well in Excel.
    """
    marking = f"{MARKING}. {ILLUSTRATIVE}" if is_illustrative else MARKING
    said = {} if of is None else {"release": pl.lit(of.release), "data_version": pl.lit(of.data_version)}
    return b"\xef\xbb\xbf" + frame.with_columns(**said, marking=pl.lit(marking)).write_csv().encode()


def show_figure(made: Figure, beside: Markup | None = None) -> None:
    """Put a prepared picture on the page; `beside` stands between its title and the picture, for example a key."""
    show(
        heading(made.title, made.level, anchor=made.key),
        paragraph(joined([made.subtitle, pin_link(made.key, made.title)], " "), kind="sub"),
        *([beside] if beside else []),
    )
    show_picture(made)
    behind(made)


def show_picture(made: Figure) -> None:
    """Only the drawing: wide and narrow, of which the stylesheet shows one."""
    for width, spec in (("wide", made.wide), ("narrow", made.narrow)):
        with st.container(key=f"{width}-{made.key}"):
            if isinstance(spec, Markup):
                show(spec)
            else:
                plot(spec, made.alt, f"{made.key}-{width}")


def behind(made: Figure) -> None:
    """What stands behind a picture: table, working, source, and the file."""
    folds = joined(
        [
            details("Show as a table", made.table, anchor=f"{made.key}-table"),
            details("How this is worked out", paragraph(made.worked_out), anchor=f"{made.key}-working"),
        ]
    )
    source = paragraph("Source: ", made.source, kind="small")
    show(html('<div class="cpo-behind">{folds}</div>{source}', folds=folds, source=source))
    of = read_as()
    offer(f"Download CSV: {made.key.replace('-', ' ')}", lambda: made.csv(of), made.csv_name, f"csv-{made.key}")


def plot(spec: str, alt: str, key: str) -> None:
    """Draw a spec that is JSON already.

    `st.plotly_chart` would validate, copy and write the same spec again on every run, which is most of what a page
    costs; the specs are checked by tests instead. Where Streamlit's inner names have moved, its own way is taken.
    """
    try:
        _enqueue(spec, alt, key)
    except (ImportError, AttributeError, TypeError):
        st.plotly_chart(json.loads(spec), theme=None, config=CONFIG, alt=alt, key=key)


def _enqueue(spec: str, alt: str, key: str) -> None:
    from streamlit.delta_generator_singletons import get_dg_singleton_instance
    from streamlit.elements.lib.layout_utils import LayoutConfig
    from streamlit.proto.PlotlyChart_pb2 import PlotlyChart

    chart = PlotlyChart()
    chart.theme, chart.spec, chart.config, chart.alt = "", spec, _CONFIG_JSON, alt
    chart.id = f"plotly-{key}-{hashlib.sha256((spec + alt).encode()).hexdigest()[:16]}"
    height = json.loads(spec)["layout"]["height"]
    main: Any = get_dg_singleton_instance().main_dg
    main._enqueue("plotly_chart", chart, layout_config=LayoutConfig(width="stretch", height=height))
