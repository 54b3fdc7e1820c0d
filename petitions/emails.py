"""The mails of this app, as tasks of the outbox. They take ids, hold no secret, and may run twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from outbox.locks import hold
from outbox.mail import MailFault, is_permanent, retry, send
from petitions.models import ConfirmationMail, Signature, Suppression
from petitions.models.confirmation_mail import State as MailState
from petitions.models.signature import CONFIRM_WITHIN, State
from petitions.public import PublicPetition, for_signer
from petitions.tokens import Purpose, make, make_for_address

LOCK_SPACE = 0x61646472  # "addr": what becomes of the mails of one address

LATE = timedelta(hours=1)
"""A mail that leaves later than this after its signature gives the link its seven days anew."""


@dataclass(frozen=True)
class Letter:
    """What one mail tells: the signature that it is about, and what else waits for its reader."""

    about: Signature
    waiting: list[Signature]

    @property
    def template(self) -> str:
        """Which text it has."""
        return "confirm" if self.about.is_pending else "signed_before"

    @property
    def petitions(self) -> set[int]:
        """The petitions that it tells of."""
        return {row.petition_id for row in (self.about, *self.waiting)}


@task()
def send_confirmation(mail_id: int, attempt: int = 0) -> None:
    """Mail the links that confirm what waits for an address, within the limits of its mailbox.

    Whether a mail goes out is decided here, by what was really sent to that address before, so
    that the answer to a signer takes the same time whatever their address did. What may not go
    yet goes later; one mail answers all that was asked before it. Nothing that a signer typed
    stands in it: it may reach a stranger's mailbox.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            wait = _send_if_allowed(mail_id, now)
    except MailFault as error:
        retry(send_confirmation, error, attempt=attempt, now=now, mail_id=mail_id)
        if is_permanent(error):
            ConfirmationMail.objects.filter(pk=mail_id).end(MailState.DROPPED)
        return
    if wait:
        send_confirmation.using(run_after=now + wait).enqueue(mail_id=mail_id)


def _send_if_allowed(mail_id: int, now: datetime) -> timedelta:
    """How long the mail must still wait; zero once there is nothing more to do about it."""
    done = timedelta(0)
    mail = ConfirmationMail.objects.owed().filter(pk=mail_id).first()
    if mail is None:
        return done
    address_hash = bytes(mail.address_hash)
    hold(LOCK_SPACE, address_hash)
    others = ConfirmationMail.objects.filter(address_hash=address_hash)
    if not others.owed().filter(pk=mail_id).exists():
        return done  # another worker was faster
    if Suppression.objects.filter(address_hash=address_hash).exists():
        Signature.objects.of_address(address_hash).filter(state=State.PENDING).delete()
        others.end(MailState.DROPPED)
        return done
    letter = _letter(mail, now)
    if letter is None:
        others.filter(pk=mail_id).end(MailState.DROPPED)
        return done
    if wait := others.wait(address_hash=address_hash, petition_id=mail.petition_id):
        return wait
    # Asked before this mail was written, so answered by it; what is asked from here on is not.
    told = list(others.owed().filter(petition__in=letter.petitions).values_list("pk", flat=True))
    _send(letter, now)
    others.filter(pk=mail_id).end(MailState.SENT)
    others.filter(pk__in=told).end(MailState.COVERED)
    return done


def _letter(mail: ConfirmationMail, now: datetime) -> Letter | None:
    """What to tell an address; None where the signature that it is about is gone."""
    rows = Signature.objects.of_address(bytes(mail.address_hash)).order_by("-requested_at")
    found = list(rows.select_related("petition__campaign__organization"))
    about = next((row for row in found if row.petition_id == mail.petition_id), None)
    if about is None:
        return None
    if about.is_pending and now - mail.asked_at > LATE:
        _renew(about, now)
    waiting = [row for row in found if row.is_pending and row.may_confirm(now)]
    return Letter(about, [row for row in waiting if row is not about])


def _renew(signature: Signature, now: datetime) -> None:
    signature.requested_at = now
    Signature.objects.filter(pk=signature.pk, state=State.PENDING).update(requested_at=now)


def _send(letter: Letter, now: datetime) -> None:
    about = letter.about
    with translation.override(about.language):
        context = _told(about, now) | {
            "organization": about.petition.campaign.organization,
            "waiting": [_told(row, now) for row in letter.waiting],
            "manage_url": _link("signature-manage", make(Purpose.MANAGE, about)),
            "not_me_url": _link(
                "signature-not-me", make_for_address(bytes(about.address_hash or b""))
            ),
            "days": CONFIRM_WITHIN.days,
            "is_counted": about.is_confirmed,
            "is_held": about.is_held,
        }
    send(template=letter.template, to=about.email, language=about.language, context=context)


def _told(signature: Signature, now: datetime) -> dict[str, Any]:
    shown: PublicPetition = for_signer(signature.petition, timezone.localdate(now))
    return {
        "petition": shown,
        "confirm_url": _link("signature-confirm", make(Purpose.CONFIRM, signature)),
        "needs_check": signature.needs_check,
    }


def _link(page: str, token: str) -> str:
    return settings.SITE_URL + reverse(page, args=[token])
