"""Nothing of an item is left on any page, from the moment on at which its consent is withdrawn."""

from datetime import date
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from campaigns import actions
from campaigns.models import SHOWN, Campaign, Item, Link
from petitions import emails
from petitions.models import ConfirmationMail, Petition
from petitions.pictures import version_of
from petitions.public import PublicPetition
from petitions.tokens import Purpose, make, make_for_address
from tests.factories import (
    ConsentFactory,
    OrganizationFactory,
    SignatureFactory,
    edit,
    open_petition,
)
from tests.pdf import text_of
from tests.petitions.admin.page import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

NAME, NUMBER = "Jane Quillfeather", "W71077"
TELLING = "bring-jane-quillfeather-home"
TRACES = {
    Item.STORY: ["Strong-Story", "Historia-Fuerte"],
    Item.NAME: ["Quillfeather", "quillfeather"],
    Item.PHOTO: ["She-Smiles", "Ella-Sonrie", "/photo/"],
    Item.PRISON_NUMBER: [NUMBER, NUMBER.lower(), "W-71077"],
    Item.QUOTES: ["Still-Here", "Sigo-Aqui"],
    Item.HEALTH: ["Asthma-Hers", "Asma-Suya", 'id="health"'],
}
"""What tells of an item, in either language."""


@pytest.fixture
def world(settings, tmp_path):
    """A petition whose texts tell all that there is, with every consent, and one who signed it."""
    settings.MEDIA_ROOT = tmp_path
    organization = OrganizationFactory(slug="coalition")
    petition = open_petition(
        slug="bring-her-home",
        campaign__organization=organization,
        campaign__name=NAME,
        campaign__alias="Ana",
        campaign__prison_number=NUMBER,
        campaign__story="Her Strong-Story.",
        campaign__story_es="Su Historia-Fuerte.",
        campaign__quote="I am Still-Here.",
        campaign__quote_es="Sigo-Aqui.",
        campaign__health="Asthma-Hers.",
        campaign__health_es="Asma-Suya.",
    )
    campaign = petition.campaign
    for item in set(Item) - {Item.STORY}:
        ConsentFactory(campaign=campaign, item=item)
    campaign.photo.save("photo.jpg", ContentFile(b"a photo"), save=False)
    Campaign.objects.filter(pk=campaign.pk).update(
        photo=campaign.photo.name,
        photo_alt="She-Smiles.",
        photo_alt_es="Ella-Sonrie.",
        story=f"Her Strong-Story. She is {NAME}, {NUMBER}.",
        story_es=f"Su Historia-Fuerte. Es {NAME}, W-71077.",
        **dict.fromkeys(SHOWN.values(), True),
    )
    Link.objects.create(
        campaign=campaign, label="Group", text=f"Free {NAME} {NUMBER}", url="https://x.org/JaneQuillfeather"
    )  # fmt: skip
    Petition.objects.filter(pk=petition.pk).update(slug=TELLING)
    SignatureFactory(petition=petition)
    edit(petition, title=f"Bring {NAME} home", title_es=f"Que vuelva {NAME}", ask=f"For {NUMBER}.")
    edit(petition, summary=f"{NAME}, {NUMBER}.", summary_es=f"{NAME}, {NUMBER}.")
    open_petition(slug="other", campaign__organization=organization)
    return petition


def picture_of(petition):
    today = timezone.localdate()
    row = Petition.objects.for_page(today).get(pk=petition.pk)
    return version_of(PublicPetition(row, today))


def pages(petition):
    """The address of every page that is public or that a signer has, in both languages."""
    now = timezone.now()
    signature = petition.signatures.first()
    waiting = petition.signatures.filter(state="pending").first() or SignatureFactory(
        petition=petition, state="pending", requested_at=now
    )
    petition.refresh_from_db()
    slugs = [petition.slug]
    names = {
        "home": [], "organization": ["coalition"], "petitions": [], "privacy": [], "contact": [],
        "petition": slugs, "petition-history": slugs, "petition-thank-you": slugs,
        "petition-check-email": slugs, "petition-sign": slugs, "petition-count": slugs,
        "petition-photo": slugs, "petition-print": slugs, "petition-sheet": slugs,
        "petition-short": [petition.code],
        "organization-count": ["coalition"], "organization-feed": ["coalition"], "sitemap": [],
        "petition-updates": slugs, "petition-updates-feed": slugs,
        "signature-confirm": [make(Purpose.CONFIRM, waiting)],
        "signature-manage": [make(Purpose.MANAGE, signature)],
        "signature-not-me": [make_for_address(bytes(waiting.address_hash))],
    }  # fmt: skip
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            found += [reverse(name, args=args) for name, args in names.items()]
            # Also where it was while her name was shown.
            found += [reverse(name, args=[TELLING]) for name in ("petition", "petition-history")]
            found += [f"{reverse('petition', args=['other'])}", f"{reverse('petitions')}?q=home"]
            found.append(reverse("petition-photo-in-size", args=[petition.slug, 480, "webp"]))
            found.append(reverse("petition-picture", args=[petition.slug, picture_of(petition)]))
    words = [NAME, "Quillfeather", NUMBER, "Still-Here", "Asthma-Hers", "Strong-Story"]
    return [*found, *(f"/petitions/?q={quote(word)}" for word in words)]


def mails(petition):
    """What somebody is mailed who signs now, in each language."""
    told = []
    for language in ("en", "es"):
        signature = SignatureFactory(petition=petition, state="pending", language=language)
        asked = ConfirmationMail.objects.create(
            petition=petition, address_hash=signature.address_hash, asked_at=timezone.now()
        )
        mail.outbox.clear()
        emails.send_confirmation.func(mail_id=asked.pk)
        for message in mail.outbox:
            told += [message.subject, message.body, str(message.message())]
    return told


def told(client, petition):
    """All that anybody can read, the addresses themselves left out of what was asked for."""
    texts = mails(petition)
    for address in pages(petition):
        answer = client.get(address)
        assert answer.status_code in (200, 301, 302, 404, 410), address
        # What was searched for is only said back to who typed it.
        words = address.partition("?q=")[2]
        is_pdf = answer.content.startswith(b"%PDF")
        page = text_of(answer.content) if is_pdf else answer.content.decode("utf-8", "replace")
        page += answer.headers.get("Location", "")
        texts.append(page if not words else page.split('<section aria-labelledby="found"')[-1])
    return "\n".join(texts)


def traces(client, petition, item):
    text = told(client, petition)
    return [trace for trace in TRACES[item] if trace in text]


def by_action(client, consent):
    actions.withdraw_consent(consent=consent, on=date(2026, 3, 8), by=None, now=timezone.now())


def by_admin(client, consent):
    address = f"/admin/campaigns/campaign/{consent.campaign_id}/change/"
    fields = filled_in(client.get(address), "campaign_form")
    row = next(
        name.removesuffix("-item")
        for name, value in fields.items()
        if name.startswith("consents-") and name.endswith("-item") and value == [consent.item]
    )
    fields[f"{row}-withdrawn_on"] = "2026-03-08"
    assert client.post(address, fields).status_code == 302


def by_sql(client, consent):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE campaigns_consent SET withdrawn_on = '2026-03-08' WHERE id = %s", [consent.pk]
        )


def by_the_schedule(client, consent):
    type(consent).objects.filter(pk=consent.pk).update(valid_until=date(2026, 3, 8))
    assert actions.end_consents(today=date(2026, 3, 8), now=timezone.now()) == 1


@pytest.fixture
def admin_client(staff, client_class):
    """The browser of somebody who may do everything."""
    client = client_class()
    client.force_login(staff)
    client.get("/admin/")
    return client


@pytest.fixture
def client_class(client):
    """Makes browsers."""
    return type(client)


def test_all_of_it_is_told_while_it_may_be(client, world):
    for item in Item:
        missing = set(TRACES[item]) - set(traces(client, world, item))
        assert missing <= {"quillfeather", NUMBER.lower()}, item


@pytest.mark.parametrize("withdraw", [by_action, by_admin, by_sql, by_the_schedule])
@pytest.mark.parametrize("item", Item)
def test_nothing_is_left_of_what_is_withdrawn(client, admin_client, world, item, withdraw):
    assert traces(client, world, item) != []

    withdraw(admin_client, world.campaign.consents.given().get(item=item))

    assert traces(client, world, item) == []


@pytest.mark.parametrize("item", sorted(set(Item) - {Item.STORY, Item.NAME}))
def test_what_is_not_withdrawn_stays(client, world, item):
    by_sql(client, world.campaign.consents.given().get(item=item))

    for other in set(Item) - {item}:
        assert traces(client, world, other) != [], other
    assert client.get(reverse("petition", args=[world.slug])).status_code == 200


def test_what_was_public_under_her_name_is_public_under_her_alias(client, world):
    Campaign.objects.filter(pk=world.campaign_id).update(show_name=False)

    assert traces(client, world, Item.NAME) == []
    world.refresh_from_db()
    page = client.get(reverse("petition", args=[world.slug])).content.decode()
    assert "<h1>Bring Ana home</h1>" in page
    assert "She is Ana" in page
