"""The script of the measured process: the product's own pages, or an empty one to compare them with."""

import streamlit as st

from bench.server import PRODUCT

if "empty" in st.query_params:
    st.html("<h1>Empty</h1>")
else:
    exec(PRODUCT, {"__name__": "__main__"})  # noqa: S102 - our own script, compiled once
