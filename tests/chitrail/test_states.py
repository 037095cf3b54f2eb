import itertools

import pytest

from chitrail.errors import IllegalTransition
from chitrail.states import (
    MACHINES,
    NEXT_ORDER_STATUS,
    ORDER_EDGES,
    OrderStatus,
    PaymentStatus,
    PurchaseStatus,
    RefundStatus,
    TicketStatus,
    TransferStatus,
    check_edge,
)

STATUSES = {
    "order": OrderStatus,
    "ticket": TicketStatus,
    "payment": PaymentStatus,
    "refund": RefundStatus,
    "purchase": PurchaseStatus,
    "transfer": TransferStatus,
}
LEGAL = """
order PLACED CONFIRMED, order PLACED PREPARING, order PLACED CANCELLED,
order CONFIRMED PREPARING, order CONFIRMED CANCELLED, order PREPARING READY, order PREPARING CANCELLED,
order READY SERVED, order READY PREPARING, order READY COMPLETED, order READY CANCELLED,
order SERVED COMPLETED, order SERVED PREPARING,
ticket HELD NEW, ticket HELD CANCELLED, ticket NEW HELD,
ticket NEW PREPARING, ticket NEW READY, ticket NEW CANCELLED, ticket PREPARING READY,
ticket PREPARING CANCELLED, ticket READY PREPARING, ticket READY CANCELLED,
payment PENDING PROCESSING, payment PENDING COMPLETED, payment PENDING FAILED, payment PENDING UNKNOWN,
payment PROCESSING COMPLETED, payment PROCESSING FAILED, payment PROCESSING UNKNOWN,
payment UNKNOWN PROCESSING, payment UNKNOWN COMPLETED, payment UNKNOWN FAILED, payment FAILED COMPLETED,
payment COMPLETED PARTIALLY_REFUNDED, payment COMPLETED REFUNDED,
payment PARTIALLY_REFUNDED PARTIALLY_REFUNDED, payment PARTIALLY_REFUNDED REFUNDED,
refund PENDING PROCESSED, refund PENDING FAILED,
purchase DRAFT APPROVED, purchase DRAFT CANCELLED, purchase APPROVED SENT, purchase APPROVED CANCELLED,
purchase SENT PARTLY_RECEIVED, purchase SENT RECEIVED, purchase SENT CANCELLED,
purchase PARTLY_RECEIVED PARTLY_RECEIVED, purchase PARTLY_RECEIVED RECEIVED, purchase PARTLY_RECEIVED CLOSED,
purchase RECEIVED CLOSED,
transfer REQUESTED DISPATCHED, transfer REQUESTED CANCELLED, transfer DISPATCHED RECEIVED
"""
LEGAL_EDGES = {tuple(edge.split()) for edge in LEGAL.replace("\n", " ").split(",")}
ALL_PAIRS = [
    (machine, current, target)
    for machine, statuses in STATUSES.items()
    for current, target in itertools.product(statuses, statuses)
]


@pytest.mark.parametrize(("machine", "current", "target"), ALL_PAIRS)
def test_every_pair_of_statuses_is_legal_or_refused_as_the_table_says(machine, current, target):
    if (machine, str(current), str(target)) in LEGAL_EDGES:
        check_edge(machine, current, target)
    else:
        with pytest.raises(
            IllegalTransition, match=f"the {machine} is {current} and cannot become {target}"
        ):
            check_edge(machine, current, target)


def test_every_status_has_a_row():
    for machine, statuses in STATUSES.items():
        assert set(MACHINES[machine]) == set(statuses)


def test_advancing_follows_legal_edges():
    assert all(target in ORDER_EDGES[current] for current, target in NEXT_ORDER_STATUS.items())
