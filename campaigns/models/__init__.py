"""Campaigns: a survivor's case profile, what is told of her, and her consent to it.

The database itself sees to consent: it refuses to show what nobody consented to, and takes an
item off as soon as its consent is withdrawn, whoever writes the row (see `campaigns.triggers`).
"""

from campaigns.models.campaign import STANDING, TRANSITIONS, Campaign, State
from campaigns.models.consent import SHOWN, Consent, Item
from campaigns.models.fact_check import Fact, FactCheck
from campaigns.models.forbidden_word import ForbiddenWord
from campaigns.models.link import Link, LinkKind
from campaigns.models.news import DatePrecision, TimelineEntry, Update

__all__ = [
    "SHOWN",
    "STANDING",
    "TRANSITIONS",
    "Campaign",
    "Consent",
    "DatePrecision",
    "Fact",
    "FactCheck",
    "ForbiddenWord",
    "Item",
    "Link",
    "LinkKind",
    "State",
    "TimelineEntry",
    "Update",
]
