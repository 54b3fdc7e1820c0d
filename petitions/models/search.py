"""The public search: in the texts of petitions as they are shown.

A case that hides a name or a number is searched as if its texts never had told it, or else the
search would say what is hidden: by what it finds, and by what it keeps back.
"""

from functools import lru_cache
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from campaigns.hiding import HIDING, Hiding, hiding_of, shown

MOST_MINUSES = 20
"""Minus signs that a search may mean: PostgreSQL refuses a query with more than 32 of them that
stand before no word."""

SEPARATOR = " | | "
"""Between two texts: no name is read across it, and it is no word."""


HIDES = (
    Q(campaign__show_name=False)
    | Q(campaign__show_prison_number=False)
    | ~Q(campaign__unshown_names=[])
    | ~Q(campaign__unshown_numbers=[])
)
"""Whose campaign may hide something."""


def matching(found: QuerySet[Any], names: tuple[str, ...], words: str) -> QuerySet[Any]:
    """Those petitions of which the texts of these names hold the words, in either language, or
    the texts of their cases that are shown.

    In two queries, however many there are: one for the texts of cases that hide something, which
    are looked through once and remembered, and the search itself.
    """
    if words.count("-") > MOST_MINUSES:
        words = words.replace("-", " ")
    replaced = [When(pk=pk, then=Value(text)) for pk, text in _replaced(found, names).items()]
    texts = Case(*replaced, default=_texts(names), output_field=TextField())
    document = Concat(texts, Value(SEPARATOR), _offices(found), output_field=TextField())
    query = SearchQuery(words, config="simple", search_type="websearch")
    matched = found.model._default_manager.annotate(words=SearchVector(document, config="simple"))
    return found.filter(pk__in=matched.filter(words=query).values("pk"))


def _texts(names: tuple[str, ...]) -> Concat:
    """The texts of a petition and its case that a page shows, as they are written."""
    fields: list[Any] = [F(f"{text}{suffix}") for text in names for suffix in ("", "_es")]
    fields += [F("campaign__story"), F("campaign__story_es")]
    fields += [
        Case(
            When(**{f"campaign__show_{name}": True}, then=F(f"campaign__{name}{suffix}")),
            default=Value(""),
            output_field=TextField(),
        )
        for name in ("quote", "health")
        for suffix in ("", "_es")
    ]
    between = [part for field in fields for part in (Value(SEPARATOR), field)]
    return Concat(*between, output_field=TextField())


def _offices(found: QuerySet[Any]) -> Coalesce:
    """The offices that a petition addresses; no name of hers is looked for in them."""
    addressees = found.model._meta.get_field("addressees").related_model._default_manager
    offices = (
        addressees.filter(petition=OuterRef("pk"))
        .order_by()
        .values("petition")
        .annotate(told=StringAgg("decision_maker__office", Value(SEPARATOR), order_by="pk"))
        .values("told")
    )
    return Coalesce(Subquery(offices), Value(""), output_field=TextField())


def _replaced(found: QuerySet[Any], names: tuple[str, ...]) -> dict[int, str]:
    """The shown texts of those petitions whose texts tell what is hidden; mostly there are none."""
    rows = found.filter(HIDES).order_by().select_related("campaign")
    rows = rows.only(*(f"campaign__{name}" for name in HIDING)).annotate(written=_texts(names))
    looked_through = {row.pk: _shown(hiding_of(row.campaign), row.written) for row in rows}
    return {pk: text for pk, text in looked_through.items() if text is not None}


@lru_cache(maxsize=2048)
def _shown(hiding: Hiding, text: str) -> str | None:
    """A text as it is shown, or None where that is as it is written; kept, as it takes long."""
    return shown(hiding, text) if hiding.is_told_by(text) else None
