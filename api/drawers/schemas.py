"""What the routes of cash drawers take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["500.00"])]
DrawerName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$", examples=["main"])]
Reason = Annotated[str, Meta(min_length=1, max_length=200, examples=["milk from the corner shop"])]
Pieces = Annotated[int, Meta(ge=0, le=100_000)]


class OpenRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which drawer to open, and the change that lies in it."""

    float_: Annotated[Rupees, Meta(examples=["2000.00"])] = msgspec.field(name="float")
    drawer: DrawerName = "main"


class CashMoveRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Cash put in or taken out by hand, and what for."""

    amount: Rupees
    reason: Reason


class NoSaleRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the drawer was opened without a sale; a cashier needs a second person's consent."""

    reason: Annotated[Reason, Meta(examples=["change for a guest"])]
    approval: Annotated[str, Meta(max_length=200)] | None = None


class CloseRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What was counted: the sum, or how many notes and coins of each kind; exactly one of the two."""

    counted: Rupees | None = None
    denominations: (
        Annotated[dict[str, Pieces], Meta(max_length=20, examples=[{"500": 3, "0.50": 4}])] | None
    ) = None


class DrawerQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which shifts to list."""

    drawer: DrawerName | None = None
    open_: bool | None = msgspec.field(name="open", default=None)
    business_date: date | None = None


class DrawerShift(msgspec.Struct, kw_only=True):
    """One drawer from its float to its count. The last five fields are null while it is open.

    `z_number` counts the shifts of a drawer without a gap. `over_short` is counted less expected: negative
    when cash is missing.
    """

    id: UUID
    outlet_id: str
    drawer: str
    z_number: int
    business_date: date
    float_: str = msgspec.field(name="float")
    opened_by: str
    opened_by_name: str
    opened_at: datetime
    closed_by: str | None
    closed_by_name: str | None
    closed_at: datetime | None
    counted: str | None
    over_short: str | None


class DrawerMovement(msgspec.Struct, kw_only=True):
    """Cash into (positive) or out of a drawer; `seq` counts the movements of a shift without a gap."""

    seq: int
    kind: str
    amount: str
    reason: str
    actor: str
    actor_name: str
    payment_id: UUID | None
    refund_id: UUID | None
    occurred_at: datetime


class DrawerReport(DrawerShift, kw_only=True):
    """All cash of a shift.

    An X report is read while the drawer is open, a Z report when it is closed. Sums are positive:
    `expected` is float + cash sales - refunds + pay-ins - pay-outs.
    """

    cash_sales_count: int
    cash_sales: str
    refunds_count: int
    refunds: str
    pay_ins_count: int
    pay_ins: str
    pay_outs_count: int
    pay_outs: str
    no_sale_count: int
    expected: str
    movements: list[DrawerMovement]
