"""Pages opened, read and used as people do, without a browser."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any, TypeVar

from streamlit.testing.v1 import AppTest

from schemas.access import Viewer

R = TypeVar("R")


def opened(page: Callable[[Viewer], Any], viewer: Viewer, **address: str) -> AppTest:
    """A page for a viewer, at an address; `return_` stands for the word that Python keeps."""
    at = AppTest.from_function(page, args=(viewer,), default_timeout=60)
    for name, value in address.items():
        at.query_params[name.removesuffix("_")] = value
    return ran(at.run())


def ran(at: AppTest) -> AppTest:
    """The page again, which must not have failed."""
    assert not at.exception, at.exception
    return at


def words_of(at: AppTest) -> str:
    """What a page says."""
    return unescape(" ".join(part.value for part in at.get("html")))


def clicked(at: AppTest, label: str) -> AppTest:
    """The page after a button was pressed."""
    return ran(next(button for button in at.button if button.label == label).click().run())


def labels(at: AppTest) -> list[str]:
    """The buttons that a page has."""
    return [button.label for button in at.button]


def finished(awaited: Coroutine[Any, Any, R]) -> R:
    """What a coroutine comes to, in a thread of its own: the tests in a browser leave a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, awaited).result()
