"""What the routes of menu files take and give."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Form = Literal["csv", "yaml"]


class ExportQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`yaml` is the whole menu, `csv` its items for a spreadsheet."""

    format: Annotated[Form, Meta(examples=["csv"])] = "yaml"


class ImportRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A menu file as text. With `dry_run` it is told what would change, and nothing does."""

    format: Annotated[Form, Meta(examples=["csv"])]
    content: Annotated[
        str, Meta(min_length=1, max_length=1_000_000, examples=["code,price\ndal-makhani,230.00\n"])
    ]
    dry_run: bool = True


class FieldChange(msgspec.Struct):
    """A field before and after; `before` is null for something new."""

    before: Any
    after: Any


class ImportChange(msgspec.Struct, kw_only=True):
    """Something the file makes or changes; `place` is where in the file."""

    place: str
    kind: str
    code: str
    act: Literal["created", "changed"]
    fields: dict[str, FieldChange]


class ImportReport(msgspec.Struct, kw_only=True):
    """What a file changes, or has changed when `applied`; `unchanged` counts the rest."""

    applied: bool
    created: int
    changed: int
    unchanged: int
    changes: list[ImportChange]
