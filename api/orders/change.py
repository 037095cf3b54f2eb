"""Changing an order: its row is locked first, then order and tickets move along their state machines.

Every step is one UPDATE that raises the order's `seq` and `version` and one event with that `seq`. The
lock on the order's row is the lock on its tickets too: nobody writes a ticket without it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.models import AnyRow
from api.orders import queries
from api.orders.models import ChangeRecord, OrderStatusEvent
from api.orders.modifying import LineModifiers
from api.orders.queries import ORDERS, TICKETS
from api.outbox.writer import append
from api.tickets import changes
from api.tickets.views import whole_ticket
from chitrail import events
from chitrail.clock import now
from chitrail.errors import NotFound
from chitrail.events import Event
from chitrail.outbox import outbox_row
from chitrail.states import OrderStatus, TicketStatus, check_edge
from chitrail.tokens import Actor

SOURCE = "chitrail/api"


def ordered_line(row: AnyRow) -> events.OrderLine:
    """A line as events tell it."""
    chosen = LineModifiers.of(row)
    return events.OrderLine(
        line_id=row.id,
        item_id=row.item_id,
        item_code=row.item_code,
        item_name=row.item_name,
        quantity=row.quantity,
        unit_price_paise=row.unit_price_paise,
        total_paise=row.total_paise,
        recipe_id=row.recipe_id,
        note=row.note,
        modifiers=chosen.frozen,
        ingredients=chosen.ingredients,
        seat=row.seat,
        course=row.course,
    )


class OrderChange:
    """One order, locked in one transaction, with the steps it can take."""

    def __init__(self, connection: Connection, actor: Actor, row: AnyRow) -> None:
        self.connection = connection
        self.actor = actor
        self.row = row
        self.lines = queries.lines(connection, [row.id])[row.id]
        self.tickets = {
            ticket.id: ticket for ticket in queries.tickets(connection, [row.id])[row.id]
        }
        self._told = {ticket_id: self.ticket(ticket_id) for ticket_id in self.tickets}
        self.at: datetime = now()

    @classmethod
    def of(cls, connection: Connection, actor: Actor, order_id: UUID) -> Self:
        """Lock an order of the caller's outlet. Raises NotFound."""
        row = queries.order(connection, actor.outlet_id, order_id, lock=True)
        if row is None:
            raise NotFound(f"there is no order {order_id}")
        return cls(connection, actor, row)

    @property
    def status(self) -> OrderStatus:
        """Where the order is now."""
        return OrderStatus(self.row.status)

    def move_order(self, target: OrderStatus, **columns: Any) -> None:
        """Take the order to a status, with a row of its history and order.status_changed.

        Raises IllegalTransition when the state machine has no such edge.
        """
        previous = self.status
        check_edge("order", previous, target)
        self._step(status=target, **columns)
        self.connection.execute(
            insert(OrderStatusEvent),
            {
                "order_id": self.row.id,
                "seq": self.row.seq,
                "outlet_id": self.row.outlet_id,
                "previous_status": previous,
                "status": target,
                "actor": self.actor.subject,
                "occurred_at": self.at,
            },
        )
        self._say(
            events.OrderStatusChanged(
                order_id=self.row.id,
                outlet_id=self.row.outlet_id,
                number=self.row.number,
                previous_status=previous,
                status=target,
                changed_at=self.at,
            )
        )

    def move_ticket(self, ticket_id: UUID, target: TicketStatus) -> None:
        """Take a ticket to a status and tell the whole ticket.

        Raises IllegalTransition when the state machine has no such edge.
        """
        self._write_ticket(ticket_id, target)
        self._tell_ticket(ticket_id)

    def move_tickets(self, statuses: Iterable[TicketStatus], target: TicketStatus) -> None:
        """Take every ticket that is in one of `statuses` to `target`."""
        sources = frozenset(statuses)
        for ticket in list(self.tickets.values()):
            if ticket.status in sources:
                self.move_ticket(ticket.id, target)

    def take_off_the_rail(self) -> list[events.Ticket]:
        """Cancel every ticket without an event each; gives them whole, for the one that tells it all."""
        hanging = [one.id for one in self.tickets.values() if one.status != TicketStatus.CANCELLED]
        for ticket_id in hanging:
            self._write_ticket(ticket_id, TicketStatus.CANCELLED)
        return [self.ticket(ticket_id) for ticket_id in hanging]

    def rewrite(self, kind: str, details: dict[str, Any], **columns: Any) -> None:
        """Change columns of the order, remember the change, and tell order.changed."""
        self._step(**columns)
        self.connection.execute(
            insert(ChangeRecord),
            {
                "order_id": self.row.id,
                "version": self.row.version,
                "outlet_id": self.row.outlet_id,
                "kind": kind,
                "actor": self.actor.subject,
                "occurred_at": self.at,
                "details": details,
            },
        )
        self._say(
            events.OrderChanged(
                order_id=self.row.id,
                outlet_id=self.row.outlet_id,
                number=self.row.number,
                kind=kind,
                table_label=self.row.table_label,
                total_paise=self.row.total_paise,
                changed_at=self.at,
                lines=[ordered_line(line) for line in self.standing_lines],
            )
        )

    def hang(self, tickets: Sequence[Mapping[str, Any]]) -> None:
        """Hang new tickets on the rail; `show_ticket` tells them once their lines are there."""
        if tickets:
            self.connection.execute(insert(TICKETS), list(tickets))
        self.reload()

    def show_ticket(self, ticket_id: UUID) -> None:
        """Tell a ticket whole, with a new version; one that lost its last line comes off the rail."""
        ticket = self.tickets[ticket_id]
        if not self.ticket(ticket_id).lines and ticket.status != TicketStatus.CANCELLED:
            self.move_ticket(ticket_id, TicketStatus.CANCELLED)
            return
        self._write(ticket_id, changes=self._unseen(ticket_id, ticket.status))
        self._tell_ticket(ticket_id)

    def see(self, ticket_id: UUID, version: int) -> None:
        """The cook knows what changed up to a version of a ticket, which is told where it is news."""
        ticket = self.tickets[ticket_id]
        left = [change for change in ticket.changes if change["version"] > version]
        if len(left) < len(ticket.changes):
            self._write(ticket_id, changes=left)
            self._tell_ticket(ticket_id)

    def take_over(self, source: Self) -> None:
        """Its tickets hang on this order now: what differs from how they were told there is a change."""
        self._told |= source._told
        self.reload()

    def cross_off(self, ticket_id: UUID, lines: Collection[UUID]) -> None:
        """Write which dishes of a ticket are done; `show_ticket` or `move_ticket` tells it."""
        changed = update(TICKETS).where(TICKETS.c.id == ticket_id)
        changed = changed.values(done_lines=sorted(lines))
        self.tickets[ticket_id] = self.connection.execute(changed.returning(TICKETS)).one()

    def reload(self) -> None:
        """Read lines and tickets again, after they were written."""
        order_id = self.row.id
        self.lines = queries.lines(self.connection, [order_id])[order_id]
        rows = queries.tickets(self.connection, [order_id])[order_id]
        self.tickets = {ticket.id: ticket for ticket in rows}

    @property
    def held(self) -> list[AnyRow]:
        """Tickets that wait for their course."""
        return [ticket for ticket in self.tickets.values() if ticket.status == TicketStatus.HELD]

    @property
    def fired_courses(self) -> set[int | None]:
        """Courses the kitchen has been told to cook."""
        return {
            ticket.course
            for ticket in self.tickets.values()
            if ticket.status not in (TicketStatus.HELD, TicketStatus.CANCELLED)
        }

    @property
    def standing_lines(self) -> list[AnyRow]:
        """Lines that are not void."""
        return [line for line in self.lines if line.voided_at is None]

    def tell(self, event: Event) -> None:
        """One more event about the order, with the next number."""
        self._step()
        self._say(event)

    def is_done(self, ticket_id: UUID) -> bool:
        """Whether every dish of a ticket is crossed off."""
        return all(line.done for line in self.ticket(ticket_id).lines)

    def ticket(self, ticket_id: UUID) -> events.Ticket:
        """A ticket as it is now, whole."""
        return whole_ticket(self.row, self.tickets[ticket_id], self.lines, self.tickets.values())

    def _write_ticket(self, ticket_id: UUID, target: TicketStatus) -> None:
        ticket = self.tickets[ticket_id]
        check_edge("ticket", TicketStatus(ticket.status), target)
        columns: dict[str, Any] = {"status": target, "changes": self._unseen(ticket_id, target)}
        if target in (TicketStatus.NEW, TicketStatus.HELD):
            columns |= {"fired_at": self.at if target is TicketStatus.NEW else None}
        elif target is TicketStatus.PREPARING:
            columns |= {"started_at": ticket.started_at or self.at, "ready_at": None}
        elif target is TicketStatus.READY:
            columns |= {"ready_at": self.at, "done_lines": []}
        self._write(ticket_id, **columns)

    def _unseen(self, ticket_id: UUID, target: str) -> list[dict[str, Any]]:
        """What a ticket's cook must still be told; nothing of one that is held: it is read when fired."""
        ticket = self.tickets[ticket_id]
        before, told = self._told.get(ticket_id), self.ticket(ticket_id)
        self._told[ticket_id] = told
        if TicketStatus.HELD in (ticket.status, target):
            return []
        known: list[dict[str, Any]] = ticket.changes
        if before is None:
            return known
        cancelled = target == TicketStatus.CANCELLED != ticket.status
        name = self.actor.name
        return known + changes.between(
            before, told, cancelled=cancelled, changed_by=name, changed_at=self.at
        )

    def _write(self, ticket_id: UUID, **columns: Any) -> None:
        changed = update(TICKETS).where(TICKETS.c.id == ticket_id)
        changed = changed.values(
            version=TICKETS.c.version + 1,
            updated_at=self.at,
            changed_by=self.actor.subject,
            **columns,
        )
        self.tickets[ticket_id] = self.connection.execute(changed.returning(TICKETS)).one()

    def _tell_ticket(self, ticket_id: UUID) -> None:
        self._step()
        self._say(
            events.TicketChanged(
                order_id=self.row.id,
                outlet_id=self.row.outlet_id,
                ticket=self.ticket(ticket_id),
            )
        )

    def _step(self, **columns: Any) -> None:
        changed = update(ORDERS).where(ORDERS.c.id == self.row.id)
        changed = changed.values(
            seq=ORDERS.c.seq + 1, version=ORDERS.c.version + 1, updated_at=self.at, **columns
        )
        self.row = self.connection.execute(changed.returning(ORDERS)).one()

    def _say(self, event: Event) -> None:
        row = outbox_row(
            event,
            outlet_id=self.row.outlet_id,
            aggregate_id=str(self.row.id),
            sequence=self.row.seq,
            source=SOURCE,
            occurred_at=self.at,
        )
        append(self.connection, [row])
