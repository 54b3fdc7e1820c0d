"""The admin of campaigns with their petitions, of decision makers and of signatures."""

from petitions.admin import (
    campaigns,
    comments,
    decision_makers,
    invalidations,
    news,
    petitions,
    rallies,
    signatures,
    suppressions,
)

__all__ = [
    "campaigns",
    "comments",
    "decision_makers",
    "invalidations",
    "news",
    "petitions",
    "rallies",
    "signatures",
    "suppressions",
]
