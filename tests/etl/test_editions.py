"""A new edition that is cut short, shrunken or laid out anew is refused, and the one in use stays."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from etl.current import current_ids, sheet_rows
from etl.pipeline import Receipt, refresh
from etl.store import reading
from schemas.access import OPERATOR
from schemas.figures import Statistic
from schemas.issues import Unreadable
from schemas.sources import CIN_B1, POPULATIONS, RO3, STATISTICS
from schemas.tables import Computation, SourceFile, Submission
from tests.etl.published import NOW, Rows, as_csv, as_ods, outturn_rows, tidy_rows

TIDY = [statistic for statistic in STATISTICS.values() if statistic is not RO3]
YEARS = (2024, 2023, 2022)


def load(statistic: Statistic, content: bytes, name: str = "published.csv", days: int = 0) -> Receipt:
    return refresh(OPERATOR, statistic, name, content, NOW + timedelta(days=days))


def in_use(statistic: Statistic) -> tuple[str, int]:
    """The hash of the file in use, and how many figures it has."""
    with reading() as session:
        (number,) = current_ids(session, statistic.code, None).values()
        kept = session.get(Submission, number)
        assert kept is not None
        return kept.file_sha256, sheet_rows(session, statistic.figures, [number]).height


def counted(session: Session, table: type) -> int:
    return len(session.exec(select(table)).all())


def cut_in_a_line(content: bytes) -> bytes:
    middle = content.index(b"\n", len(content) // 2)
    return content[: middle + 30]


def cut_between_lines(content: bytes) -> bytes:
    return content[: content.index(b"\n", len(content) // 2) + 1]


def without_half(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(line for number, line in enumerate(lines) if number < 10 or number % 2)


def with_a_heading_renamed(content: bytes) -> bytes:
    first, rest = content.split(b"\n", 1)
    return b",".join([*first.split(b",")[:-1], b"something_else"]) + b"\n" + rest


SPOILT: dict[Callable[[bytes], bytes], str] = {
    cut_in_a_line: "R012",
    cut_between_lines: "R012",
    without_half: "R012",
    with_a_heading_renamed: "R009",
}


@pytest.mark.usefixtures("sqlite_store")
@pytest.mark.parametrize("statistic", TIDY, ids=lambda s: s.code)
def test_a_file_cut_halved_or_renamed_is_refused_and_yesterdays_stays(statistic: Statistic):
    whole = as_csv(tidy_rows(statistic, YEARS))
    load(statistic, whole)
    before = in_use(statistic)
    assert before[1] == sum(len(statistic.figures.measures) for _ in whole.splitlines()[1:])
    for spoil, code in SPOILT.items():
        with pytest.raises(Unreadable) as refused:
            load(statistic, spoil(whole), days=1)
        assert refused.value.code == code, spoil
        assert "the figures already loaded stay" in str(refused.value)
        assert in_use(statistic) == before


@pytest.mark.usefixtures("sqlite_store")
def test_the_outturn_cut_halved_or_renamed_is_refused_and_yesterdays_stays(tmp_path: Path):
    def ods(change: Callable[[Rows], Rows]) -> bytes:
        return as_ods(tmp_path / "ro3.ods", {"RO3_LA_Data_202425": change(outturn_rows(RO3))})

    def renamed(rows: Rows) -> Rows:
        return [[text.replace("TOTAL CHILDREN SOCIAL CARE", "TOTAL") for text in row] for row in rows]

    whole = ods(lambda rows: rows)
    load(RO3, whole, "ro3.ods")
    before = in_use(RO3)
    spoilt = {
        "R012": (ods(lambda rows: rows[:80]), ods(lambda rows: [*rows[:8], *rows[8::2]])),
        "R009": (ods(renamed),),
        "R007": (whole[: len(whole) // 2],),
    }
    for code, contents in spoilt.items():
        for content in contents:
            with pytest.raises(Unreadable) as refused:
                load(RO3, content, "ro3.ods", days=1)
            assert refused.value.code == code
            assert in_use(RO3) == before


@pytest.mark.usefixtures("sqlite_store")
def test_a_cut_file_is_refused_even_with_nothing_before_it():
    whole = as_csv(tidy_rows(CIN_B1, YEARS))
    with pytest.raises(Unreadable, match=r"The file ends in the middle of line \d+"):
        load(CIN_B1, cut_in_a_line(whole))
    with pytest.raises(Unreadable, match=r"has figures for \d+ of the \d+ authorities of 2023, so it is not whole"):
        load(CIN_B1, cut_between_lines(whole))


@pytest.mark.usefixtures("sqlite_store")
def test_an_edition_without_a_year_or_places_that_the_one_in_use_has_is_refused():
    load(CIN_B1, as_csv(tidy_rows(CIN_B1, YEARS)))
    with pytest.raises(Unreadable, match="has no figures for 2022, which the edition in use has"):
        load(CIN_B1, as_csv(tidy_rows(CIN_B1, [2024, 2023])))
    with pytest.raises(Unreadable, match="has lost 5 of the 164 places of 2022"):
        load(CIN_B1, as_csv(tidy_rows(CIN_B1, YEARS)[:-5]))


@pytest.mark.usefixtures("sqlite_store")
def test_a_series_moves_on_by_a_year_and_may_drop_its_oldest():
    load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2024, 2023])))
    receipt = load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2025, 2024])), days=1)
    assert (receipt.version, receipt.rows_count) == (2, in_use(POPULATIONS)[1])
    assert load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2025, 2024])), days=2).note.startswith("This edition is")


@pytest.mark.usefixtures("store")
def test_a_file_is_kept_untouched_with_its_hash_origin_licence_and_time():
    content = b"\xef\xbb\xbf" + as_csv(tidy_rows(POPULATIONS, [2024]))
    receipt = load(POPULATIONS, content, "populations.csv")
    with reading() as session:
        (kept,) = session.exec(select(SourceFile)).all()
        assert (kept.content, kept.name, kept.received_at) == (content, "populations.csv", NOW)
        assert kept.licence == "Open Government Licence v3.0"
        assert kept.origin == "public file"
        assert kept.sha256 == in_use(POPULATIONS)[0]
        assert counted(session, Computation) == 1
    assert receipt.rows_count == 165
