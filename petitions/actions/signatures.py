"""From a filled-in form to a counted signature, and back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from petitions.addresses import address_hash
from petitions.emails import send_confirmation
from petitions.models import Petition, Signature, Subscription
from petitions.models.signature import CONFIRM_WITHIN, Source, State


@dataclass(frozen=True, kw_only=True)
class Person:
    """What a supporter says of themselves in the sign form."""

    first_name: str
    last_name: str
    email: str
    country: str
    postal_code: str
    comment: str
    show_name: bool
    wants_updates: bool


class NotOpen(Exception):
    """The petition takes no signatures."""


class Expired(Exception):
    """The confirmation link is older than seven days, or its signature was taken back."""


UNCONFIRMED = (State.PENDING, State.WITHDRAWN)
"""States in which signing again replaces what was typed before."""


def sign(*, petition: Petition, person: Person, language: str, now: datetime) -> None:
    """Take down a signature, to be confirmed by mail.

    The answer is the same whatever the address did before; the mail tells its owner. The
    database's unique constraint decides who is new. What was typed again before it was
    confirmed replaces what was typed first, and the confirmation page shows it. Raises NotOpen.
    """
    if not petition.is_open:
        raise NotOpen
    fields = asdict(person) | {
        "language": language,
        "requested_at": now,
        "state": State.PENDING,
        "source": Source.WEB,
    }
    fingerprint = address_hash(person.email)
    with transaction.atomic():
        Signature.objects.bulk_create(
            [Signature(petition=petition, address_hash=fingerprint, **fields)],
            ignore_conflicts=True,
        )
        signed = Signature.objects.filter(petition=petition, address_hash=fingerprint)
        signed.filter(state__in=UNCONFIRMED).update(**fields, confirmed_at=None, ended_at=None)
        # None is left where its owner erased it at this very moment: as if that came after.
        for pk in signed.values_list("pk", flat=True):
            send_confirmation.enqueue(signature_id=pk)


def resend(*, petition: Petition, email: str, now: datetime) -> None:
    """Mail the link again, where that address has signed; where it has not, do nothing.

    While the petition is open, the link's seven days begin anew.
    """
    with transaction.atomic():
        signed = Signature.objects.filter(petition=petition, address_hash=address_hash(email))
        if petition.is_open:
            signed.filter(state=State.PENDING).update(requested_at=now)
        for pk in signed.values_list("pk", flat=True):
            send_confirmation.enqueue(signature_id=pk)


def confirm(*, signature: Signature, now: datetime) -> None:
    """Count a signature whose mailed link was used; a second time changes nothing.

    Raises Expired where the link is too old, or the signature was withdrawn, invalidated or,
    at this very moment, erased.
    """
    with transaction.atomic():
        confirmed = Signature.objects.filter(
            pk=signature.pk, state=State.PENDING, requested_at__gt=now - CONFIRM_WITHIN
        ).update(state=State.CONFIRMED, confirmed_at=now)
        try:
            signature.refresh_from_db()
        except Signature.DoesNotExist as error:
            raise Expired from error
        if confirmed and signature.wants_updates:
            subscribe(signature=signature, now=now)
    if not signature.is_confirmed:
        raise Expired


def withdraw(*, signature: Signature, now: datetime) -> None:
    """Take a signature back, for its signer; it is no longer counted, and may be given anew."""
    Signature.objects.filter(
        pk=signature.pk, state__in=(State.PENDING, State.HELD, State.CONFIRMED)
    ).update(state=State.WITHDRAWN, ended_at=now)


def erase(*, signature: Signature) -> None:
    """Delete all that is kept of a signature and of its signer's subscription."""
    with transaction.atomic():
        # In the order in which confirming writes them, so that the two cannot deadlock.
        Signature.objects.filter(pk=signature.pk).delete()
        _subscriptions(signature).delete()


def show_name(*, signature: Signature, shown: bool) -> None:
    """Let the signer's name be shown in public, or no longer."""
    Signature.objects.filter(pk=signature.pk).update(show_name=shown)


def subscribe(*, signature: Signature, now: datetime) -> None:
    """Send the organization's news to a signer from now on."""
    organization = signature.petition.campaign.organization
    with transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(wants_updates=True)
        Subscription.objects.bulk_create(
            [
                Subscription(
                    organization=organization,
                    email=signature.email,
                    address_hash=signature.address_hash,
                    language=signature.language,
                    since=now,
                )
            ],
            ignore_conflicts=True,
        )
        _subscriptions(signature).filter(ended_at__isnull=False).update(since=now, ended_at=None)


def stop_updates(*, signature: Signature, now: datetime) -> None:
    """End a signer's news."""
    with transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(wants_updates=False)
        _subscriptions(signature).filter(ended_at=None).update(ended_at=now)


def unsubscribe(*, subscription: Subscription, now: datetime) -> None:
    """End a subscription; a second time changes nothing."""
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=now)


def subscription_of(signature: Signature) -> Subscription | None:
    """The subscription of a signer to the organization's news, also an ended one."""
    return _subscriptions(signature).first()


def _subscriptions(signature: Signature) -> QuerySet[Subscription]:
    return Subscription.objects.filter(
        organization__campaigns__petitions=signature.petition_id,
        address_hash=signature.address_hash,
    )
