"""The command as a script meets it: exit codes, JSON and nothing else on its output, sentences and never a trace."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from etl.cli import app
from etl.settings import settings
from etl.store import engine

QUARTER = "2026-27 Q2"
SENDING = ["--return", "unit", "--authority", "334", "--period", QUARTER]
DETERMINATION = "DfE code,Authority,Grant,Purpose,Financial year,Amount\n"


def run(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def workbook(sqlite_store: str, tmp_path: Path) -> Path:
    path = tmp_path / "return.xlsx"
    assert run("template", *SENDING, "--out", path).exit_code == 0
    return path


def changed(path: Path, sheet: str, cell: str, value: object) -> Path:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "absent.xlsx", *SENDING], "There is no file at absent.xlsx"),
        (["check", "x", *SENDING[:2], *SENDING[4:]], "Whose return is it?"),
        (["check", "x", "--return", "units", *SENDING[2:]], "“units” is not a return. Enter one of: unit, funding, "),
        (["check", "x", *SENDING[:3], "Solihul", *SENDING[4:]], "Did you mean Solihull (334)?"),
        (["check", "x", *SENDING[:3], "940 / 941", *SENDING[4:]], "is 2 authorities"),
        (["check", "x", *SENDING[:5], "Q9"], "“Q9” is not a quarter"),
        (["check", "x", *SENDING, "--explain", "U013"], "explains nothing"),
        (["check", "x", *SENDING, "--explain", "U013=short"], "at least 20 characters"),
        (["template", *SENDING, "--out", "return.csv"], "Give a name that ends in .xlsx"),
        (["template", *SENDING, "--out", "/absent/return.xlsx"], "No such file or directory"),
        (["show", "UR-99", "--level", "england"], "Did you mean UR-0"),
        (["show", "UR-02", "--level", "england", "--at", "yesterday"], "“yesterday” is not an instant"),
        (["show", "UR-02", "--level", "england", "--authority", "334"], "Leave out --authority"),
        (["refresh", "osted", "--from", "x"], "“osted” is not a public file"),
    ],
)
def test_a_wrong_word_is_told_in_a_sentence(sqlite_store: str, words: list[str], says: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://someone:secret@host/x", "OVERSIGHT_DATABASE_URL cannot be used."),
        ("DATABASE_URL", "postgresql://someone:secret@127.0.0.1:1/x", "Check OVERSIGHT_DATABASE_URL."),
        ("DATABASE_URL", "sqlite:////proc/absent/o.db", "No such file or directory"),
        ("DATABASE_URL", f"sqlite:///{__file__}", "file is not a database"),
        ("TODAY", "soon", "OVERSIGHT_TODAY is “soon”."),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(
    sqlite_store: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"OVERSIGHT_{name}", value)
    settings.cache_clear()
    engine.cache_clear()
    result = run("show", "UR-02", "--level", "england")
    assert result.exit_code == 2
    assert says in result.stderr
    assert "secret" not in result.stderr


def test_check_gives_json_in_its_one_shape_and_stores_nothing(workbook: Path) -> None:
    result = run("check", changed(workbook, "Posts", "E5", "2 posts"), *SENDING, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["verdict"] == "errors"
    assert set(answer) == {"verdict", "issues"}
    assert {tuple(issue) for issue in answer["issues"]} == {
        ("sheet", "cell", "code", "severity", "value", "message", "rank", "affects", "waived")
    }
    assert [issue["rank"] for issue in answer["issues"]] == list(range(1, len(answer["issues"]) + 1))
    [issue] = [issue for issue in answer["issues"] if (issue["sheet"], issue["cell"]) == ("Posts", "E5")]
    assert (issue["code"], issue["severity"], issue["value"]) == ("S011", "error", "2 posts")
    assert "ST-07" in {effect["indicator_id"] for effect in issue["affects"]}
    assert issue["message"].startswith("Posts, E5 — you entered “2 posts”. Enter a number")


def test_a_file_too_large_is_json_too(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERSIGHT_UPLOAD_LIMIT_MB", "1")
    settings.cache_clear()
    for size in (1_500_000, 9_000_000):
        workbook.write_bytes(b"x" * size)
        result = run("check", workbook, *SENDING, "--json")
        assert result.exit_code == 1
        assert [issue["code"] for issue in json.loads(result.stdout)["issues"]] == ["R005"]


def test_a_quarter_that_is_not_over_is_refused(workbook: Path) -> None:
    result = run("check", workbook, *SENDING[:5], "2026-27 Q3", "--json")
    [issue] = [issue for issue in json.loads(result.stdout)["issues"] if issue["code"] == "S034"]
    assert issue["message"] == "The quarter 2026-27 Q3 ends on 31 December 2026. Send its return after that day."


def test_a_determination_that_is_not_whole_or_not_right_changes_nothing(sqlite_store: str, tmp_path: Path) -> None:
    def told(*rows: str) -> list[str]:
        path = tmp_path / "determination.csv"
        path.write_text(DETERMINATION + "\n".join(rows))
        return [
            i["code"] for i in json.loads(run("refresh", "determination", "--from", path, "--json").stdout)["issues"]
        ]

    right = [
        f"{place},Transformation grant,Start-up,2026-27,100" for place in ("334,Solihull", "380,Bradford", "886,Kent")
    ]
    assert told() == ["R012"]
    assert told(*right) == []
    assert told(*right) == []
    assert told(right[0]) == ["R012"]
    assert told("334,Bradford,Transformation grant,Start-up,2026-27,100") == ["S041"]
    assert told("334,Solihull,Transformation grant,Start-up,2026-28,100") == ["D001"]
    assert told("999,Nowhere,Transformation grant,Start-up,2026-27,-1") == ["S040", "S015"]


def test_computing_a_quarter_without_returns_says_nothing(sqlite_store: str) -> None:
    assert run("recompute", "--period", "2030-31 Q1").exit_code == 0
