"""Tables of the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, BigNumber, TextKey


class AuditHead(Base):
    """The end of one outlet's chain; its row is locked while an entry is added."""

    __tablename__ = "audit_heads"

    outlet_id: Mapped[TextKey]
    last_seq: Mapped[BigNumber]
    last_sha256: Mapped[bytes]


class AuditEntry(Base):
    __tablename__ = "audit_entries"

    outlet_id: Mapped[TextKey]
    seq: Mapped[BigNumber] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous_sha256: Mapped[bytes]
    sha256: Mapped[bytes]
