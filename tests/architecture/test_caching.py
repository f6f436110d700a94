"""No frame is an argument of a cached function: its key would see only the first and last ten rows."""

import ast
from collections.abc import Iterator

import polars as pl
import streamlit as st

from tests.architecture.modules import Module, modules

FRAMES = ("DataFrame", "LazyFrame", "Series", "Table")


def _cached() -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in modules():
        for function in module.functions():
            written = map(ast.unparse, function.decorator_list)
            if any("cache_data" in name or "cache_resource" in name for name in written):
                yield module, function


def _keys(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    """The arguments that are part of the cache's key; a name with a leading underscore is not."""
    declared = function.args
    several = [one for one in (declared.vararg, declared.kwarg) if one]
    every = [*declared.posonlyargs, *declared.args, *declared.kwonlyargs, *several]
    return [argument for argument in every if not argument.arg.startswith("_")]


def test_no_frame_is_part_of_a_cache_key() -> None:
    keys = {(m.name, f.name, a.arg): a.annotation for m, f in _cached() for a in _keys(f)}
    assert keys, "Nothing is cached any more; then this test can go."
    assert [key for key, annotation in keys.items() if annotation is None] == []
    written = {key: ast.unparse(annotation) for key, annotation in keys.items() if annotation}
    assert [key for key, words in written.items() if any(frame in words for frame in FRAMES)] == []


def test_nothing_is_cached_by_time() -> None:
    # A figure shown belongs to a release; one that is merely recent belongs to nothing.
    assert [(m.name, f.name) for m, f in _cached() if any("ttl" in ast.unparse(d) for d in f.decorator_list)] == []


def test_why_a_frame_as_an_argument_would_give_another_frames_answer() -> None:
    @st.cache_data(show_spinner=False)
    def total(frame: pl.DataFrame) -> int:
        return int(frame["count"].sum())

    counts = [1] * 153
    first = total(pl.DataFrame({"count": counts}))
    counts[76] = 1000
    second = total(pl.DataFrame({"count": counts}))
    # When this fails, Streamlit has been repaired; the rule may then be looked at again.
    assert (first, second) == (153, 153)
