"""What the data checks page shows."""

from dataclasses import dataclass
from datetime import datetime


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
