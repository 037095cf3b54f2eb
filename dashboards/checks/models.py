"""What the data checks page shows."""

import re
from dataclasses import dataclass
from datetime import datetime

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_PREFIX = re.compile(r"expect (compound columns|column|table)? ?")


@dataclass(frozen=True)
class Check:
    """The last result of one expectation about one table or column."""

    suite: str
    expectation: str
    table_name: str
    column_name: str
    success: bool
    observed: str
    checked_at: datetime

    @property
    def wording(self) -> str:
        """The expectation in words: ExpectColumnValuesToBeUnique -> values to be unique."""
        if not self.expectation.startswith("Expect"):
            return self.expectation
        return _PREFIX.sub("", _CAPITAL.sub(" ", self.expectation).lower(), count=1)
