"""From a filled-in form to a counted signature, and back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from organizations.actions import record
from organizations.models import User
from petitions.actions.pauses import NOT_PAUSED
from petitions.actions.rates import admit
from petitions.addresses import address_hash
from petitions.emails import send_confirmation
from petitions.invitations import new_code
from petitions.models import ConfirmationMail, Petition, Signature, Subscription, Suppression
from petitions.models.confirmation_mail import State as MailState
from petitions.models.signature import CONFIRM_WITHIN, Source, State
from petitions.networks import Client


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
    """The petition takes no signatures: it is not open, or signing pauses."""


class Expired(Exception):
    """The confirmation link is older than seven days, or its signature was taken back."""


class Corrected(Exception):
    """The petition's text is another one by now than the one that was read."""


UNCONFIRMED = (State.PENDING, State.WITHDRAWN)
"""States in which signing again replaces what was typed before."""


def sign(
    *,
    petition: Petition,
    person: Person,
    client: Client,
    language: str,
    now: datetime,
    read: int | None = None,
    proof: str = "",
    via: str = "",
) -> None:
    """Take down a signature, to be confirmed by mail.

    The statements are the same whatever the address did before; the mail tells its owner. The
    database's unique constraint decides who is new. What was typed again before it was
    confirmed replaces what was typed first, and the confirmation page shows it. `read` is the
    text that the signer read, None where that is not told; `proof` a solved proof of work; `via`
    the code of the link through which they came, kept until the signature is confirmed.
    Raises TooMany, NotOpen, Corrected.
    """
    if read is not None and read != petition.text_id:
        raise Corrected
    fingerprint = address_hash(person.email)
    signature = Signature(
        petition=petition,
        text_id=petition.text_id,
        address_hash=fingerprint,
        network=client.fingerprint,
        language=language,
        requested_at=now,
        state=State.PENDING,
        source=Source.WEB,
        via=via,
        **asdict(person),
    )
    with transaction.atomic():
        signature.needs_check = admit(petition=petition, client=client, proof=proof, now=now)
        _take_down(signature)
        _ask_for_mail(petition, fingerprint)


def resend(
    *, petition: Petition, email: str, client: Client, now: datetime, proof: str = ""
) -> None:
    """Mail the link again, where that address has signed; where it has not, the worker finds out.

    While the petition is open, the link's seven days begin anew. Raises TooMany.
    """
    fingerprint = address_hash(email)
    with transaction.atomic():
        admit(petition=petition, client=client, proof=proof, now=now)
        if petition.is_open:
            Signature.objects.filter(
                petition=petition, address_hash=fingerprint, state=State.PENDING
            ).update(requested_at=now)
        _ask_for_mail(petition, fingerprint)


def confirm(*, signature: Signature, now: datetime) -> None:
    """Count a signature whose mailed link was used, or hold it for a check; once.

    Raises Expired where the link is too old, or the signature was withdrawn, invalidated or,
    at this very moment, erased.
    """
    with transaction.atomic():
        came = Signature.objects.select_for_update().filter(pk=signature.pk)
        via = came.values_list("via", flat=True).first()
        confirmed = Signature.objects.filter(
            pk=signature.pk, state=State.PENDING, requested_at__gt=now - CONFIRM_WITHIN
        ).update(
            state=Case(
                When(needs_check=True, then=Value(State.HELD)), default=Value(State.CONFIRMED)
            ),
            confirmed_at=now,
            share_code=Case(When(share_code="", then=Value(new_code())), default=F("share_code")),
            via=Case(When(needs_check=True, then=F("via")), default=Value("")),
        )
        try:
            signature.refresh_from_db()
        except Signature.DoesNotExist as error:
            raise Expired from error
        if confirmed and signature.is_confirmed:
            _count_for(via or "", signature)
            if signature.wants_updates:
                subscribe(signature=signature, now=now)
    if not (signature.is_confirmed or signature.is_held):
        raise Expired


def suppress(*, address_hash: bytes, now: datetime) -> None:
    """Never mail an address again: its owner says that somebody else typed it.

    What was never confirmed is deleted. What was confirmed from that mailbox stands; its own
    page takes it back.
    """
    with transaction.atomic():
        Suppression.objects.bulk_create(
            [Suppression(address_hash=address_hash, since=now)], ignore_conflicts=True
        )
        Signature.objects.of_address(address_hash).filter(state__in=UNCONFIRMED).delete()
        ConfirmationMail.objects.filter(address_hash=address_hash).end(MailState.DROPPED)


def allow_mail(*, address_hash: bytes) -> None:
    """Mail an address again, as its owner wishes."""
    Suppression.objects.filter(address_hash=address_hash).delete()


def lift_suppression(*, address_hash: bytes, reason: str, by: User | None, now: datetime) -> bool:
    """Mail an address again, for staff whom its owner asked; whether it had been stopped.

    `reason` is kept in the audit trail and must not tell the address.
    """
    with transaction.atomic():
        found = Suppression.objects.select_for_update().filter(address_hash=address_hash).first()
        if found is None:
            return False
        record(
            action="lift suppression", subject=found, organization=None, by=by, now=now,
            reason=reason,
        )  # fmt: skip
        found.delete()
    return True


def is_suppressed(address_hash: bytes) -> bool:
    """Whether an address is never mailed."""
    return Suppression.objects.filter(address_hash=address_hash).exists()


def withdraw(*, signature: Signature, now: datetime) -> None:
    """Take a signature back, for its signer; it is no longer counted, and may be given anew."""
    Signature.objects.filter(
        pk=signature.pk, state__in=(State.PENDING, State.HELD, State.CONFIRMED)
    ).update(state=State.WITHDRAWN, ended_at=now, via="")


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


def _count_for(via: str, signature: Signature) -> None:
    """Count a signature for the one through whose link it came; the code is forgotten with that."""
    if via:
        sharer = Signature.objects.filter(petition=signature.petition_id, share_code=via)
        sharer.update(brought=F("brought") + 1)


def _take_down(signature: Signature) -> None:
    """Insert a signature, or replace what its address typed before it confirmed.

    Raises NotOpen, and Corrected where the text became another one at this very moment.
    """
    values = {
        name: field.get_db_prep_save(getattr(signature, field.attname), connection)
        for name, field in _TAKEN_DOWN.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_DOWN, values)
        (is_open,) = cursor.fetchone()
    if not is_open:
        current = Petition.objects.only("text").get(pk=signature.petition_id)
        raise NotOpen if current.text_id == signature.text_id else Corrected


def _ask_for_mail(petition: Petition, address_hash: bytes) -> None:
    mail = ConfirmationMail.objects.create(petition=petition, address_hash=address_hash)
    send_confirmation.enqueue(mail_id=mail.pk)


KEPT_WHEN_SIGNED_AGAIN = (
    "petition_id", "address_hash", "token_version", "needs_check", "share_code", "brought",
)  # fmt: skip

_TAKEN_DOWN = {
    str(field.column): field for field in Signature._meta.concrete_fields if not field.primary_key
}
_REPLACED = [name for name in _TAKEN_DOWN if name not in KEPT_WHEN_SIGNED_AGAIN]
# One statement, so that a petition that closes, pauses or changes its text at this very moment does
# so either before it or after it (it waits for one that is being closed or corrected); and one
# write of the row, whoever is new.
_TAKE_DOWN = f"""
    WITH open AS (
        SELECT FROM petitions_petition
         WHERE id = %(petition_id)s AND state = 'open' AND text_id IS NOT DISTINCT FROM %(text_id)s
           AND {NOT_PAUSED}
           FOR KEY SHARE
    ), taken AS (
        INSERT INTO petitions_signature AS old ({", ".join(_TAKEN_DOWN)})
        SELECT {", ".join(f"%({name})s" for name in _TAKEN_DOWN)} FROM open
            ON CONFLICT (petition_id, address_hash) DO UPDATE
           SET {", ".join(f"{name} = excluded.{name}" for name in _REPLACED)},
               needs_check = old.needs_check OR excluded.needs_check
         WHERE old.state IN ('pending', 'withdrawn')
    )
    SELECT count(*) FROM open
"""  # noqa: S608  (names of columns, from their model)
