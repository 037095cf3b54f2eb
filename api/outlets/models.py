"""Table of outlets."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Currency, SmallNumber, TextKey, WrittenBy


class Outlet(Base):
    __tablename__ = "outlets"

    id: Mapped[TextKey]
    name: Mapped[str]
    zone: Mapped[str]
    cutover_hour: Mapped[SmallNumber]
    currency: Mapped[Currency]
    gstin: Mapped[str | None]
    is_demo: Mapped[bool]
    reserves_stock: Mapped[bool]
    few_portions: Mapped[SmallNumber]
    shows_few: Mapped[bool]
    board_dine_in: Mapped[bool]
    board_ready_minutes: Mapped[SmallNumber]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


OutletId = Annotated[str, mapped_column(ForeignKey("outlets.id"))]
"""Every row that matters belongs to an outlet."""
