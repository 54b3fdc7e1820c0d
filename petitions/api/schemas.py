"""What the API answers: names that stay, and what they mean; the description is made of these.

A text in Spanish is null where nobody has written it.
"""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from petitions.models.breakdown import Step
from petitions.models.petition import Outcome, Status

StatusName = Literal["open", "victory", "closed"]
OutcomeName = Literal[
    "granted", "partly_granted", "released", "denied", "died", "withdrawn", "closed"
]
StepName = Literal["day", "month"]
assert set(StatusName.__args__) == set(Status.values)  # type: ignore[attr-defined]  # noqa: S101
assert set(OutcomeName.__args__) == set(Outcome.values)  # type: ignore[attr-defined]  # noqa: S101
assert set(StepName.__args__) == set(Step.values)  # type: ignore[attr-defined]  # noqa: S101


class Problem(Schema):
    """Why there is no answer."""

    error: str = Field(description="One word: not_found, invalid, too_many or not_allowed.")
    message: str = Field(description="The same as a sentence.")
    fields: dict[str, str] = Field(
        description="What is wrong with which parameter, where one is invalid; else empty."
    )


class Page(Schema):
    """A part of a list."""

    total: int = Field(description="How many there are in all.")
    limit: int = Field(description="How many were asked for at most.")
    offset: int = Field(description="How many were passed over.")


class Organization(Schema):
    """Who runs petitions."""

    slug: str = Field(description="Its part of addresses.")
    name: str
    short_name: str
    mission: str
    mission_es: str | None
    notice: str = Field(description="What stands above its petitions; may be empty.")
    notice_es: str | None
    supporters: int = Field(description="The sum over its published petitions.")
    petitions: int = Field(description="How many it has ever published.")
    url: str
    url_es: str


class Organizations(Page):
    """Organizations, by name."""

    items: list[Organization]


class AddressedTo(Schema):
    """Whom a petition addresses: a person by name, or an office."""

    name: str = Field(description="“Governor Gavin Newsom”, or the name of the office.")
    name_es: str
    role: str = Field(description="The role of a person; empty for an office.")
    role_es: str


class PetitionSummary(Schema):
    """What stands on the card of a petition."""

    slug: str = Field(description="Its part of addresses; it may change, and the code does not.")
    code: str = Field(description="Its short code, which never changes.")
    organization: str = Field(description="The slug of the organization.")
    title: str
    title_es: str | None
    ask: str = Field(description="One sentence: who is asked to do what.")
    ask_es: str | None
    summary: str
    summary_es: str | None
    addressed_to: list[AddressedTo]
    status: StatusName = Field(
        description="“victory” is granted, partly granted or released; “closed” every other end."
    )
    is_paused: bool = Field(description="Open, and takes no signatures for a while.")
    outcome: OutcomeName | None
    outcome_on: date | None
    opened_at: datetime
    supporters: int = Field(description="Confirmed signatures, and those carried over.")
    goal: int | None = Field(description="The next one; null once the petition has ended.")
    url: str
    url_es: str
    share_url: str = Field(description="Its short address, which stays.")


class Petitions(Page):
    """Petitions, the newest first."""

    items: list[PetitionSummary]


class Petition(PetitionSummary):
    """All of a petition that its page tells."""

    public_name: str = Field(description="The name by which she is called in public.")
    case_html: str = Field(description="Her story.")
    case_html_es: str | None
    story_html: str = Field(description="What is asked, and why.")
    story_html_es: str | None
    quote: str = Field(description="Words of her own; empty where they are not shown.")
    quote_es: str | None
    health_html: str = Field(description="How she is; empty where that is not shown.")
    health_html_es: str | None
    photo_url: str | None = Field(description="Her photo, while her consent to it stands.")
    photo_alt: str | None
    photo_alt_es: str | None


class CarriedOver(Schema):
    """Supporters that an earlier platform counted."""

    number: int
    source: str
    source_es: str | None
    as_of: date | None


class Sources(Schema):
    """Where the count comes from; the four add up to it."""

    online: int
    on_paper: int
    imported: int
    carried_over: CarriedOver


class Counts(Schema):
    """How many support a petition at this moment."""

    supporters: int
    goal: int | None = Field(description="The next one; null once the petition has ended.")
    sources: Sources


class Day(Schema):
    """How many signed on a day, by the clock of California."""

    day: date = Field(description="Where the step is a month, its first day.")
    signatures: int = Field(description="Confirmed on this day, and not taken back since.")
    supporters: int = Field(description="All up to the end of it, with those carried over.")


class Series(Page):
    """Confirmed signatures by day, the oldest first; days without any are left out."""

    as_of: datetime | None = Field(description="When it was counted; null for not yet.")
    step: StepName = Field(description="“month” where of old signatures only the month is kept.")
    items: list[Day]


class Region(Schema):
    """Where supporters are."""

    kind: Literal["state", "county", "other countries", "elsewhere"] = Field(
        description=(
            "“elsewhere” is too few of a place to be told of by itself, or a place not known; "
            "with a state, a part of that one."
        )
    )
    state: str | None = Field(description="Of the United States, by its two letters.")
    county: str | None = Field(description="Of California only.")
    signatures: int = Field(description="At least 5.")


class Regions(Schema):
    """Confirmed signatures by place.

    `regions` sum up to all of them, `counties` to those of California. Fewer than 5 are merged.
    """

    as_of: datetime | None = Field(description="When it was counted; null for not yet.")
    regions: list[Region]
    counties: list[Region]


class Update(Schema):
    """A piece of news of the case."""

    id: int
    title: str
    title_es: str | None
    body_html: str
    body_html_es: str | None
    published_at: datetime
    photo_url: str | None
    photo_alt: str | None
    photo_alt_es: str | None
    url: str
    url_es: str


class Updates(Page):
    """News, the newest first."""

    items: list[Update]
