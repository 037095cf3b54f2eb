"""Tables of preparations, and what people said recipes are made of."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Quantity, SmallNumber
from api.outlets.models import OutletId


class Preparation(Base):
    """Something made in batches; `version` is the newest, which holds."""

    __tablename__ = "preparations"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    ingredient_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ingredients.id"))
    version: Mapped[int]


class PreparationVersion(Base):
    """How much a batch gives; never changed."""

    __tablename__ = "preparation_versions"

    id: Mapped[Key]
    preparation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("preparations.id"))
    version: Mapped[int]
    output: Mapped[Quantity]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class PreparationPart(Base):
    """What goes into a batch: an ingredient or a preparation."""

    __tablename__ = "preparation_parts"

    version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("preparation_versions.id"), primary_key=True
    )
    position: Mapped[SmallNumber] = mapped_column(primary_key=True)
    ingredient_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ingredients.id"))
    preparation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("preparations.id"))
    amount: Mapped[Quantity]
    unit: Mapped[str]
    quantity: Mapped[Quantity]
    yield_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))


class RecipePart(Base):
    """What goes into a portion, as somebody said it: an ingredient or a preparation."""

    __tablename__ = "recipe_parts"

    recipe_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    position: Mapped[SmallNumber] = mapped_column(primary_key=True)
    ingredient_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ingredients.id"))
    preparation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("preparations.id"))
    amount: Mapped[Quantity]
    unit: Mapped[str]
    quantity: Mapped[Quantity]
    yield_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))
