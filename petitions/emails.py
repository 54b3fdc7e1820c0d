"""The mails of this app, as tasks of the outbox. They take ids, hold no secret, and may run twice."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from outbox.mail import MailFault, retry, send
from petitions.models import Signature
from petitions.models.signature import CONFIRM_WITHIN
from petitions.public import for_signer
from petitions.tokens import Purpose, make


@task()
def send_confirmation(signature_id: int, attempt: int = 0) -> None:
    """Mail the link that confirms a signature; to who has signed already, only the page of theirs.

    Nothing that the signer typed stands in it: it may reach a stranger's mailbox.
    """
    now = timezone.now()
    signature = (
        Signature.objects.select_related("petition__campaign__organization")
        .filter(pk=signature_id)
        .first()
    )
    if signature is None:
        return
    template = "confirm" if signature.is_pending else "signed_before"
    with translation.override(signature.language):
        context = {
            "petition": for_signer(signature.petition, timezone.localdate(now)),
            "organization": signature.petition.campaign.organization,
            "confirm_url": _link("signature-confirm", Purpose.CONFIRM, signature),
            "manage_url": _link("signature-manage", Purpose.MANAGE, signature),
            "days": CONFIRM_WITHIN.days,
            "is_counted": signature.is_confirmed,
        }
    try:
        send(
            template=template,
            to=signature.email,
            language=signature.language,
            context=context,
        )
    except MailFault as error:
        retry(
            send_confirmation,
            error,
            attempt=attempt,
            now=now,
            signature_id=signature_id,
        )


def _link(page: str, purpose: Purpose, signature: Signature) -> str:
    return settings.SITE_URL + reverse(page, args=[make(purpose, signature)])
