"""The table of sheets that a version of a return does not bring itself. Rows are only added."""

from sqlmodel import Field

from schemas.base import Table


class SheetKept(Table, table=True):
    """A sheet of a submission that is not in its own file: its sender kept it from the version that then counted.

    Its rows are stored with the submission as any others; their row numbers are those of the file that they stand in.
    """

    __tablename__ = "sheet_kept"

    submission_id: int = Field(foreign_key="submission.id", primary_key=True)
    sheet: str = Field(primary_key=True, max_length=32, description="the sheet's name in the return's declaration")
    kept_from_id: int = Field(foreign_key="submission.id", description="the version that it was kept from")
    in_file_of_id: int = Field(
        foreign_key="submission.id",
        description="the version whose file holds it: that one, or what that one kept it from",
    )
