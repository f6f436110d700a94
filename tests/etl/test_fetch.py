"""Public files over the network, from a real server on this machine that behaves well, badly, or not at all."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlmodel import select

from etl.fetch import Fetched, Origin, download, fetch
from etl.refreshing import refresh_from
from etl.store import reading
from schemas.access import OPERATOR
from schemas.issues import Unreadable
from schemas.sources import POPULATIONS
from schemas.tables import SourceFile, Submission
from tests.etl.published import NOW, as_csv, tidy_rows

FAST = (0.01, 0.01, 0.01)
LIMIT = 1_000_000
ETAG, CHANGED = '"edition-1"', "Thu, 25 Sep 2025 09:30:00 GMT"


@dataclass
class Publisher:
    """A server: what it will answer, in order, the last for ever, and what it was asked."""

    address: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    sent_bytes: int = 0


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    found = Publisher()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            found.asked.append(dict(self.headers))
            status, headers, content = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            if status == 0:  # hang up without a word
                self.connection.close()
                return
            is_known = self.headers.get("If-None-Match") == headers.get("ETag", "no") or (
                self.headers.get("If-Modified-Since") == headers.get("Last-Modified", "no")
            )
            self.send_response(304 if is_known else status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not is_known:
                self._send(content)

        def _send(self, content: bytes) -> None:
            for start in range(0, len(content), 65_536):
                try:
                    self.wfile.write(content[start : start + 65_536])
                except OSError:
                    return
                found.sent_bytes += 65_536

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    found.address = f"http://127.0.0.1:{server.server_port}/files/populations.csv?edition=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def refused(address: str, limit: int = LIMIT) -> Unreadable:
    with pytest.raises(Unreadable) as failure:
        fetch(address, limit, waits=FAST)
    return failure.value


def test_a_file_comes_with_its_name_and_what_the_address_calls_it(publisher: Publisher):
    publisher.answers = [(200, {"ETag": ETAG, "Last-Modified": CHANGED}, b"a,b\n1,2\n")]
    origin = Origin(publisher.address, ETAG, CHANGED)
    assert fetch(publisher.address, LIMIT) == Fetched("populations.csv", b"a,b\n1,2\n", origin)
    assert download(publisher.address, LIMIT) == ("populations.csv", b"a,b\n1,2\n")


@pytest.mark.parametrize("first", [0, 500, 502, 503, 504, 429, 408])
def test_a_failure_that_passes_is_tried_again(publisher: Publisher, first: int):
    publisher.answers = [(first, {}, b""), (first, {}, b""), (200, {}, b"here")]
    fetched = fetch(publisher.address, LIMIT, waits=FAST)
    assert fetched is not None
    assert fetched.content == b"here"
    assert len(publisher.asked) == 3


def test_each_further_try_waits_longer_or_as_long_as_it_is_asked_to(publisher: Publisher):
    publisher.answers = [(503, {}, b""), (503, {"Retry-After": "1"}, b""), (200, {}, b"here")]
    begun = time.monotonic()
    fetch(publisher.address, LIMIT, waits=(0.2, 0.2))
    assert 1.2 <= time.monotonic() - begun < 5


def test_a_failure_that_stays_is_told_after_every_try(publisher: Publisher):
    publisher.answers = [(503, {}, b"")]
    failure = refused(publisher.address)
    assert failure.code == "R010"
    assert str(failure) == (
        f"{publisher.address} could not be fetched in 4 tries (it answered 503 Service Unavailable). Nothing was changed."
    )
    assert len(publisher.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_told_at_once(publisher: Publisher, status: int):
    publisher.answers = [(status, {}, b"")]
    assert f"it answered {status}" in str(refused(publisher.address))
    assert len(publisher.asked) == 1


def test_nobody_there_is_told():
    failure = refused("http://127.0.0.1:9/nothing.csv")
    assert failure.code == "R010"
    assert "could not be fetched in 4 tries" in str(failure)


def test_a_file_that_says_it_is_too_large_is_not_read(publisher: Publisher):
    publisher.answers = [(200, {"Content-Length": str(LIMIT + 1)}, b"")]
    assert (refused(publisher.address).code, len(publisher.asked)) == ("R005", 1)


def test_a_file_that_turns_out_too_large_is_left_in_the_middle(publisher: Publisher):
    publisher.answers = [(200, {}, b"x" * 60_000_000)]
    failure = refused(publisher.address)
    assert (failure.code, "larger than 1 MB" in str(failure)) == ("R005", True)
    assert publisher.sent_bytes < 30_000_000


def test_an_answer_that_stops_half_way_is_tried_again(publisher: Publisher):
    publisher.answers = [(200, {"Content-Length": "8"}, b"half"), (200, {"Content-Length": "8"}, b"all of it"[:8])]
    fetched = fetch(publisher.address, LIMIT, waits=FAST)
    assert fetched is not None
    assert fetched.content == b"all of i"


@pytest.mark.parametrize("address", ["http://example.org/file.csv", "http://192.0.2.1/file.csv"])
def test_only_this_machine_may_do_without_https(address: str):
    assert refused(address).code == "R011"


def test_a_redirect_to_an_insecure_address_is_refused(publisher: Publisher):
    publisher.answers = [(302, {"Location": "http://0.0.0.0:9/file.csv"}, b"")]
    assert refused(publisher.address).code == "R011"


def test_what_is_known_is_not_fetched_again(publisher: Publisher):
    publisher.answers = [(200, {"ETag": ETAG, "Last-Modified": CHANGED}, b"a")]
    assert fetch(publisher.address, LIMIT, Origin(publisher.address, etag=ETAG)) is None
    assert fetch(publisher.address, LIMIT, Origin(publisher.address, last_modified=CHANGED)) is None
    assert fetch(publisher.address, LIMIT, Origin(publisher.address, etag='"older"')) is not None
    assert publisher.asked[0]["If-None-Match"] == ETAG
    assert publisher.asked[1]["If-Modified-Since"] == CHANGED


# Through the whole door


@pytest.mark.usefixtures("store")
def test_a_source_is_refreshed_from_its_address_and_asked_politely_the_next_time(publisher: Publisher):
    first = as_csv(tidy_rows(POPULATIONS, [2023]))
    publisher.answers = [(200, {"ETag": ETAG, "Last-Modified": CHANGED}, first)]
    assert refresh_from(OPERATOR, POPULATIONS, publisher.address, NOW).version == 1
    again = refresh_from(OPERATOR, POPULATIONS, publisher.address, NOW + timedelta(days=1))
    assert again.note == "This edition is already in use: there is no newer one. Nothing was changed."
    assert publisher.asked[1]["If-None-Match"] == ETAG
    publisher.answers = [(200, {"ETag": '"edition-2"'}, as_csv(tidy_rows(POPULATIONS, [2024, 2023])))]
    assert refresh_from(OPERATOR, POPULATIONS, publisher.address, NOW + timedelta(days=2)).version == 2
    with reading() as session:
        files = {file.origin: (file.etag, file.licence) for file in session.exec(select(SourceFile)).all()}
        assert files == {publisher.address: ('"edition-2"', "Open Government Licence v3.0")}
        assert len(session.exec(select(Submission)).all()) == 2


@pytest.mark.usefixtures("sqlite_store")
def test_an_edition_that_fails_leaves_the_one_in_use(publisher: Publisher):
    whole = as_csv(tidy_rows(POPULATIONS, [2024]))
    publisher.answers = [(200, {}, whole), (200, {}, whole[: len(whole) // 2])]
    refresh_from(OPERATOR, POPULATIONS, publisher.address, NOW)
    with pytest.raises(Unreadable) as refusal:
        refresh_from(OPERATOR, POPULATIONS, publisher.address, NOW, FAST)
    assert refusal.value.code == "R012"
    with reading() as session:
        assert len(session.exec(select(Submission)).all()) == 1


@pytest.mark.usefixtures("sqlite_store")
def test_a_source_is_refreshed_from_a_path(tmp_path: Path):
    path = tmp_path / "populations.csv"
    path.write_bytes(as_csv(tidy_rows(POPULATIONS, [2024])))
    assert refresh_from(OPERATOR, POPULATIONS, str(path), NOW).version == 1
    with reading() as session:
        (kept,) = session.exec(select(SourceFile)).all()
        assert (kept.origin, kept.name) == (str(path), "populations.csv")
    assert refused(str(tmp_path)).code == "R010"
    assert refused(str(tmp_path / "none.csv")).code == "R010"
    assert refused(str(path), limit=100).code == "R005"
