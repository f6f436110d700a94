"""The one stylesheet, put on the page once a run, and the hooks of Streamlit's that it holds on to."""

from functools import cache
from importlib.resources import files

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
def stylesheet() -> str:
    """Everything in assets, in name order, as one style element."""
    assets = sorted((f for f in files("dashboard").joinpath("assets").iterdir() if f.name.endswith(".css")), key=str)
    return "<style>" + "\n".join(asset.read_text(encoding="utf-8") for asset in assets) + "</style>"


@cache
def wordmark() -> str:
    """The service's name and mark, as SVG with outlined letters."""
    return files("dashboard").joinpath("assets/wordmark.svg").read_text(encoding="utf-8")


def apply() -> None:
    """Put the stylesheet on the page."""
    st.html(stylesheet())
