"""What every domain's models stand on: the declarative base and the column types of this schema.

The models describe the schema for queries; migrations create it, and a test compares the two.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, cast

from sqlalchemy import (
    CHAR,
    BigInteger,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    Row,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row whose columns the reader knows by name."""
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id: which transaction wrote the row."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "xid8"


class Base(DeclarativeBase):
    """Registry of all tables."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        str: Text,
        int: Integer,
        uuid.UUID: Uuid,
        datetime: DateTime(timezone=True),
        date: Date,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
    }


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for queries that want rows and not entities."""
    return cast(Table, model.__table__)


Key = Annotated[uuid.UUID, mapped_column(primary_key=True)]
TextKey = Annotated[str, mapped_column(primary_key=True)]
Currency = Annotated[str, mapped_column(CHAR(3))]
Paise = Annotated[int, mapped_column(BigInteger)]
BigNumber = Annotated[int, mapped_column(BigInteger)]
SmallNumber = Annotated[int, mapped_column(SmallInteger)]
Quantity = Annotated[Decimal, mapped_column(Numeric(14, 3))]
WrittenBy = Annotated[int, mapped_column(Xid8)]


class StatusEdge(Base):
    """The state machines of chitrail.states, as the database's triggers read them."""

    __tablename__ = "status_edges"

    machine: Mapped[TextKey]
    from_status: Mapped[TextKey]
    to_status: Mapped[TextKey]


class IdempotencyKey(Base):
    """A key a caller used, and the answer it got; see api.idempotency."""

    __tablename__ = "idempotency_keys"

    scope: Mapped[TextKey]
    key: Mapped[TextKey]
    request_sha256: Mapped[bytes]
    response_status: Mapped[int | None] = mapped_column(SmallInteger)
    response_body: Mapped[bytes | None]
    response_headers: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    outlet_id: Mapped[str | None]
