"""The news of an outcome: prepared as a draft, published by nobody but staff."""

from datetime import datetime

from campaigns.actions import save_update
from campaigns.models import Update
from organizations.actions import delete_row
from organizations.models import User
from petitions.models import Petition
from petitions.outcomes import news_of


def draft_news(*, petition: Petition, by: User | None, now: datetime) -> Update:
    """Prepare the news of a petition's outcome in both languages.

    The caller has locked the petition and saves it with the draft that is returned.
    """
    update = Update(campaign=petition.campaign, **_texts(petition))
    return save_update(update=update, changed=["title", "body"], by=by, now=now)


def forget_draft(*, petition: Petition, by: User | None, now: datetime) -> None:
    """Drop the drafted news of an outcome that is no more, unless somebody has worked on it.

    The caller has locked the petition, which still has that outcome, and saves it.
    """
    draft, petition.drafted_news = petition.drafted_news, None
    if draft is None or draft.is_published or draft.photo:
        return
    texts = _texts(petition)
    if {name: getattr(draft, name) for name in texts} == texts:
        delete_row(row=draft, organization=petition.campaign.organization, by=by, now=now)


def _texts(petition: Petition) -> dict[str, str]:
    on = petition.outcome_on
    assert on is not None  # noqa: S101 - the database keeps it with every outcome
    return news_of(petition.outcome, petition.campaign.public_name, on)
