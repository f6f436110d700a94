"""The register: who is an authority on which day, and what its codes and names mean."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from schemas.authorities import (
    UnknownAuthority,
    authorities,
    authority,
    changes,
    regions,
    register_frame,
    resolve,
    resolve_ever,
    resolver,
)
from schemas.register import at_last, codes
from tests import surrey

TODAY = date(2026, 11, 22)
QUARTER_END = date(2026, 9, 30)
IN_CUMBRIA = "Cumberland (942) and Westmorland and Furness (943)"
IN_DORSET = "Dorset (838) and Bournemouth, Christchurch and Poole (839)"
ADVICE = "Enter its DfE code, for example 334, its ONS code or its name."
PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "public"


def names(text: str, on: date = TODAY) -> list[str]:
    return [a.name for a in resolve(text, on)]


# Who is there


def test_there_are_153_authorities_in_nine_regions():
    in_force = authorities(TODAY)
    assert len(in_force) == 153
    assert len(regions()) == 9
    assert {a.region_code: a.region_name for a in in_force} == regions()
    assert [a.name for a in in_force] == sorted(a.name for a in in_force)


def test_types_and_regions_add_up():
    in_force = authorities(TODAY)
    assert Counter(a.authority_type for a in in_force) == {
        "unitary authority": 63, "metropolitan district": 36, "London borough": 33, "county": 21
    }  # fmt: skip
    assert Counter(a.region_name for a in in_force)["London"] == 33
    assert Counter(a.ofsted_region for a in in_force)["North East, Yorkshire and the Humber"] == 27
    assert len({a.police_force_code for a in in_force}) == 39
    assert sum(a.is_pathfinder for a in in_force) == 10
    assert {a.name for a in in_force if a.pathfinder_wave == 1} == {"Dorset", "Lincolnshire", "Wolverhampton"}


def test_populations_sum_to_the_published_total_for_england():
    assert sum(a.population_0_17 for a in authorities(TODAY)) == 12_183_016
    assert min(a.population_0_17 for a in authorities(TODAY)) > 0


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(2008, 1, 1), 150),
        (date(2018, 6, 1), 152),
        (date(2019, 4, 1), 151),
        (date(2021, 4, 1), 152),
        (date(2023, 3, 31), 152),
        (date(2023, 4, 1), 153),
    ],
)
def test_the_number_of_authorities_follows_each_reorganisation(on: date, count: int):
    assert len(authorities(on)) == count


def test_a_change_in_force_is_part_of_the_register_from_its_day():
    with surrey.in_force():
        assert [len(authorities(on)) for on in (date(2027, 3, 31), surrey.VESTING)] == [153, 154]
    assert len(authorities(surrey.VESTING)) == 153


def test_every_authority_has_its_own_place_on_the_tile_map():
    places = Counter((a.tile_row, a.tile_col) for a in authorities(TODAY))
    assert len(places) == 153
    assert not any(None in place for place in places)
    assert len({a.tile_label for a in authorities(TODAY)}) == 153


def test_every_authority_has_ten_neighbours_that_are_authorities():
    known = {a.authority_id for a in authorities(TODAY)}
    for a in authorities(TODAY):
        assert len(set(a.neighbours)) == 10, a.name
        assert set(a.neighbours) <= known - {a.authority_id}


def test_nearest_neighbour_comes_first():
    assert authority("LA334", TODAY).neighbours[:2] == ("LA356", "LA896")


# Codes


def test_every_code_and_name_an_authority_ever_had_resolves_to_it_today():
    for a in authorities(TODAY):
        for text in (a.authority_id, a.name, a.dfe_code, a.ons_code, *(c.code for c in codes()[a.authority_id])):
            assert resolve(text, TODAY) == (a,), text


def test_no_code_belongs_to_two_authorities():
    owners: dict[str, set[str]] = {}
    for authority_id, several in codes().items():
        for code in several:
            if code.kind in ("ons", "dfe"):
                owners.setdefault(code.code, set()).add(authority_id)
    assert {code: ids for code, ids in owners.items() if len(ids) > 1} == {}


def test_on_every_day_an_authority_has_exactly_one_code_of_each_kind():
    days = {date(2009, 3, 31), TODAY} | {c.changed_on for c in changes()}
    days |= {c.changed_on - timedelta(1) for c in changes()}
    for on in days:
        for a in authorities(on):
            for kind in ("ons", "dfe"):
                now = [
                    c for c in codes().get(a.authority_id, ()) if c.kind == kind and c.valid_from <= on <= c.valid_to
                ]
                assert len(now) == 1, (a.name, kind, on)


@pytest.mark.parametrize(
    ("authority_id", "changed_on", "before", "after"),
    [
        ("LA370", date(2025, 4, 1), "E08000016", "E08000038"),
        ("LA373", date(2025, 4, 1), "E08000019", "E08000039"),
        ("LA825", date(2020, 4, 1), "E10000002", "E06000060"),
        ("LA815", date(2023, 4, 1), "E10000023", "E06000065"),
        ("LA933", date(2023, 4, 1), "E10000027", "E06000066"),
        ("LA929", date(2013, 4, 1), "E06000048", "E06000057"),
    ],
)
def test_a_new_code_for_the_same_place_keeps_the_authority(authority_id, changed_on, before, after):
    day_before = changed_on - timedelta(1)
    assert authority(authority_id, day_before).ons_code == before
    assert authority(authority_id, changed_on).ons_code == after
    for on in (day_before, changed_on):  # both codes circulate
        assert [a.authority_id for a in resolve(before, on) + resolve(after, on)] == [authority_id] * 2


def test_without_a_day_an_authority_is_as_the_register_leaves_it():
    assert authority("LA370").ons_code == "E08000038"
    assert authority("LA909").valid_to == date(2023, 3, 31)
    assert authority("LA909").successors == ("LA942", "LA943")
    assert authority("LA839").predecessors == ("LA835", "LA837", "LA836")


def test_an_old_name_is_used_on_its_own_days():
    assert authority("LA840", date(2009, 3, 31)).name == "Durham"
    assert authority("LA840", date(2009, 4, 1)).name == "County Durham"


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("solihull", "Solihull"),
        ("  SOLIHULL  ", "Solihull"),
        ("Solihull Metropolitan Borough Council", "Solihull"),
        ("334", "Solihull"),
        ("334.0", "Solihull"),
        ("e08000029", "Solihull"),
        ("St Helens", "St. Helens"),
        ("ST. HELENS", "St. Helens"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("Bournemouth, Christchurch & Poole", "Bournemouth, Christchurch and Poole"),
        ("Bristol", "Bristol, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("Bristol City Council", "Bristol, City of"),
        ("Herefordshire", "Herefordshire, County of"),
        ("Kingston upon Hull", "Kingston upon Hull, City of"),
        ("Kingston-Upon-Hull UA", "Kingston upon Hull, City of"),
        ("Hull", "Kingston upon Hull, City of"),
        ("Durham", "County Durham"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("London, City of", "City of London"),
        ("London Borough of Hackney", "Hackney"),
        ("Dorset", "Dorset"),
        ("Dorset Council", "Dorset"),
    ],
)
def test_names_are_read_however_they_are_written(text: str, name: str):
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text", ["940 / 941", "940/941", "E06000061 / E06000062", "North Northamptonshire / West Northamptonshire"]
)
def test_a_joint_code_is_both_authorities(text: str):
    assert names(text) == ["North Northamptonshire", "West Northamptonshire"]


def test_dorset_is_the_dorset_of_the_day():
    assert [a.authority_id for a in resolve("Dorset", date(2019, 3, 31))] == ["LA835"]
    assert [a.authority_id for a in resolve("Dorset", date(2019, 4, 1))] == ["LA838"]


# What cannot be resolved


@pytest.mark.parametrize(
    ("text", "on", "sentence"),
    [
        ("Solihul", QUARTER_END,
         "“Solihul” is not an authority on 30 September 2026. Did you mean Solihull (334)?"),
        ("E08000129", QUARTER_END,
         "“E08000129” is not an authority on 30 September 2026. Did you mean E08000029, Solihull?"),
        ("zzzz", QUARTER_END,
         f"“zzzz” is not an authority on 30 September 2026. {ADVICE}"),
        ("", QUARTER_END, "Enter an authority: its DfE code, for example 334, its ONS code or its name."),
        ("909", QUARTER_END,
         f"“909” is Cumbria, which ended on 31 March 2023 and was replaced by {IN_CUMBRIA}."),
        ("Cumbria", date(2023, 4, 1),
         f"“Cumbria” ended on 31 March 2023 and was replaced by {IN_CUMBRIA}."),
        ("835", TODAY,
         f"“835” is Dorset, which ended on 31 March 2019 and was replaced by {IN_DORSET}."),
        ("942", date(2023, 3, 31),
         "“942” is Cumberland, which begins on 1 April 2023. For an earlier day, enter Cumbria (909)."),
    ],
)  # fmt: skip
def test_what_is_not_an_authority_stops_with_a_sentence(text: str, on: date, sentence: str):
    with pytest.raises(UnknownAuthority) as stopped:
        resolve(text, on)
    assert str(stopped.value) == sentence


def test_a_joint_code_with_one_unknown_part_names_that_part():
    with pytest.raises(UnknownAuthority, match="“94O” is not an authority"):
        resolve("94O / 941", TODAY)


def test_an_authority_that_is_not_in_force_cannot_be_had_for_that_day():
    with pytest.raises(UnknownAuthority, match="ended on 31 March 2021"):
        authority("LA928", TODAY)
    with pytest.raises(UnknownAuthority, match="is not an authority"):
        authority("LA999")


# Authorities that have ended


@pytest.mark.parametrize(
    ("text", "authority_id"),
    [("E06000028", "LA837"), ("E10000021", "LA928"), ("Cumbria", "LA909"), ("Poole", "LA836"), ("Dorset", "LA838"),
     ("E10000009", "LA835"), ("820", "LA820"), ("E08000016", "LA370")],
)  # fmt: skip
def test_a_file_may_speak_of_an_authority_that_has_ended(text: str, authority_id: str):
    assert [a.authority_id for a in resolve_ever(text)] == [authority_id]
    assert resolver(TODAY, ever=True)(text) == (authority_id,)


def test_a_resolver_of_current_authorities_refuses_an_ended_one():
    assert resolver(TODAY)("940 / 941") == ("LA940", "LA941")
    with pytest.raises(UnknownAuthority, match="ended on 31 March 2021"):
        resolver(TODAY)("E10000021")
    with pytest.raises(UnknownAuthority, match=r"“Nowhere” is not an authority\. Enter its DfE code"):
        resolver(TODAY, ever=True)("Nowhere")


@pytest.fixture
def split_surrey():
    with surrey.in_force() as entry:
        yield entry


@pytest.mark.usefixtures("split_surrey")
def test_surrey_is_followed_by_two_authorities_that_have_no_codes_yet():
    with pytest.raises(UnknownAuthority) as stopped:
        resolve("Surrey", surrey.VESTING)
    assert str(stopped.value) == "“Surrey” ended on 31 March 2027 and was replaced by East Surrey and West Surrey."
    after = {a.authority_id: a for a in authorities(surrey.VESTING)}
    assert "LA936" not in after
    east = after[surrey.EAST]
    assert (east.name, east.dfe_code, east.ons_code, east.predecessors) == ("East Surrey", "", "", ("LA936",))
    assert all("LA936" not in a.neighbours for a in after.values())
    frame = register_frame(date(2027, 4, 1)).filter(pl.col("authority_id") == surrey.EAST)
    assert frame["population_0_17"].to_list() == [None]


@pytest.mark.usefixtures("split_surrey")
def test_every_change_joins_authorities_that_touch_on_its_day():
    last = at_last()
    for change in changes():
        if change.from_id == change.to_id:
            assert resolve(change.from_id, change.changed_on)
        else:
            assert last[change.from_id].valid_to == change.changed_on - timedelta(1)
            assert last[change.to_id].valid_from == change.changed_on
        assert change.comparable in ("yes", "sum", "no")
        assert change.note.endswith(".")


# Frames and files


def test_the_register_as_a_frame_has_one_row_an_authority():
    frame = register_frame(TODAY)
    assert frame.height == frame["authority_id"].n_unique() == 153
    assert frame["population_0_17"].sum() == 12_183_016
    row = frame.row(by_predicate=pl.col("dfe_code") == "334", named=True)
    assert row | {
        "authority_id": "LA334", "name": "Solihull", "ons_code": "E08000029", "region_code": "E12000005",
        "region_name": "West Midlands", "is_pathfinder": False, "population_0_17": 49_229,
    } == row  # fmt: skip


@pytest.mark.skipif(not PUBLIC.exists(), reason="the published files are not beside the project")
def test_every_code_in_published_files_resolves():
    for name in ("b1_children_in_need_2013_to_2025.csv", "csww_indicators_2017_to_2025.csv"):
        rows = pl.read_csv(PUBLIC / name, infer_schema_length=0).filter(pl.col("geographic_level") == "Local authority")
        assert rows.height > 1000
        for old, new, called in rows.select("old_la_code", "new_la_code", "la_name").unique().rows():
            by_dfe, by_ons = resolve_ever(old), resolve_ever(new)
            assert by_dfe == by_ons, (old, new)
            assert {a.name for a in resolve_ever(called)} <= {a.name for a in by_dfe}, called
