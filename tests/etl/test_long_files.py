"""Files of very many rows: read in blocks, checked in bulk, and told of each mistake a thousand times at most."""

from schemas.issues import Issue
from tests.etl.workbooks import check, only

HEAD = "Unit code,Agency,Member nominated,Established posts,Filled posts,Co-located,With record access,Experienced\n"
BLOCK = 10_000  # as many lines as etl/grids.py packs at once


def posts(*rows: str) -> list[Issue]:
    """What is wrong with the Posts sheet alone; whatever other sheets a return needs is no matter here."""
    issues = check((HEAD + "".join(f"{row}\n" for row in rows)).encode(), name="posts.csv").issues
    return [found for found in issues if found.sheet == "Posts"]


def of(code: str, issues: list[Issue]) -> list[Issue]:
    return [found for found in issues if found.code == code]


def test_the_same_mistake_in_very_many_cells_is_listed_a_thousand_times_and_then_counted() -> None:
    found = of("S011", posts(*["U1,Police,Yes,x,2,2,2,2"] * 1500))
    assert len(found) == 1001
    assert found[1].cell == "D2"
    assert found[-1].cell == "D1001"
    assert "500 more rows have the same problem under “Established posts”: rows 1,002 to 1,501." in found[0].message


def test_one_mistake_more_than_a_thousand() -> None:
    found = of("S011", posts(*["U1,Police,Yes,x,2,2,2,2"] * 1000, "", "U1,Police,Yes,x,2,2,2,2"))
    assert "1 more row has the same problem under “Established posts”: row 1,003." in found[0].message


def test_rows_apart_are_named_until_the_sentence_is_long_enough() -> None:
    wrong, right = "U1,Police,Yes,1,2,2,2,2", "U1,Police,Yes,2,2,2,2,2"
    found = of("U010", posts(*[wrong] * 1000, *[right, wrong] * 100))
    assert len(found) == 1001
    assert "100 more rows have the same problem under “Filled posts”: rows 1,003, 1,005, 1,007, " in found[0].message
    assert "and so on to 1,201." in found[0].message


def test_every_cell_has_its_place_however_long_the_file_and_however_many_lines_are_blank() -> None:
    blank = [""] * BLOCK
    found = posts("U1,Police,Yes,2,2,2,2,2", *blank, *blank, 'U1,Health,Yes,2,"2\nposts",2,2,2', "U1,Education,Yes,2")
    unreadable = only(of("S011", found))
    assert (unreadable.cell, unreadable.value) == (f"E{2 * BLOCK + 3}", "2\nposts")
    assert [one.cell for one in of("S010", found)] == [f"{letter}{2 * BLOCK + 4}" for letter in "EFGH"]


def test_a_row_twice_in_a_long_sheet_whatever_its_letters() -> None:
    rows = [f"U{number},Police,Yes,2,2,2,2,2" for number in range(1500)]
    assert of("S020", posts(*rows)) == []
    assert only(of("S020", posts(*rows, "u7,Police,Yes,2,2,2,2,2"))).cell == "B1502"
    assert only(of("S020", posts(*rows, "Straße,Police,Yes,2,2,2,2,2", "STRASSE,Police,Yes,2,2,2,2,2"))).cell == "B1503"


def test_only_spaces_are_blank_in_a_long_sheet_too() -> None:
    rows = [f"U{number},Police,Yes,2,2,2,2,2" for number in range(1500)]
    assert only(of("S010", posts(*rows, "U1500,Police,Yes,2,\u00a0\u200b ,2,2,2"))).cell == "E1502"
