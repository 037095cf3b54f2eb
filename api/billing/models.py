"""Table of billing settings."""

from datetime import datetime

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base
from api.outlets.models import OutletId


class BillingSettings(Base):
    """How an outlet's bills are made; an outlet without a row has the defaults."""

    __tablename__ = "billing_settings"

    outlet_id: Mapped[OutletId] = mapped_column(primary_key=True)
    prices_include_tax: Mapped[bool]
    service_charge_bp: Mapped[int]
    service_charge_order_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    staff_discount_limit_bp: Mapped[int]
    version: Mapped[int]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]
