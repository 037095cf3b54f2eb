"""What the audit shows."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from api.paging import PageQuery


class AuditQuery(PageQuery, kw_only=True):
    """Which entries: of one act, of one actor, about one thing."""

    act: Annotated[str, Meta(max_length=40, examples=["refund"])] | None = None
    actor: Annotated[str, Meta(max_length=100)] | None = None
    subject: Annotated[str, Meta(max_length=100)] | None = None


class RecordedAct(msgspec.Struct):
    """One sensitive act; `sha256` covers it and the entry before, in hexadecimal."""

    seq: int
    occurred_at: datetime
    actor: str
    act: str
    subject: str
    details: dict[str, str]
    sha256: str
