"""`oversight audit`: exit codes, sentences and JSON."""

import json
from pathlib import Path

from sqlalchemy import text
from typer.testing import CliRunner

from etl.cli import app
from etl.store import writing


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["audit", *words])
    return found.exit_code, found.output


def test_a_whole_trail_then_an_outside_copy_then_a_change(sqlite_store: str, tmp_path: Path) -> None:
    out = tmp_path / "anchors.jsonl"
    code, said = run("verify")
    assert (code, said.split(" The last is")[0]) == (0, "The one event that there is is as it was written.")
    assert run("anchor", "--out", str(out))[0] == 0
    code, said = run("verify", "--anchor", str(out), "--json")
    answer = json.loads(said)
    assert (code, answer["is_whole"], answer["count"], answer["anchors_count"]) == (0, True, 2, 1)
    with writing() as session:
        session.execute(text("DROP TRIGGER tr_event_no_update"))
    with writing() as session:
        session.execute(text("UPDATE event SET actor = 'demo-board' WHERE number = 2"))
    code, said = run("verify")
    assert (code, said.strip()) == (
        1,
        "Event 2 was changed: it no longer gives its own hash. Event 1 is as it was written.",
    )
    code, said = run("verify", "--json")
    assert code == 1
    assert json.loads(said)["broken"]["kind"] == "changed"


def test_a_file_that_is_no_anchor_is_refused(sqlite_store: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("nothing\n")
    code, said = run("verify", "--anchor", str(wrong))
    assert code == 2
    assert "is not an anchor" in said
    assert run("verify", "--anchor", str(tmp_path / "absent"))[0] == 2
