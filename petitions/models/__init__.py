"""Petitions, whom they address, who signed them, and how many."""

from petitions.models.decision_maker import DecisionMaker, Holder
from petitions.models.petition import Addressee, Outcome, Petition
from petitions.models.signature import Signature
from petitions.models.subscription import Subscription
from petitions.models.tally import Tally

__all__ = [
    "Addressee",
    "DecisionMaker",
    "Holder",
    "Outcome",
    "Petition",
    "Signature",
    "Subscription",
    "Tally",
]
