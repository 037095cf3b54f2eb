"""The database holds the same state machines as chitrail.states, and refuses everything else."""

import itertools
from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest

from chitrail.clock import now
from chitrail.ids import new_id
from chitrail.states import (
    MACHINES,
    ORDER_EDGES,
    PAYMENT_EDGES,
    REFUND_EDGES,
    TICKET_EDGES,
    OrderStatus,
    PaymentStatus,
    RefundStatus,
    TicketStatus,
)
from tests.support.restaurant import OUTLET


@pytest.fixture
def transaction(restaurant_url: str) -> Iterator[psycopg.Connection]:
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def ended(status: OrderStatus, at: datetime) -> tuple[datetime | None, datetime | None]:
    """completed_at and cancelled_at as a status needs them."""
    return at if status == "COMPLETED" else None, at if status == "CANCELLED" else None


def insert_order(connection: psycopg.Connection, status: OrderStatus) -> object:
    order, at = new_id(), now()
    connection.execute(
        "INSERT INTO orders (id, outlet_id, number, business_date, order_type, status,"
        " subtotal_paise, total_paise, settled_paise, placed_at, completed_at, cancelled_at)"
        " VALUES (%s, %s, 1, '2020-01-01', 'DINE_IN', %s, 100, 100, 100, %s, %s, %s)",
        (order, OUTLET, status, at, *ended(status, at)),
    )
    return order


@pytest.mark.parametrize(("before", "after"), list(itertools.product(OrderStatus, repeat=2)))
def test_orders_in_the_database(transaction, before, after):
    order, at = insert_order(transaction, before), now()
    change = (
        "UPDATE orders SET status = %s, completed_at = %s, cancelled_at = %s WHERE id = %s",
        (after, *ended(after, at), order),
    )
    if after in ORDER_EDGES[before] or before == after:
        transaction.execute(*change)
    else:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            transaction.execute(*change)
        assert refused.value.diag.constraint_name == "order_status_edge"


@pytest.mark.parametrize(("before", "after"), list(itertools.product(TicketStatus, repeat=2)))
def test_tickets_in_the_database(transaction, before, after):
    order = insert_order(transaction, OrderStatus.PLACED)
    transaction.execute(
        "INSERT INTO tickets (id, order_id, outlet_id, station, status, placed_at, fired_at)"
        " VALUES (%s, %s, %s, 'curry', %s, now(), now())",
        (new_id(), order, OUTLET, before),
    )
    change = ("UPDATE tickets SET status = %s WHERE order_id = %s", (after, order))
    if after in TICKET_EDGES[before] or before == after:
        transaction.execute(*change)
    else:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            transaction.execute(*change)
        assert refused.value.diag.constraint_name == "ticket_status_edge"


def insert_payment(connection: psycopg.Connection, status: PaymentStatus) -> object:
    """A payment of a kind whose money is not watched by the live books: only its edges are asked here."""
    order, payment = insert_order(connection, OrderStatus.PLACED), new_id()
    connection.execute(
        "INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, payment_method,"
        " status, source, created_at) VALUES (%s, %s, %s, '2020-01-01', 100, 'CARD', %s, 'import:t', now())",
        (payment, order, OUTLET, status),
    )
    return payment


@pytest.mark.parametrize(("before", "after"), list(itertools.product(PaymentStatus, repeat=2)))
def test_payments_in_the_database(transaction, before, after):
    payment = insert_payment(transaction, before)
    change = ("UPDATE payments SET status = %s WHERE id = %s", (after, payment))
    if after in PAYMENT_EDGES[before] or before == after:
        transaction.execute(*change)
    else:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            transaction.execute(*change)
        assert refused.value.diag.constraint_name == "payment_status_edge"


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RefundStatus, repeat=2)))
def test_refunds_in_the_database(transaction, before, after):
    payment, refund = insert_payment(transaction, PaymentStatus.COMPLETED), new_id()
    transaction.execute(
        "INSERT INTO refunds (id, payment_id, order_id, outlet_id, business_date, amount_paise, status,"
        " requested_by, created_at) SELECT %s, id, order_id, outlet_id, business_date, 50, %s, 'x', now()"
        " FROM payments WHERE id = %s",
        (refund, before, payment),
    )
    change = ("UPDATE refunds SET status = %s WHERE id = %s", (after, refund))
    if after in REFUND_EDGES[before] or before == after:
        transaction.execute(*change)
    else:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            transaction.execute(*change)
        assert refused.value.diag.constraint_name == "refund_status_edge"


def test_every_machine_is_in_the_database_edge_by_edge(transaction):
    stored = set(transaction.execute("SELECT machine, from_status, to_status FROM status_edges"))
    coded = {
        (machine, str(before), str(after))
        for machine, edges in MACHINES.items()
        for before, targets in edges.items()
        for after in targets
        if before != after
    }
    assert stored == coded
