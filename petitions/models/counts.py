"""How the tally compares with the rows that it counts."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Sum, Value

from petitions.models.signature import Signature
from petitions.models.tally import Tally


@dataclass(frozen=True)
class Comparison:
    """The number of confirmed signatures of a petition from one source, told in two ways."""

    petition_id: int
    source: str
    tally: int
    rows: int

    @property
    def differs(self) -> bool:
        """Whether the tally is wrong."""
        return self.tally != self.rows


def compare() -> list[Comparison]:
    """Each petition and source that has a tally or rows, ordered by petition and source.

    Reads both in one statement, so that what is signed meanwhile is in both or in neither.
    """
    keys = ("petition_id", "source")
    tallied = Tally.objects.values_list(*keys).annotate(kind=Value("tally"), number=Sum("count"))
    counted = (
        Signature.objects.counted()
        .values_list(*keys)
        .annotate(kind=Value("rows"), number=Count("pk"))
    )
    numbers: Counter[tuple[int, str, str]] = Counter()
    for petition_id, source, kind, number in tallied.union(counted, all=True):
        numbers[petition_id, source, kind] = int(number)
    return [
        Comparison(*key, tally=numbers[*key, "tally"], rows=numbers[*key, "rows"])
        for key in sorted({(petition_id, source) for petition_id, source, _ in numbers})
    ]
