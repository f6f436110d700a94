"""Grant determinations: what each authority is given."""

import polars as pl

from schemas.checks import Rule
from schemas.programme import Grant, GrantPurpose
from schemas.spec import Kind, Sheet, SheetRow, Source, column


class Allocation(SheetRow, table=True):
    """What a grant determination gives one authority for one financial year."""

    __tablename__ = "source_allocation"

    dfe_code: str = column(
        "DfE code",
        "The authority's three-digit DfE code.",
        is_key=True,
        aliases=("LA code", "dfe_code"),
        max_length=9,
        example="334",
    )
    authority_name: str = column(
        "Authority",
        "The authority's name.",
        aliases=("Local authority", "Authority name"),
        max_length=120,
        example="Solihull",
    )
    grant: str = column("Grant", "Which grant.", choices=Grant, is_key=True, example="Transformation grant")
    purpose: str = column("Purpose", "What the money is for.", choices=GrantPurpose, is_key=True, example="Start-up")
    financial_year: str = column(
        "Financial year", "The year it is paid for, from April to March.", is_key=True, max_length=7, example="2026-27"
    )
    amount_gbp: int = column(
        "Amount",
        "The whole allocation, in pounds.",
        kind=Kind.MONEY,
        unit="£",
        low=0,
        high=100_000_000,
        decimals=0,
        aliases=("Amount (£)", "Allocation"),
        example="128571",
    )


_year_starts = pl.col("financial_year").str.slice(2, 2).cast(pl.Int64, strict=False)
_year_ends = pl.col("financial_year").str.slice(5, 2).cast(pl.Int64, strict=False)

DETERMINATION = Source(
    "determination",
    "Grant determination",
    "What each start-up grant gives each authority, by financial year. A new edition gives every year again.",
    (Sheet("allocations", "Allocations", "One row for each authority, grant and financial year.", Allocation),),
    (
        Rule(
            "D001", "allocations", "financial_year", ~pl.col("financial_year").str.contains(r"^20\d\d-\d\d$") | (_year_ends != _year_starts + 1),
            "Enter a financial year as its two years, for example 2026-27.",
            why="An allocation whose year cannot be matched to a return would be taken for none.",
            failing={"financial_year": "2026/27"}, passing={"financial_year": "2026-27"},
        ),
    ),
    publisher="Department for Education",
    frequency="Once a year",
    authority_columns={"allocations": ("dfe_code", "authority_name")},
)  # fmt: skip
