"""Checks inside PostgreSQL: orders against their lines, events, payments and stock movements.

Each query gives (subject, expected, found) for every subject it looked at.
"""

from typing import Any

from psycopg import Connection

from chitrail.reconcile.audit import check_audit
from chitrail.reconcile.purchasing import PURCHASING_QUESTIONS
from chitrail.reconcile.result import Check
from chitrail.reconcile.stock import STOCK_QUESTIONS
from chitrail.topics import CONSUMED_TOPICS

_ORDER_LINES = """
SELECT 'order ' || o.id, o.subtotal_paise, coalesce(sum(l.total_paise), 0)
FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL
GROUP BY o.id
"""
_ORDER_CHARGES = """
SELECT 'order ' || o.id,
       ARRAY[o.discount_paise, o.service_charge_paise, o.tax_included_paise, o.cgst_paise, o.sgst_paise],
       ARRAY[coalesce(sum(l.discount_paise), 0)::bigint, coalesce(sum(l.service_charge_paise), 0)::bigint,
             coalesce(sum(l.tax_included_paise), 0)::bigint, coalesce(sum(l.cgst_paise), 0)::bigint,
             coalesce(sum(l.sgst_paise), 0)::bigint]
FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL
WHERE o.source = 'live'
GROUP BY o.id
"""
_DISCOUNTS = """
SELECT 'order line ' || l.id, l.discount_paise, coalesce(sum(s.amount_paise), 0)::bigint
FROM order_lines l
JOIN orders o ON o.id = l.order_id AND o.source = 'live' AND o.status <> 'CANCELLED'
LEFT JOIN order_discounts d ON d.order_id = o.id AND d.released_at IS NULL
LEFT JOIN order_discount_lines s ON s.discount_id = d.id AND s.line_id = l.id
WHERE l.voided_at IS NULL
  AND NOT EXISTS (SELECT FROM staff_discounts WHERE order_id = o.id AND removed_at IS NULL)
GROUP BY l.id
"""
_COUPONS = """
SELECT 'coupon ' || c.code, coalesce(n.uses, 0), count(d.id)::integer
FROM coupons c
LEFT JOIN coupon_counts n ON n.coupon_id = c.id AND n.kind = 'TOTAL'
LEFT JOIN order_discounts d ON d.coupon_id = c.id AND d.released_at IS NULL
GROUP BY c.id, n.uses
"""
_ORDER_PAYMENTS = """
SELECT 'order ' || o.id,
       ARRAY[o.settled_paise, o.refunded_paise],
       ARRAY[coalesce(sum(p.applied_paise), 0)::bigint, coalesce(sum(r.sale), 0)::bigint]
FROM orders o
LEFT JOIN payments p ON p.order_id = o.id
  AND p.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
LEFT JOIN LATERAL (
  SELECT sum(sale_paise) AS sale FROM refunds WHERE payment_id = p.id AND status = 'PROCESSED'
) r ON true
WHERE o.source = 'live'
GROUP BY o.id
"""
_ORDER_LEDGER = """
SELECT 'order ' || o.id, o.settled_paise - o.refunded_paise, coalesce(-sum(e.amount_paise), 0)::bigint
FROM orders o
LEFT JOIN ledger_transactions t ON t.order_id = o.id
LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'ORDERS'
WHERE o.source = 'live'
GROUP BY o.id
"""
_MONEY_LEDGER = """
WITH moved AS (
  SELECT outlet_id, business_date, coalesce(payment_method, 'UNKNOWN') AS method, amount_paise AS paise
  FROM payments WHERE status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
  UNION ALL
  SELECT r.outlet_id, r.business_date, coalesce(p.payment_method, 'UNKNOWN'), -r.amount_paise
  FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status = 'PROCESSED'
), booked AS (
  SELECT t.outlet_id, t.business_date, t.payment_method AS method, e.amount_paise AS paise
  FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
  WHERE t.kind IN ('PAYMENT', 'REFUND') AND e.account IN ('CASH', 'GATEWAY', 'ELSEWHERE')
), sums AS (
  SELECT outlet_id, business_date, method, sum(paise)::bigint AS moved, 0::bigint AS booked
  FROM moved GROUP BY 1, 2, 3
  UNION ALL
  SELECT outlet_id, business_date, method, 0, sum(paise)::bigint FROM booked GROUP BY 1, 2, 3
)
SELECT outlet_id || ' ' || business_date || ' ' || method, sum(moved), sum(booked)
FROM sums GROUP BY outlet_id, business_date, method
"""
_LEDGER_BALANCE = """
SELECT 'ledger transaction ' || t.id, ARRAY[t.n_entries, 0],
       ARRAY[count(e.line_no), sum(e.amount_paise)]::bigint[]
FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
GROUP BY t.id
"""
_UNDECIDED = """
SELECT 'payment ' || id, 'decided', 'UNKNOWN since ' || updated_at FROM payments
WHERE status = 'UNKNOWN' AND updated_at < now() - interval '10 minutes'
UNION ALL
SELECT 'surplus of payment ' || payment_id, 'given back', status || ': ' || last_error FROM refunds
WHERE surplus_paise > 0 AND status = 'FAILED' AND NOT EXISTS (
  SELECT FROM refunds other WHERE other.payment_id = refunds.payment_id AND other.surplus_paise > 0
    AND other.status <> 'FAILED')
UNION ALL
SELECT 'webhook ' || event_id, 'booked', 'dead: ' || error FROM gateway_webhooks WHERE outcome = 'dead'
"""
_DRAWERS = """
SELECT 'drawer ' || s.drawer || ' of ' || s.outlet_id || ', shift ' || s.z_number,
       ARRAY[s.last_movement, CASE WHEN s.closed_at IS NULL THEN NULL ELSE 0 END],
       ARRAY[count(m.id), CASE WHEN s.closed_at IS NULL THEN NULL
                               ELSE coalesce(sum(m.amount_paise), 0) END]::bigint[]
FROM drawer_shifts s LEFT JOIN drawer_movements m ON m.shift_id = s.id
GROUP BY s.id
"""
_PARTS = """
SELECT 'order ' || o.id, ARRAY[o.total_paise, o.settled_paise],
       ARRAY[sum(p.amount_paise), sum(p.settled_paise)]::bigint[]
FROM orders o JOIN order_parts p ON p.order_id = o.id AND p.voided_at IS NULL
GROUP BY o.id
"""
_ORDER_TICKETS = """
SELECT 'order ' || o.id, ARRAY[count(l.id), 0],
       ARRAY[count(t.id), count(t.id) FILTER (
         WHERE t.status = 'HELD' AND o.status IN ('READY', 'SERVED', 'COMPLETED'))]
FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL AND l.ticket_id IS NOT NULL
LEFT JOIN tickets t ON t.id = l.ticket_id AND t.order_id = o.id AND t.station = l.station
  AND t.course IS NOT DISTINCT FROM l.course AND t.status <> 'CANCELLED'
WHERE o.source = 'live' AND o.status <> 'CANCELLED'
GROUP BY o.id
"""
_PAYMENT_REFUNDS = """
SELECT 'payment ' || p.id, p.refunded_paise, coalesce(sum(r.amount_paise), 0)::bigint
FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id AND r.status = 'PROCESSED'
GROUP BY p.id
"""
_ORDER_EVENTS = """
SELECT 'order ' || o.id,
       ARRAY[o.seq, 1, (o.status = 'COMPLETED')::int, (o.status = 'CANCELLED')::int],
       ARRAY[count(b.id),
             count(b.id) FILTER (WHERE b.topic = 'order.placed'),
             count(b.id) FILTER (WHERE b.topic = 'order.completed'),
             count(b.id) FILTER (WHERE b.topic = 'order.cancelled')]
FROM orders o LEFT JOIN outbox b ON b.aggregate_id = o.id::text
WHERE o.source = 'live'
GROUP BY o.id
"""
_ORDER_STATUS = """
SELECT 'order ' || o.id, o.status, coalesce(last.status, 'no status event')
FROM orders o
LEFT JOIN LATERAL (
  SELECT e.status FROM order_status_events e WHERE e.order_id = o.id ORDER BY e.seq DESC LIMIT 1
) last ON true
WHERE o.source = 'live'
"""
_PAYMENT_EVENTS = """
SELECT 'payment ' || p.id,
       ARRAY[p.seq, 1, (p.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'))::int,
             (SELECT count(*) FROM refunds r WHERE r.payment_id = p.id AND r.status = 'PROCESSED')],
       ARRAY[count(b.id),
             count(b.id) FILTER (WHERE b.topic = 'payment.created'),
             count(b.id) FILTER (WHERE b.topic = 'payment.completed'),
             count(b.id) FILTER (WHERE b.topic = 'payment.refund')]
FROM payments p LEFT JOIN outbox b ON b.aggregate_id = p.id::text
WHERE p.source = 'live'
GROUP BY p.id
"""
_INBOX = """
SELECT b.topic || ' event ' || b.event_id, 'processed',
       CASE WHEN i.event_id IS NULL THEN 'not processed' ELSE 'processed' END
FROM outbox b
LEFT JOIN inbox i ON i.consumer = %(consumer)s AND i.event_id = b.event_id
WHERE b.topic = ANY(%(topics)s)
"""
_DEAD_LETTERS = """
SELECT consumer || ' dead letter ' || id || ': ' || error, 'replayed', 'waiting'
FROM dead_letters WHERE replayed_at IS NULL
"""

_QUESTIONS = (
    ("order-lines", "Does every order's subtotal equal the sum of its lines?", _ORDER_LINES),
    (
        "order-charges",
        "Do discounts, service charge and taxes of every order's lines add up to the order's?",
        _ORDER_CHARGES,
    ),
    (
        "line-discounts",
        "Is what every line has off the sum of its shares of the order's promotions?",
        _DISCOUNTS,
    ),
    ("coupon-uses", "Has every coupon as many uses as orders that have it?", _COUPONS),
    (
        "order-payments",
        "Is what an order shows as settled and refunded what was paid and returned?",
        _ORDER_PAYMENTS,
    ),
    (
        "order-ledger",
        "Does the double-entry ledger keep for every order what the order shows?",
        _ORDER_LEDGER,
    ),
    (
        "money-ledger",
        "Does the ledger give the same money by outlet, day and method as the payments?",
        _MONEY_LEDGER,
    ),
    ("ledger-balance", "Does every ledger transaction add up to zero?", _LEDGER_BALANCE),
    ("money-decided", "Is no money undecided, owed or unbooked?", _UNDECIDED),
    (
        "cash-drawers",
        "Does every drawer's shift hold together, and a closed one end at zero?",
        _DRAWERS,
    ),
    (
        "order-tickets",
        "Does every dish hang on a ticket of its order, station and course, and none wait for ever?",
        _ORDER_TICKETS,
    ),
    ("split-bills", "Do the parts of every split bill add up to it?", _PARTS),
    (
        "payment-refunds",
        "Is what a payment shows as refunded the sum of its refunds?",
        _PAYMENT_REFUNDS,
    ),
    ("order-events", "Has every order all its events, each once?", _ORDER_EVENTS),
    ("order-status", "Is every order's status the last of its history?", _ORDER_STATUS),
    ("payment-events", "Has every payment all its events, each once?", _PAYMENT_EVENTS),
    ("dead-letters", "Is no event waiting as a dead letter?", _DEAD_LETTERS),
)


def check_ledgers(connection: Connection[Any]) -> list[Check]:
    """All checks that need PostgreSQL alone, in the caller's transaction."""
    questions = (*_QUESTIONS, *STOCK_QUESTIONS, *PURCHASING_QUESTIONS)
    checks = [_ask(connection, *question) for question in questions]
    checks.append(check_audit(connection))
    for consumer, topics in CONSUMED_TOPICS.items():
        question = f"Has the {consumer} stream processed every event it must?"
        parameters = {"consumer": consumer, "topics": list(topics)}
        checks.append(_ask(connection, f"inbox-{consumer}", question, _INBOX, parameters))
    return checks


def _ask(
    connection: Connection[Any],
    name: str,
    question: str,
    query: str,
    parameters: dict[str, Any] | None = None,
) -> Check:
    check = Check(name, question)
    for subject, expected, found in connection.execute(query, parameters):
        check.compare(subject, expected, found)
    return check
