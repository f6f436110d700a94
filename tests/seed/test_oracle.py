"""Every quarter of the illustrative set, computed fast and computed the slow, obvious way."""

import pytest

from schemas.authorities import authority
from schemas.returns import RETURNS
from seed.authority_paths import paths
from seed.generate import returning, rows_of
from seed.quarters import LATEST, QUARTERS, index_of
from tests.etl.agreement import disagreements
from tests.etl.generated_quarter import Quarter


class Illustrated(Quarter):
    """What the authorities of the illustrative set entered for a quarter, as plain rows; no file, no store."""

    def __init__(self, period):
        super().__init__(period=period, today=period.reference_date, missing=0, carried=0)
        for rows in (*self.rows.values(), *self.year.values()):
            rows.clear()
        for known in (
            self.standing,
            self.received,
            self.last_milestones,
            self.last_stages,
            self.allocations,
            self.inspections,
        ):
            known.clear()
        self.carried, self.missing = set(), set()
        for form_code, spec in RETURNS.items():
            for authority_id in self.roster["authority_id"]:
                self._latest(form_code, spec, authority_id)

    def _latest(self, form_code, spec, authority_id):
        sent = [q for q in QUARTERS[: index_of(self.period) + 1] if authority(authority_id) in _senders(spec, q)]
        if not sent:
            return
        self.standing.append((form_code, authority_id, str(sent[-1]), 1))
        if sent[-1] != self.period and form_code == "unit":
            self.carried.add(authority_id)
        for quarter in sent[-4:]:
            entered = rows_of(spec, quarter, paths()[authority_id]) or _nil(spec)
            for sheet, rows in entered.items():
                self._add(f"{form_code}.{sheet}", authority_id, quarter, sent[-1], rows)

    def _add(self, name, authority_id, quarter, latest, rows):
        own = {"submission_id": 1, "authority_id": authority_id, "period": str(quarter), "row_number": 1}
        own |= {"reference_on": quarter.reference_date, "is_carried": quarter != self.period}
        is_this_year = quarter.financial_year == self.period.financial_year
        if quarter == latest and (name != "funding.grants" or is_this_year):
            self.rows[name] += [{**own, **row} for row in rows]
        if name in self.year and index_of(latest) - index_of(quarter) < 4:
            self.year[name] += [{**own, **row} for row in rows]


_SENDERS = {}


def _senders(spec, quarter):
    if (spec.code, quarter) not in _SENDERS:
        _SENDERS[spec.code, quarter] = {authority(a.authority_id) for a in returning(spec, quarter)}
    return _SENDERS[spec.code, quarter]


def _nil(spec):
    return {sheet.name: [dict(sheet.nil_row)] for sheet in spec.sheets if sheet.nil_row}


@pytest.mark.parametrize("period", QUARTERS, ids=str)
def test_a_quarter_is_the_same_computed_the_slow_way(period):
    wrong, compared = disagreements(Illustrated(period))
    assert wrong == []
    assert compared > (3500 if period == LATEST else 2000)
