"""Table of live figures; the stream writes it."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from api.models import Base, SmallNumber
from api.outlets.models import OutletId


class LiveFigure(Base):
    """One minute of a subject on one partition of the stream."""

    __tablename__ = "live_figures"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    partition: Mapped[SmallNumber] = mapped_column(primary_key=True)
    numbers: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    updated_at: Mapped[datetime]
