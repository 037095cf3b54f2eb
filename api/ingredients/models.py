"""Tables of ingredients that are not the menu's."""

import uuid
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base


class IngredientConversion(Base):
    """So much of a unit or pack of an ingredient is so much of another unit."""

    __tablename__ = "ingredient_conversions"

    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(15, 6))
    equals: Mapped[Decimal] = mapped_column(Numeric(15, 6))
    equals_unit: Mapped[str]
