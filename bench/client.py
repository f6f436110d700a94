"""A person's browser as the server sees it: Streamlit's own messages over its websocket, behind our gate."""

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

COOKIE = "__Host-oversight"
SECONDS = 60


class PageFailed(Exception):
    """The page did not come, or what came was an error."""


@dataclass
class Run:
    """What one run of a page came to; `text` is all of its HTML and Markdown."""

    milliseconds: float
    bytes_count: int
    text: str


@dataclass
class Person:
    """One signed-in person with one page open.

    Args:
        address: "http://localhost:8501".
        token: the token of their session.
    """

    address: str
    token: str
    _socket: ClientConnection = field(init=False)
    _known: dict[str, str] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Open the websocket as the browser does."""
        self._socket = connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            origin=Origin(self.address),
            additional_headers={"Cookie": f"{COOKIE}={self.token}"},
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=SECONDS,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._socket.close()

    def run(self, query: str = "", page: str = "") -> Run:
        """Ask for a run of the page and wait until it has finished.

        Args:
            query: the address's query, for example "code=E08000029".
            page: the page's name in the address, for example "rollout"; the first page by default.

        Raises:
            PageFailed: if the page shows an error.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        asked.rerun_script.page_script_hash = self._pages.get(page, "")
        asked.rerun_script.context_info.url = f"{self.address}/{page}"
        asked.rerun_script.cached_message_hashes.extend(self._known)
        begun = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        return self._finished(begun, page)

    def _finished(self, begun: float, page: str) -> Run:
        bytes_count, texts = 0, []
        while True:
            received = self._socket.recv(timeout=SECONDS)
            assert isinstance(received, bytes)
            bytes_count += len(received)
            message = ForwardMsg.FromString(received)
            if message.HasField("navigation"):
                self._pages[page] = message.navigation.page_script_hash
            texts.append(self._text(message))
            if message.HasField("script_finished"):
                break
        took = (time.perf_counter() - begun) * 1000
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise PageFailed("The page did not run to its end.")
        return Run(took, bytes_count, "\n".join(texts))

    def _text(self, message: ForwardMsg) -> str:
        if message.HasField("ref_hash"):
            return self._known.get(message.ref_hash, "")
        if not message.HasField("delta"):
            return ""
        element = message.delta.new_element
        if element.HasField("exception"):
            raise PageFailed(f"{element.exception.type}: {element.exception.message}")
        text = element.markdown.body or element.html.body or element.alert.body
        if message.metadata.cacheable:
            self._known[message.hash] = text
        return text
