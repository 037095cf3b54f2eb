"""Table of the tables guests sit at."""

from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, SmallNumber, TextKey
from api.outlets.models import OutletId


class DiningTable(Base):
    """A table; one that is gone is not active, as old orders still name it."""

    __tablename__ = "dining_tables"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    label: Mapped[TextKey]
    area: Mapped[str]
    seats: Mapped[SmallNumber]
    position: Mapped[SmallNumber]
    active: Mapped[bool]
    version: Mapped[int]
