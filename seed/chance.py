"""Chance that does not depend on order: each authority and purpose has a stream of its own."""

import hashlib
import random
from collections.abc import Sequence
from itertools import pairwise

SEED = "child-protection-oversight-1"


def stream(authority_id: str, purpose: str) -> random.Random:
    """The random numbers for one purpose of one authority; the same on every run, whatever was drawn before."""
    digest = hashlib.blake2b(f"{SEED}|{authority_id}|{purpose}".encode(), digest_size=8).digest()
    return random.Random(int.from_bytes(digest, "big"))  # noqa: S311 - illustrative figures, not secrets


def from_quantiles(share: float, points: Sequence[tuple[float, float]]) -> float:
    """The value at a share (0 to 1) of a distribution given as (share, value) points, straight between them."""
    for (low, low_value), (high, high_value) in pairwise(points):
        if share <= high:
            return low_value + (high_value - low_value) * max(share - low, 0.0) / (high - low)
    return points[-1][1]


def largest_remainder(weights: Sequence[float], whole: int) -> list[int]:
    """Whole parts in proportion to the weights that add up to the whole exactly.

    Args:
        weights: not negative, and not all nought unless the whole is.
        whole: what the parts add up to.
    """
    total = sum(weights)
    if whole == 0 or total == 0:
        return [0] * len(weights)
    exact = [weight * whole / total for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return parts
