"""What staff do at their desk: comments, news, colleagues, offices, outcomes, what was said before."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.core import mail
from django.utils import timezone

from campaigns.actions import check_facts, end_consents, publish_update, take_off_update
from campaigns.models import Campaign, Fact, ForbiddenWord, Item
from organizations.members import actions as members
from organizations.models import Invitation, Membership
from petitions.actions import comments, petitions, successions
from petitions.models import CommentReport
from tests.petitions.admin.page import filled_in
from tests.privacy.case import agree, news
from tests.privacy.marks import mark, plain_mark
from tests.privacy.signers import Note, Signer, work
from tests.privacy.visitors import Visitor
from tests.privacy.world import World
from tests.signing import elsewhere

INVITATION = re.compile(r"/admin/invitation/[\w-]+/")
PASSWORD = "Verano-azul-y-mar-1977"
VERDICTS = {
    "steady": "quote",
    "american": "approve",
    "reported": "approve",
    "outlawed": "approve",
    "rude": "refuse",
    "hushed": "approve",
}


def staff_journeys(
    staff: Visitor, world: World, note: Note, signers: dict[str, Signer]
) -> Iterator[Visitor]:
    """Judge, tell, invite, correct, bring back; new colleagues come, and one goes."""
    _judge(staff, signers)
    _forbid(world, signers["outlawed"])
    note()
    _tell(world)
    note()
    yield from _colleagues(world, note)
    _correct_an_outcome(world)
    _change_hands(world)
    _check(world)
    _bring_back(staff, world)


def _judge(staff: Visitor, signers: dict[str, Signer]) -> None:
    page = "/admin/petitions/comment/"
    for word, verdict in VERDICTS.items():
        read = filled_in(staff.get(page), "comments_form")["read"]
        staff.post(page, {"read": read, "judge": f"{verdict}:{signers[word].signature.pk}"})
    staff.post(page, {"judge": "undo"})
    staff.post(page, {"read": read, "judge": f"{verdict}:{signers[word].signature.pk}"})
    for tab in ("approved", "refused", "reported"):
        staff.get(page, {"show": tab})
    refused = [word for word in VERDICTS if signers[word].signature.comment_state == "refused"]
    waiting = [word for word in VERDICTS if signers[word].signature.comment_state == "waiting"]
    assert (refused, waiting) == (["rude"], [])


def _forbid(world: World, outlawed: Signer) -> None:
    campaign = Campaign.objects.get(pk=world.told.campaign_id)
    word = ForbiddenWord(campaign=campaign, text=outlawed.typed["comment"])
    now = timezone.now()
    assert comments.forbid(campaign=campaign, words=[word], by=world.staff, now=now) > 0


def _tell(world: World) -> None:
    campaign = Campaign.objects.get(pk=world.open.campaign_id)
    trace = {"by": world.staff, "now": timezone.now()}
    taken_off = publish_update(update=news(campaign), **trace)
    take_off_update(update=taken_off, **trace)


def _colleagues(world: World, note: Note) -> Iterator[Visitor]:
    trace = {"by": world.staff, "now": timezone.now()}
    for role in ("editor", "reader", "moderator", "deliverer"):
        members.invite(
            organization=world.organization,
            email=f"{plain_mark('invited')}@{plain_mark('domain')}.example",
            role=role,
            language="es",
            **trace,
        )
    note()
    work()
    stays, goes, ends, _waits = Invitation.objects.order_by("pk")
    members.revoke_invitation(invitation=ends, **trace)
    yield _joined(stays)
    yield _joined(goes)
    note()
    stayed, gone = Membership.objects.order_by("pk")
    members.change_role(membership=stayed, role="owner", **trace)
    members.remove_member(membership=gone, **trace)


def _joined(invitation: Invitation) -> Visitor:
    """Who was invited follows the link, makes an account, and opens the link once more."""
    colleague = Visitor(elsewhere())
    [sent] = [found for found in mail.outbox if found.to == [invitation.email]]
    [link] = {found[0] for found in INVITATION.finditer(sent.body)}
    typed = {"username": plain_mark("colleague"), "password1": PASSWORD, "password2": PASSWORD}
    colleague.get(link)
    colleague.post(link, {**typed, "password2": "Otro-mar-1977"})
    colleague.post(link, typed)
    colleague.get("/admin/")
    Visitor(elsewhere()).get(link)
    return colleague


def _correct_an_outcome(world: World) -> None:
    trace = {"by": world.staff, "now": timezone.now()}
    closed = petitions.correct_outcome(
        petition=world.closed,
        outcome="granted",
        on=timezone.localdate() - timedelta(days=3),
        reason=mark("reason of correcting"),
        **trace,
    )
    assert closed.drafted_news
    publish_update(update=closed.drafted_news, **trace)


def _change_hands(world: World) -> None:
    trace = {"by": world.staff, "now": timezone.now()}
    changed = world.open.addressees.get().decision_maker
    since = timezone.localdate() - timedelta(days=1)
    successions.enter_successor(
        decision_maker=changed, name=mark("successor"), since=since, **trace
    )
    kept = successions.Decision(petition_id=world.open.pk)
    successions.settle(decision_maker=changed, decisions=[kept], **trace)


def _check(world: World) -> None:
    campaign = Campaign.objects.get(pk=world.told.campaign_id)
    now, today = timezone.now(), timezone.localdate()
    source = mark("source of a check")
    check_facts(
        campaign=campaign, facts=[Fact.HEALTH], on=today, source=source, by=world.staff, now=now
    )
    agree(world.draft.campaign, Item.HEALTH, valid_until=date(2024, 6, 11))
    assert end_consents(today=today, now=now) == 1


def _bring_back(staff: Visitor, world: World) -> None:
    campaign = Campaign.objects.get(pk=world.draft.campaign_id)
    oldest, newest = campaign.versions.earliest("pk").pk, campaign.versions.latest("pk").pk
    pages = f"/admin/campaigns/campaign/{campaign.pk}/versions/"
    staff.get(pages)
    staff.get(f"{pages}compare/", {"older": f"campaign-{oldest}", "newer": f"campaign-{newest}"})
    restored = f"{pages}restore/?version=campaign-{oldest}"
    staff.get(restored)
    staff.post(restored, {"note": "", "field": ["name"]})
    assert Campaign.objects.get(pk=campaign.pk).name != campaign.name


def reporters_journeys(signers: dict[str, Signer]) -> Iterator[Visitor]:
    """Strangers say that two comments should not stand there; of one so many that it is hidden."""
    for word, times in (("reported", 1), ("hushed", settings.REPORTS_HIDE)):
        comment = signers[word].signature
        address = f"/petitions/{comment.petition.slug}/comments/{comment.pk}/report/"
        for _ in range(times):
            reporter = Visitor(elsewhere())
            reporter.get(address)
            reporter.post(address, {"reason": "names"})
            reporter.get(address, {"done": "1"})
            yield reporter
    assert CommentReport.objects.count() == 1 + settings.REPORTS_HIDE
    assert signers["hushed"].signature.comment_state == "waiting"
