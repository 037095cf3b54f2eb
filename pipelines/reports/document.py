"""A report before it is laid out: figures, then tables of text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chitrail.money import format_rupees


@dataclass(frozen=True)
class Section:
    """A table under a heading. Columns whose name ends in one of `NUMBERS` are set to the right."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """A bar for each label, in paise, with a grey one of what it was before."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def most(self) -> int:
        """The longest bar; never 0."""
        return max(*self.values, *self.before, 1)


@dataclass(frozen=True)
class Report:
    """`kind` and `period` name its files; `figures` are what somebody reads who reads nothing else."""

    kind: str
    period: str
    outlet_id: str
    outlet_name: str
    title: str
    figures: list[tuple[str, str]]
    sections: list[Section] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    bars: Bars | None = None

    @property
    def name(self) -> str:
        """Of its files, without their ending."""
        return f"{self.kind}-{self.period}"


def rupees(paise: int) -> str:
    """₹ with Indian grouping: 12345678 -> "₹1,23,456.78"."""
    sign, text = ("-" if paise < 0 else ""), format_rupees(abs(int(paise)))
    whole, _, part = text.partition(".")
    head, last = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return f"{sign}₹{','.join([*groups, last])}.{part}"


def percent(part: int, whole: int) -> str:
    """A share with one place, or `none` of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "none"
