"""The one stylesheet, put on the page once a run, and the hooks of Streamlit's that it holds on to."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import streamlit as st

# Streamlit's own parts that the stylesheets name. A test looks for each in the front end that is installed.
HOOKS = (
    "stAppDeployButton",
    "stAppViewContainer",
    "stBaseButton-primary",
    "stBaseButton-secondary",
    "stBaseButton-secondaryFormSubmit",
    "stBaseButton-tertiary",
    "stDateInputField",
    "stDownloadButton",
    "stExpander",
    "stExpandSidebarButton",
    "stFileUploaderDropzone",
    "stFileUploaderDropzoneInstructions",
    "stHeader",
    "stHeaderLogo",
    "stHorizontalBlock",
    "stIconMaterial",
    "stLayoutWrapper",
    "stMain",
    "stMainBlockContainer",
    "stMainMenu",
    "stMarkdownContainer",
    "stPlotlyChart",
    "stSelectbox",
    "stStatusWidget",
    "stTextAreaRootElement",
    "stTextInputRootElement",
    "stToolbar",
    "stToolbarActions",
    "stTopNavLink",
    "stVerticalBlock",
    "stWidgetLabel",
)


@cache
def rules() -> str:
    """Every stylesheet in assets, in name order."""
    assets = sorted((f for f in files("dashboard").joinpath("assets").iterdir() if f.name.endswith(".css")), key=str)
    return "\n".join(asset.read_text(encoding="utf-8") for asset in assets)


@cache
def stylesheet() -> str:
    """The same as one style element."""
    return f"<style>{rules()}</style>"


@cache
def typeface() -> bytes:
    """The typeface that the front end serves, for pages that do without it; nothing if it serves it no more."""
    found = sorted(Path(st.__file__).parent.glob("static/static/media/SourceSansVF-Upright*.woff2"))
    return found[0].read_bytes() if found else b""


@cache
def wordmark() -> str:
    """The service's name and mark, as SVG with outlined letters."""
    return files("dashboard").joinpath("assets/wordmark.svg").read_text(encoding="utf-8")


def apply() -> None:
    """Put the stylesheet on the page."""
    st.html(stylesheet())
