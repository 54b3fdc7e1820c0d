"""Petitions, whom they address, who signed them, and how many."""

from petitions.models.breakdown import Breakdown
from petitions.models.comment import Comment, CommentReport
from petitions.models.confirmation_mail import ConfirmationMail, Suppression
from petitions.models.decision_maker import DecisionMaker, Holder
from petitions.models.invalidation import InvalidatedCount, Invalidation
from petitions.models.network import Attempt, NetworkKey, Rally
from petitions.models.old_address import OldAddress
from petitions.models.petition import Addressee, Outcome, Petition
from petitions.models.petition_text import PetitionText
from petitions.models.signature import Signature
from petitions.models.subscription import Subscription
from petitions.models.tally import Tally

__all__ = [
    "Addressee",
    "Attempt",
    "Breakdown",
    "Comment",
    "CommentReport",
    "ConfirmationMail",
    "DecisionMaker",
    "Holder",
    "InvalidatedCount",
    "Invalidation",
    "NetworkKey",
    "OldAddress",
    "Outcome",
    "Petition",
    "PetitionText",
    "Rally",
    "Signature",
    "Subscription",
    "Suppression",
    "Tally",
]
