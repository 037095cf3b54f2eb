"""What a check found."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Difference:
    """Two books that disagree about one subject; amounts in paise, quantities in base units."""

    subject: str
    expected: str
    found: str


@dataclass
class Check:
    """One question asked of the books.

    `compared` counts the subjects looked at: a check that compared nothing proves nothing, and says so.
    `note` tells what was left out and why.
    """

    name: str
    question: str
    compared: int = 0
    note: str = ""
    differences: list[Difference] = field(default_factory=list)

    def compare(self, subject: object, expected: object, found: object) -> None:
        """Count one subject and keep the difference, if there is one."""
        self.compared += 1
        if expected != found:
            self.differences.append(Difference(str(subject), str(expected), str(found)))

    def as_dict(self) -> dict[str, Any]:
        """JSON shape of `chitrail reconcile --json`."""
        return {
            "name": self.name,
            "question": self.question,
            "compared": self.compared,
            "note": self.note,
            "differences": [vars(difference) for difference in self.differences],
        }
