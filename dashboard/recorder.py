"""What a page puts on the screen, taken down instead of sent: the very same functions, run with nobody in front of them.

A page is run as the front end would run it, in a run of its own with a state of its own, so that nothing of it reaches
anybody's session. Whatever it shows is kept in the order in which it stands on the page.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit import config
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from dashboard.offered import Offered, taking

NAME = "dashboard/recorded.py"


@dataclass
class Part:
    """One thing on a page, or a box with things in it, in their order.

    Args:
        kind: the front end's name for it, for example "html", "plotly_chart", "selectbox"; "" for a box.
        key: of a box, the key that the page gave it, within the front end's own.
        weight: of a box that is one of several columns, how much of the room it takes; 0 for any other.
        element: what the front end would be sent; empty for a box.
        parts: of a box, what is in it, by its place.
    """

    kind: str = ""
    key: str = ""
    weight: float = 0
    element: Element = field(default_factory=Element)
    parts: dict[int, "Part"] = field(default_factory=dict)

    @property
    def is_wide(self) -> bool:
        """Whether it holds what a wide screen shows."""
        return "-wide-" in self.key

    @property
    def is_narrow(self) -> bool:
        """Whether it holds what takes its place on a narrow one."""
        return "-narrow-" in self.key


@dataclass(frozen=True)
class Recorded:
    """A page as it was put: the whole of it, and the files that it offers by the key of their button."""

    whole: Part
    files: Mapping[str, Offered]


class NotRecorded(Exception):
    """The page stopped before its end. What stopped it is its cause."""


def recorded(page: Callable[[], None], address: Mapping[str, str]) -> Recorded:
    """Run a page at an address and take down what it puts.

    Raises:
        NotRecorded: if the page stops before its end.
    """
    root = Part()
    files: dict[str, Offered] = {}

    def put(message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "delta":
            _keep(root, list(message.metadata.delta_path), message.delta)

    def run() -> None:
        with taking(files):
            _begin(put, urlencode(address))
            page()

    # In a thread of its own, so that nothing of the run is left behind in this one.
    with ThreadPoolExecutor(1, "recorder") as alone:
        stopped = alone.submit(run).exception()
    if stopped is not None:
        raise NotRecorded(f"The page at {dict(address)} stopped: {stopped!r}") from stopped
    return Recorded(root, files)


def _begin(put: Callable[[ForwardMsg], None], query: str) -> None:
    """Make this thread a run of the front end's, whose messages go to `put`."""
    # Nobody forgot to start the front end: there is none.
    config.set_option("global.showWarningOnDirectExecution", False)
    context = ScriptRunContext(
        session_id=NAME, _enqueue=put, query_string=query,
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/none"), main_script_path=NAME, user_info={},
        fragment_storage=MemoryFragmentStorage(), pages_manager=PagesManager(NAME, setup_watcher=False),
    )  # fmt: skip
    add_script_run_ctx(ctx=context)
    context.reset(query)
    with context.session_state.query_params() as asked:
        asked.populate_from_query_string(query, {context.pages_manager.main_script_hash})
        asked.set_initial_query_params_from_current()


def _keep(root: Part, path: list[int], delta: Delta) -> None:
    box = root
    for at in path[:-1]:
        box = box.parts.setdefault(at, Part())
    if delta.WhichOneof("type") == "add_block":
        block = delta.add_block
        box.parts[path[-1]] = Part(key=block.id, weight=block.column.weight)
    else:
        box.parts[path[-1]] = Part(delta.new_element.WhichOneof("type") or "", element=delta.new_element)
