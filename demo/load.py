"""Puts CCWP and its three cases into an empty database.

The facts are those of the organization's profile on the platform that it leaves, as of
2020-11-30; the words in `demo/content/` are this project's own. Dates are told only as far as
they follow: who is in her 23rd year of prison in 2020 has been inside since 1998.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from campaigns.actions import record_consent, save_campaign
from campaigns.facts import Precision
from campaigns.models import Campaign, Consent, Item, Link
from organizations.actions import save_organization
from organizations.models import Organization
from petitions.actions.petitions import Address, publish, save_petition
from petitions.models import DecisionMaker, Holder, Petition

CONTENT = Path(__file__).parent / "content"
LINE_BREAK = re.compile(r"(?<=[^\n])\n(?=[^\n#*\->])")
SNAPSHOT = date(2020, 11, 30)
SLUG = "ccwp"
SOURCE = ("the platform that CCWP used before", "la plataforma que CCWP usaba antes")
NOTICE = (
    "This is a demonstration. Its cases and figures are a snapshot of 30 November 2020; some of "
    "these cases have long been decided. Ages and years stop at that day.",
    "Esto es una demostración. Los casos y las cifras son del 30 de noviembre de 2020; algunos de "
    "estos casos se decidieron hace mucho. Las edades y los años se detienen en ese día.",
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the profile says of one case, in figures."""

    file: str
    slug: str
    name: str
    office: str
    by_name: bool
    inside_since: int
    supporters: int
    goal: int
    born: int | None = None
    prison_number: str = ""
    links: list[tuple[str, str, str]] = field(default_factory=list)


GOVERNOR, ATTORNEY_GENERAL = "Office of the Governor", "Office of the Attorney General"

OFFICES = {
    GOVERNOR: {
        "office_es": "Oficina del Gobernador",
        "role": "Governor of California",
        "role_es": "gobernador de California",
        "title_before_name": "Governor",
        "title_before_name_es": "Gobernador",
        "holder": "Gavin Newsom",
    },
    ATTORNEY_GENERAL: {
        "office_es": "Oficina del Fiscal General",
        "role": "Attorney General of California",
        "role_es": "fiscal general de California",
        "title_before_name": "Attorney General",
        "title_before_name_es": "Fiscal General",
        "holder": "Xavier Becerra",
    },
}

CASES = [
    Case(
        file="tracee-ward.toml",
        slug="commutation-for-tracee-ward",
        name="Tracee Ward",
        office=GOVERNOR,
        by_name=True,
        inside_since=1998,
        supporters=159_185,
        goal=200_000,
        prison_number="W82517",
    ),
    Case(
        file="susan-russo.toml",
        slug="medical-release-for-susan-russo",
        name="Susan Russo",
        office=GOVERNOR,
        by_name=False,
        inside_since=1997,
        born=1955,
        supporters=1_281,
        goal=1_500,
    ),
    Case(
        file="kelly.toml",
        slug="free-kelly",
        name="Kelly",
        office=ATTORNEY_GENERAL,
        by_name=True,
        inside_since=1999,
        supporters=10_576,
        goal=15_000,
        links=[
            ("Facebook group", "Grupo de Facebook", "FreeKelly!"),
            ("Hashtag", "Etiqueta", "#FreeKelly"),
            ("Twitter", "Twitter", "@womenprisoners"),
        ],
    ),
]


def load(*, contact_email: str, now: datetime) -> bool:
    """Load the demo, and return whether it was: where there is an organization, nothing is touched."""
    if Organization.objects.exists():
        return False
    with transaction.atomic():
        organization = _organization(contact_email, now)
        offices = {
            office: _office(organization, office, facts) for office, facts in OFFICES.items()
        }
        for case in CASES:
            campaign = _campaign(case, organization, now)
            _petition(case, campaign, offices[case.office], now)
            publish(campaign=campaign, by=None, now=now)
    return True


def _organization(contact_email: str, now: datetime) -> Organization:
    words = _words("organization.toml")
    organization = Organization(
        name=words["en"]["name"],
        short_name="CCWP",
        slug=SLUG,
        mission=words["en"]["mission"],
        mission_es=words["es"]["mission"],
        contact_email=contact_email,
        notice=NOTICE[0],
        notice_es=NOTICE[1],
    )
    return save_organization(organization=organization, changed=["demo"], by=None, now=now)


def _office(organization: Organization, office: str, facts: dict[str, str]) -> DecisionMaker:
    words = {name: text for name, text in facts.items() if name != "holder"}
    decision_maker = DecisionMaker.objects.create(organization=organization, office=office, **words)
    Holder.objects.create(decision_maker=decision_maker, name=facts["holder"])
    return decision_maker


def _campaign(case: Case, organization: Organization, now: datetime) -> Campaign:
    words = _words(case.file)["campaign"]
    campaign = Campaign(
        organization=organization,
        name=case.name,
        prison_number=case.prison_number,
        birth_date=date(case.born, 1, 1) if case.born else None,
        birth_date_precision=Precision.YEAR,
        incarcerated_since=date(case.inside_since, 1, 1),
        incarcerated_since_precision=Precision.YEAR,
        facts_as_of=SNAPSHOT,
        **_both(words, "sentence", "story"),
    )
    save_campaign(campaign=campaign, changed=["demo"], by=None, now=now)
    items = [Item.STORY, Item.NAME, *([Item.PRISON_NUMBER] if case.prison_number else [])]
    for item in items:
        consent = Consent(
            campaign=campaign,
            item=item,
            given_on=SNAPSHOT,
            given_by="as published in the seed",
            evidence="as published in the seed",
        )
        record_consent(consent=consent, by=None, by_name="demo", now=now)
    campaign.show_name, campaign.show_prison_number = True, bool(case.prison_number)
    save_campaign(campaign=campaign, changed=["show_name"], by=None, now=now)
    Link.objects.bulk_create(
        Link(campaign=campaign, label=label, label_es=label_es, text=text)
        for label, label_es, text in case.links
    )
    return campaign


def _petition(case: Case, campaign: Campaign, office: DecisionMaker, now: datetime) -> Petition:
    words = _words(case.file)["petition"]
    petition = Petition(
        campaign=campaign,
        slug=case.slug,
        goal=case.goal,
        carried_over=case.supporters,
        carried_over_source=SOURCE[0],
        carried_over_source_es=SOURCE[1],
        carried_over_on=SNAPSHOT,
        **_both(words, "title", "ask", "summary", "story"),
    )
    addressed_to = [Address(office.pk, case.by_name)]
    return save_petition(
        petition=petition, addressed_to=addressed_to, changed=["demo"], by=None, now=now
    )


def _words(file: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / file).read_text(encoding="utf-8"))


def _unwrapped(text: str) -> str:
    """A paragraph a line, as staff would type it into the admin."""
    return LINE_BREAK.sub(" ", text.strip())


def _both(words: dict[str, Any], *names: str) -> dict[str, str]:
    english = {name: _unwrapped(words["en"][name]) for name in names}
    spanish = {f"{name}_es": _unwrapped(words["es"][name]) for name in names}
    return english | spanish
