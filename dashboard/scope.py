"""What a viewer may read: the one gate that every read starts from."""

from dataclasses import dataclass

import polars as pl

from schemas.access import Permission, Viewer
from schemas.authorities import authority
from schemas.indicators import INDICATORS
from schemas.vocabulary import Level, Theme

_INSPECTION = [i.id for i in INDICATORS.values() if i.theme is Theme.INSPECTION]


@dataclass(frozen=True)
class Scope:
    """What a viewer may read of the observations.

    Args:
        is_national: England and regions.
        is_published: every authority, as published.
        is_full: every authority, nothing suppressed.
        is_inspection: every authority's inspection figures.
        own: authorities whose figures are read in full.
    """

    is_national: bool = False
    is_published: bool = False
    is_full: bool = False
    is_inspection: bool = False
    own: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The same text for the same scope: part of every cache key."""
        marks = (self.is_national, self.is_published, self.is_full, self.is_inspection)
        return "".join("01"[mark] for mark in marks) + ",".join(sorted(self.own))

    @property
    def has_authorities(self) -> bool:
        """Whether more authorities than one's own can be read."""
        return self.is_published or self.is_full


def readable(viewer: Viewer) -> Scope:
    """What the viewer may read; nobody may read nothing."""
    return Scope(
        viewer.may(Permission.READ_NATIONAL),
        viewer.may(Permission.READ_AUTHORITIES),
        viewer.may(Permission.READ_UNSUPPRESSED),
        viewer.may(Permission.READ_INSPECTION),
        viewer.authority_ids if viewer.may(Permission.READ_OWN) else frozenset(),
    )


def seen(scope: Scope, everything: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """The observations within a scope: one's own as they are, others as published.

    Args:
        scope: what may be read; not everything in full.
        everything: every observation of a quarter.
        published: the same, as everyone may see them.
    """
    is_authority = pl.col("level") == Level.AUTHORITY
    # A force area may be one authority, or two of which one is one's own.
    is_wide = pl.col("level").is_in([str(Level.REGION), str(Level.ENGLAND)])
    is_own = is_authority & pl.col("geography").is_in(list(scope.own))
    is_seen = pl.any_horizontal(
        is_wide & pl.lit(scope.is_national),
        pl.lit(scope.is_published),
        is_authority & pl.lit(scope.is_inspection) & pl.col("indicator_id").is_in(_INSPECTION),
    )
    return pl.concat([published.filter(is_seen & ~is_own), everything.filter(is_own)], how="vertical_relaxed")


def covers(viewer: Viewer) -> str:
    """What the viewer's account covers, for whoever asks for more than that."""
    names = [authority(id_).name for id_ in sorted(viewer.authority_ids)] if viewer.is_tied else []
    return f"Your account covers {' and '.join(names)}." if names else "Your account does not cover it."
