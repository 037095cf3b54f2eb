"""Table of staff."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from api.models import Base, Key, WrittenBy
from api.outlets.models import OutletId


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    username: Mapped[str]
    display_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    xid: Mapped[WrittenBy]
