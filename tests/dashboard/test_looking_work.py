"""The pages of work as they were: each shows what stood at an instant or a release, and nothing can be done there.

The worked example is eight days of one collection: what happens on day 3 happens at half past nine.
"""

import inspect
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.routing import Route

from dashboard import (
    downloads,
    reads_batches,
    reads_collections,
    reads_records,
    reads_register,
    reads_releases,
    reads_returns,
    reads_review,
    reads_rules,
    reads_sheets,
    reads_trail,
)
from dashboard.instants import in_address
from dashboard.looked_at import day_looked_at, of_work, past_banner
from dashboard.looking import carrying
from dashboard.reads_releases import known_at, looking_at
from dashboard.views.returns_roster import roster
from etl import answering, authorising, changing, collecting, deciding, pipeline, releasing, waiving
from etl.collecting import Asked
from etl.drafting import read_change
from etl.explaining import asked
from etl.store import reading, writing
from schemas.access import READING, NotAllowed, Permission, Role, Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, Explanation, Reason, explanation_sha256
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.sources import INTERVENTION
from schemas.tables_collections import Delivery, Message, MessageState
from schemas.tables_batches import Batch, BatchFile, BatchState
from schemas.tables import Person
from schemas.windows import AllowanceKind, Window
from seed.generate import uploads
from tests.dashboard.opened import labels, opened, words_of
from tests.etl.test_pipeline import edited
from tests.stores import settings_for
from tests.surrey import SAID

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=__import__("datetime").UTC)
Q2, SOLIHULL, WHOSE = Period.parse("2026-27 Q2"), authority("LA334"), frozenset({"LA334"})
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), WHOSE)
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), WHOSE)
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
WHY = "The posts of the police are those of last year."
WORDS = "Two posts are vacant until January."
