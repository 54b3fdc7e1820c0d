"""All that people do on the site, from signing to being forgotten, and what staff do about it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from campaigns.actions import withdraw_consent
from campaigns.models import Campaign, Consent, ForbiddenWord, Update
from organizations.actions import set_site_state
from organizations.models import AuditEvent
from petitions.actions import invalidations
from petitions.models import (
    DecisionMaker,
    Invalidation,
    Rally,
    Signature,
    Suppression,
)
from tests.access import code_now, confirm_log_in, log_in
from tests.petitions.admin.page import added, filled_in
from tests.privacy import desk
from tests.privacy.marks import mark, plain_mark
from tests.privacy.signers import Note, Signer, work
from tests.privacy.tasks import break_over
from tests.privacy.urls import BREAKING
from tests.privacy.visitors import Visitor
from tests.privacy.world import World, close_long_ago, correct
from tests.signing import a_day_later

WRONG_PASSWORD = "qz-a-wrong-password"
SHOWN_CODE = re.compile(r"<code>(\w{5} \w{5})</code>")
ALL_OFF = {"signing_paused": False, "read_only": False, "note": "", "note_es": "", "until": None}


def supporters_journeys(world: World, note: Note) -> Iterator[Signer]:
    """Signs, confirms, changes one's mind, goes; once each, and everything that is refused."""
    steady = Signer("steady")
    steady.sign(world.open)
    steady.confirm()
    steady.get(steady.links()["manage"], {"download": ""})
    for change in ("hide_name", "show_name", "stop_updates", "subscribe"):
        steady.post(steady.links()["manage"], {"do": change})
    a_day_later()
    steady.sign(world.open, "/es")  # once more: the mail says that they have signed
    work()
    steady.post(f"/petitions/{world.open.slug}/check-your-email/", {"email": steady.typed["email"]})
    yield steady

    from_the_us = Signer("american", country="US", postal_code="99723-1234", show_name="")
    from_the_us.sign(world.told)
    from_the_us.confirm()
    yield from_the_us

    yield from _writers(world)

    unconfirmed = Signer("unconfirmed")
    unconfirmed.sign(world.told)
    work()
    unconfirmed.get(unconfirmed.links()["confirm"])
    unconfirmed.post(unconfirmed.links()["confirm"], {"seen": "what was typed before"})
    yield unconfirmed

    held = Signer("held")
    held.sign(world.open)
    Signature.objects.filter(pk=held.signature.pk).update(needs_check=True)
    held.confirm()
    yield held

    for word, change in (("withdrawn", "withdraw"), ("erased", "erase")):
        gone = Signer(word)
        gone.sign(world.open)
        gone.confirm()
        note()
        approve_by_hand(gone)
        gone.post(gone.links()["manage"], {"do": change})
        gone.get(gone.links()["manage"])
        yield gone

    unwilling = Signer("unwilling")
    unwilling.sign(world.open)
    work()
    note()
    unwilling.get(unwilling.links()["not-me"])
    unwilling.post(unwilling.links()["not-me"], {"do": "stop"})
    yield unwilling

    late = Signer("late")
    late.sign(world.open)
    work()
    rows = Signature.objects.filter(pk=late.signature.pk)
    rows.update(requested_at=F("requested_at") - timedelta(days=8))
    late.get(late.links()["confirm"])
    note()
    yield late

    robot = Signer("robot")
    robot.sign(world.open)
    robot.confirm()
    yield robot

    forgotten = Signer("forgotten")
    forgotten.sign(world.closed)
    forgotten.confirm()
    note()
    close_long_ago(world.closed, timezone.now())
    call_command("forget")
    yield forgotten
    yield _refused(world)


def _writers(world: World) -> Iterator[Signer]:
    """Their comments will be refused, reported, hidden for that, forbidden, or left unread."""
    for word in ("rude", "reported", "hushed", "outlawed", "unread"):
        writer = Signer(word)
        writer.sign(world.told)
        writer.confirm()
        yield writer

    forbidden = ForbiddenWord.objects.get(campaign=world.told.campaign).text
    telling = Signer("telling", comment=f"{mark('comment')}: {forbidden}!")
    silenced = Signer("silenced")
    for writer, petition in ((telling, world.told), (silenced, world.renamed)):
        writer.sign(petition)
        writer.confirm()
        approve_by_hand(writer)
        yield writer


def approve_by_hand(writer: Signer) -> None:
    """Approve a comment in the database, whatever stands in it or against it."""
    Signature.objects.filter(pk=writer.signature.pk).update(comment_state="approved")


def _refused(world: World) -> Signer:
    refused = Signer("refused")
    sign = f"/petitions/{world.open.slug}/sign/"
    refused.post(sign, {**refused.typed, "email": f"{plain_mark('no-address')} at nowhere"})
    refused.post(sign, {**refused.typed, "leave_blank": "x"})
    refused.post(sign, refused.typed, headers={"sec-fetch-site": "cross-site"})
    refused.post(sign, {**refused.typed, "comment": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    refused.post(f"/petitions/{world.closed.slug}/sign/", refused.typed)
    for _ in range(settings.SIGNING_PER_MINUTE + 1):
        refused.sign(world.told)
    return refused


def staff_journeys(world: World, note: Note, signers: dict[str, Signer]) -> Iterator[Visitor]:
    """Ways in, a second factor, a case from draft to page, fraud, who wants no mail, a rally."""
    yield _guesser(world)
    staff = Visitor("198.51.100.78")
    log_in(staff, world.staff.username)
    note()
    _second_factor(staff, world, note)
    _edit_a_draft(staff, world)
    _look_at_everything(staff, world)
    _find_fraud(staff, signers["robot"], signers["held"])
    _lift(staff, signers["unwilling"])
    _undo(world)
    _rally(staff, world)
    consent = Consent.objects.get(campaign=world.gone.campaign, item="story")
    withdraw_consent(consent=consent, on=date(2024, 5, 17), by=world.staff, now=timezone.now())
    correct(world.open, world.staff, timezone.now())
    yield from desk.staff_journeys(staff, world, note, signers)
    note()
    yield staff


def _guesser(world: World) -> Visitor:
    guesser = Visitor("198.51.100.79")
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        log_in(guesser, world.staff.username, WRONG_PASSWORD)
    log_in(guesser, plain_mark("nobody"), WRONG_PASSWORD)
    return guesser


def _second_factor(staff: Visitor, world: World, note: Note) -> None:
    page = "/admin/second-factor/set-up/"
    staff.get(page)
    note()  # the key stands in the session
    key = staff.session["second_factor_key"]
    codes = SHOWN_CODE.findall(staff.post(page, {"code": code_now(key=key)}).content.decode())
    for code in codes:
        staff.typed |= {code: code, f"{code} without blank": code.replace(" ", "")}
    staff.get("/admin/second-factor/")
    staff.post("/admin/logout/")
    log_in(staff, world.staff.username)
    staff.post("/admin/second-factor/code/", {"code": codes[0], "next": "/admin/"})
    note()


def _edit_a_draft(staff: Visitor, world: World) -> None:
    confirm_log_in(staff)
    address = f"/admin/campaigns/campaign/{world.draft.campaign_id}/change/"
    fields = filled_in(staff.get(address), "campaign_form")
    consent = {"given_on": "2021-04-05", "given_by": mark("giver"), "evidence": mark("evidence")}
    staff.post(address, {**fields, "show_name": "on", "name": mark("name without consent")})
    fields = added(fields, "consents", item="story", **consent)
    staff.post(address, {**fields, "name": mark("name once edited")})
    staff.get(f"/admin/campaigns/campaign/{world.draft.campaign_id}/preview/")


def _look_at_everything(staff: Visitor, world: World) -> None:
    for app, model, pk in (
        ("petitions", "signature", Signature.objects.latest("pk").pk),
        ("petitions", "petition", world.draft.pk),
        ("organizations", "user", world.staff.pk),
        ("organizations", "auditevent", AuditEvent.objects.latest("pk").pk),
        ("petitions", "decisionmaker", DecisionMaker.objects.latest("pk").pk),
        ("campaigns", "update", Update.objects.latest("pk").pk),
        ("campaigns", "campaign", world.draft.campaign_id),
        ("campaigns", "campaign", world.gone.campaign_id),
    ):
        staff.get(f"/admin/{app}/{model}/")
        staff.get(f"/admin/{app}/{model}/", {"q": Campaign.objects.latest("pk").name})
        staff.get(f"/admin/{app}/{model}/{pk}/change/")
        staff.get(f"/admin/{app}/{model}/{pk}/history/")


def _find_fraud(staff: Visitor, robot: Signer, held: Signer) -> None:
    page = "/admin/petitions/signature/fraud/"
    query = {
        "domain": robot.typed["email"].partition("@")[2],
        "name": f"{robot.typed['first_name']}*",
    }
    found = staff.get(page, query)
    sent = filled_in(found, "take_out_form")
    staff.post(page, {**sent, "reason": mark("reason")}, query_params=query)
    chosen = {"_selected_action": [held.signature.pk], "reason": mark("reason")}
    staff.post("/admin/petitions/signature/", {"action": "refuse_selected", **chosen})
    assert {robot.signature.state, held.signature.state} == {"invalidated"}


def _lift(staff: Visitor, unwilling: Signer) -> None:
    page, asked = "/admin/petitions/suppression/", {"email": unwilling.typed["email"]}
    staff.post(page, asked)
    staff.post(page, {**asked, "lift": "1", "reason": mark("reason of lifting")})
    assert not Suppression.objects.exists()
    unwilling.post(unwilling.links()["not-me"], {"do": "stop"})


def _undo(world: World) -> None:
    batch = Invalidation.objects.latest("pk")
    reason = mark("reason of undoing")
    invalidations.undo(invalidation=batch, reason=reason, by=world.staff, now=timezone.now())


def _rally(staff: Visitor, world: World) -> None:
    page = "/admin/petitions/rally/add/"
    fields = filled_in(staff.get(page), "rally_form")
    staff.post(page, {**fields, "organization": world.organization.pk, "name": mark("rally")})
    assert Rally.objects.count() == 1


def switch(world: World, **switches: Any) -> None:
    """Throw the switches of the whole site, as staff do."""
    set_site_state(**ALL_OFF | switches, by=world.staff, now=timezone.now())


def break_everything(visitor: Visitor, signature: Signature) -> None:
    """Let pages and tasks break over a row, in each way that quotes what stands in it."""
    for kind in BREAKING:
        visitor.post(
            f"/breaking/{kind}/{signature.pk}/",
            {"email": signature.email, "comment": signature.comment},
        )
        break_over.enqueue(kind=kind, pk=signature.pk)
    work()
