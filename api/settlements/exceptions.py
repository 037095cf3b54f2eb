"""Exceptions: differences between settlements and books, opened when found and closed when gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, insert, update
from sqlalchemy import select as sql_select

from api.models import AnyRow, table_of
from api.settlements import causes, statements
from api.settlements.causes import Cause
from api.settlements.models import SettlementException
from api.settlements.recon import ReconItem
from chitrail.clock import now
from chitrail.ids import new_id
from chitrail.money import format_rupees

EXCEPTIONS = table_of(SettlementException)
SYSTEM = "system"
GONE = "the cause is gone"
WITHIN = "/"
"""Between settlement and entity in the subject of a line that came again with other content."""


@dataclass(frozen=True)
class Again:
    """An item whose line we have, and the content of that line."""

    known: tuple[object, ...]
    item: ReconItem

    @classmethod
    def of_row(cls, row: AnyRow, item: ReconItem) -> Self:
        """From the line's row."""
        money = (row.amount_paise, row.credit_paise, row.debit_paise, row.fee_paise, row.tax_paise)
        return cls((row.type, row.currency, *money), item)

    @property
    def subject(self) -> str:
        """Settlement and entity: the entity alone is the subject of what is wrong with the stored line."""
        return f"{self.item.settlement_id}{WITHIN}{self.item.entity_id}"

    @property
    def cause(self) -> Cause | None:
        """None when the item says what the line says."""
        told = self.item.content
        if told == self.known:
            return None
        only_fee = told[:3] == self.known[:3] and told[5:] != self.known[5:]
        return Cause(
            kind="FEE_OFF" if only_fee else "AMOUNT_OFF",
            subject=self.subject,
            settlement_id=self.item.settlement_id,
            expected=_content(self.known),
            found=_content(told),
        )


def recompute(connection: Connection) -> None:
    """Compare all settlements with all payments and refunds: open, reopen and close exceptions."""
    connection.execute(statements.LOCK)
    known = connection.execute(
        sql_select(EXCEPTIONS).where(EXCEPTIONS.c.subject.not_like(f"%{WITHIN}%"))
    ).all()
    apply(connection, causes.find(connection), known)


def compare_again(connection: Connection, again: Iterable[Again]) -> None:
    """Compare items that came again with the lines that were booked of them."""
    compared = {one.subject: one for one in again}
    known = connection.execute(
        sql_select(EXCEPTIONS).where(EXCEPTIONS.c.subject.in_(list(compared)))
    ).all()
    found = [one.cause for one in compared.values()]
    apply(connection, [cause for cause in found if cause is not None], known)


def apply(connection: Connection, found: Iterable[Cause], known: Sequence[AnyRow]) -> None:
    """Make the known exceptions say what was found.

    One that a person resolved stays resolved as long as the difference is the same.
    """
    at, stored = now(), {(row.kind, row.subject): row for row in known}
    fresh = []
    for cause in found:
        row = stored.pop((cause.kind, cause.subject), None)
        if row is None:
            fresh.append({"id": new_id(), "first_seen_at": at, **cause.row})
            continue
        changes = {name: value for name, value in cause.row.items() if getattr(row, name) != value}
        differs = "expected" in changes or "found" in changes
        if row.resolved_at is not None and (row.resolved_by == SYSTEM or differs):
            changes |= {"resolved_at": None, "resolved_by": "", "note": ""}
        if changes:
            change(connection, row.id, changes)
    if fresh:
        connection.execute(insert(EXCEPTIONS), fresh)
    for row in stored.values():
        if row.resolved_at is None:
            resolved = {"resolved_at": at, "resolved_by": SYSTEM, "note": GONE}
            change(connection, row.id, resolved)


def change(connection: Connection, exception_id: UUID, values: dict[str, Any]) -> None:
    """Set some columns of an exception."""
    connection.execute(update(EXCEPTIONS).where(EXCEPTIONS.c.id == exception_id).values(values))


def _content(content: tuple[Any, ...]) -> str:
    kind, currency, *money = content
    names = ("amount", "credit", "debit", "fee", "GST")
    told = [f"{name} {format_rupees(paise)}" for name, paise in zip(names, money, strict=True)]
    return f"{kind} {currency}, {', '.join(told)}"
