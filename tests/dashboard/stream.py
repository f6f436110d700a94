"""A page's websocket, spoken as Streamlit's front end speaks it."""

from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.dashboard.service import Browser


@contextmanager
def stream(browser: Browser, origin: str = "", **headers: str):
    """An open websocket to the pages."""
    netloc = browser.home.removeprefix("http://")
    sent = [("Cookie", "; ".join(f"{n}={v}" for n, v in browser.cookies.get(netloc, {}).items())), *headers.items()]
    address = f"ws://{netloc}/_stcore/stream"
    with connect(address, origin=origin or browser.home, subprotocols=["streamlit"], additional_headers=sent) as opened:
        yield opened


def run(opened, fragment_id: str = "", query: str = "") -> tuple[str, list[str]]:
    """Run the page (or a part of it): its words, and the parts that it has."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.fragment_id = fragment_id
    opened.send(message.SerializeToString())
    words, fragments = [], []
    while True:
        came = ForwardMsg()
        came.ParseFromString(opened.recv(timeout=20))
        kind = came.WhichOneof("type")
        if kind == "delta":
            element = came.delta.new_element
            words.append(element.markdown.body or element.alert.body or element.exception.message)
            if came.delta.fragment_id and came.delta.fragment_id not in fragments:
                fragments.append(came.delta.fragment_id)
        if kind == "script_finished":
            return "\n".join(words), fragments
