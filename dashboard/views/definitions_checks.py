"""The checks that every return has: whether the file can be read, then its shape, its cells and its rows."""

from dashboard.components import table
from dashboard.markup import Markup, heading, joined, paragraph

# Every code that reading a file may give, with what it means; a test holds this list to the code.
FILE_CHECKS: tuple[tuple[str, str], ...] = (
    ("R001", "The file is empty."),
    ("R002", "The file is not a workbook, a CSV or a ZIP of CSV files."),
    ("R003", "The file is protected by a password."),
    ("R004", "The file is a workbook of the old .xls kind."),
    ("R005", "The file is larger than may be sent."),
    ("R006", "The file holds far more than a return does, and would fill the machine's memory."),
    ("R007", "The file is damaged."),
    ("R008", "The file is another return, or none."),
    ("R009", "The layout of a public file has changed. The figures already loaded stay."),
    ("R010", "A public file could not be found or fetched."),
    ("R011", "The address of a public file is not a secure one."),
    ("R012", "A public file has no rows, or has lost half of the authorities. The figures already loaded stay."),
)
CELL_CHECKS: tuple[tuple[str, str, str], ...] = (
    ("S001", "Error", "A sheet, or the row of its headings, is missing."),
    ("S002", "Error", "A column is missing, or its heading was changed."),
    ("S003", "Error", "A heading stands there twice."),
    ("S004", "Note", "A column is not part of the return, so it was not read."),
    ("S005", "Error", "Cells are merged, so it is not certain which of them the value is for."),
    ("S006", "Note", "A sheet is not part of the return, or is hidden, so it was not read."),
    ("S007", "Error", "A formula gives an error or has no saved value."),
    ("S010", "Error", "A cell that is needed is blank."),
    ("S011", "Error", "The cell does not hold a number."),
    ("S012", "Error", "The cell does not hold a whole number."),
    ("S013", "Error", "The cell does not hold a date that exists."),
    ("S014", "Error", "The cell does not hold one of the choices."),
    ("S015", "Error", "The value is below the least or above the most that may be entered."),
    ("S016", "Error", "The text is longer than may be entered."),
    ("S017", "Error", "The cell does not hold Yes or No."),
    ("S018", "Note", "The value was read, but not as it was typed. The note says how."),
    ("S020", "Error", "Two rows are about the same thing."),
    ("S021", "Error", "A row that must be there is missing."),
    ("S022", "Error", "The row names something that is not on the sheet that lists it, for example a Unit code."),
    ("S023", "Error", "The sheet has no row for this."),
    ("S024", "Error", "A cell that tells one row from another is blank."),
    ("S030", "Note", "The workbook was made from an earlier template."),
    ("S031", "Error", "The workbook says that it is another return than the one it is sent as."),
    ("S032", "Error", "The workbook is another authority's."),
    ("S033", "Error", "The workbook is for another quarter."),
    ("S034", "Error", "The quarter has not ended yet."),
    ("S040", "Error", "A row of a public file names no authority, or one that is not known."),
    ("S041", "Error", "A row of a public file gives the code of one authority and the name of another."),
    ("S050", "Query", "The text seems to hold details of a person."),
)


def general_checks() -> Markup:
    """The checks that are the same for every return."""
    return joined(
        [
            heading("Whether the file can be read"),
            paragraph("A file that fails one of these cannot be checked at all. Nothing in it is used."),
            table(("Check", "What it finds"), FILE_CHECKS, "Checks on the file"),
            heading("Sheets, rows and cells"),
            paragraph("Each is named with its cell, what was entered, and what to enter. Each cell has one at most."),
            table(("Check", "Severity", "What it finds"), CELL_CHECKS, "Checks on sheets, rows and cells"),
        ]
    )
