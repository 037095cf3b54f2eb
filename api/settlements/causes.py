"""What is wrong between settlements and books right now: a SELECT a kind, over everything stored."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from api.settlements import promises


@dataclass(frozen=True)
class Cause:
    """A difference. `subject` is the entity or settlement at the gateway; money in the texts is rupees."""

    kind: str
    subject: str
    settlement_id: str | None = None
    outlet_id: str | None = None
    payment_id: UUID | None = None
    refund_id: UUID | None = None
    expected: str = ""
    found: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """Columns of its exception."""
        return asdict(self)


def find(connection: Connection) -> list[Cause]:
    """Every difference there is."""
    bound = {"allowed": promises.days_by_weekday(), "rupees": "FM999999999999990.00"}
    return [Cause(*row) for row in connection.execute(_CAUSES, bound)]


# ours: what moved through the gateway. line: settled lines that are ours, each with the local day from which
# its term runs: capture, and not the first try, when a payment was authorised late.
_WITH = """
WITH ours AS (
  SELECT p.razorpay_payment_id AS entity_id, p.outlet_id, p.id AS payment_id, NULL::uuid AS refund_id,
         p.status, p.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED') AS moved,
         p.amount_paise, p.currency, p.fee_paise, p.fee_tax_paise,
         p.fee_paise IS NOT NULL AND p.fee_tax_paise IS NOT NULL AS fee_known,
         coalesce(p.completed_at, p.created_at) AS at, o.zone
  FROM payments p JOIN outlets o ON o.id = p.outlet_id
  WHERE p.razorpay_payment_id IS NOT NULL AND p.payment_method = 'RAZORPAY' AND p.source = 'live'
  UNION ALL
  SELECT r.razorpay_refund_id, r.outlet_id, r.payment_id, r.id, r.status, r.status = 'PROCESSED',
         r.amount_paise, p.currency, NULL, NULL, false, coalesce(r.processed_at, r.created_at), o.zone
  FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN outlets o ON o.id = r.outlet_id
  WHERE r.razorpay_refund_id IS NOT NULL AND r.source = 'live'
), unsettled AS (
  SELECT ours.*, (at AT TIME ZONE zone)::date AS day FROM ours
  WHERE moved AND NOT EXISTS (SELECT FROM settlement_lines l WHERE l.entity_id = ours.entity_id)
), line AS (
  SELECT l.settlement_id, l.entity_id, l.type, l.settled_at, ours.outlet_id, ours.payment_id,
         ours.refund_id, ours.status, ours.moved, ours.fee_known, l.amount_paise, l.currency, l.fee_paise,
         l.tax_paise, l.credit_paise + l.debit_paise AS net_paise,
         CASE l.type WHEN 'payment' THEN 1 ELSE -1 END AS sign,
         ours.amount_paise AS our_amount_paise, ours.currency AS our_currency,
         ours.fee_paise AS our_fee_paise, ours.fee_tax_paise AS our_tax_paise,
         (greatest(l.entity_created_at, ours.at) AT TIME ZONE ours.zone)::date AS day,
         (l.settled_at AT TIME ZONE ours.zone)::date AS settled_on
  FROM settlement_lines l JOIN ours USING (entity_id)
  WHERE l.payment_id IS NOT NULL
), span AS (
  SELECT (SELECT max(settled_at) FROM settlements) AS newest,
         (SELECT min(entity_created_at) FROM settlement_lines WHERE type = 'payment') AS oldest
), term AS (
  SELECT ordinality AS weekday, days::integer AS days
  FROM unnest(CAST(:allowed AS integer[])) WITH ORDINALITY AS allowed (days, ordinality)
)
"""
# From the day of the oldest payment in any settlement on: what was received before the first imported
# settlement is nothing we could know about.
_MISSING = """
SELECT 'MISSING', u.entity_id, NULL, u.outlet_id, u.payment_id, u.refund_id,
       to_char(u.amount_paise / 100.0, :rupees) || ' by ' || (u.day + term.days), 'in no settlement'
FROM unsettled u JOIN term ON term.weekday = extract(isodow FROM u.day) CROSS JOIN span
WHERE u.day >= (span.oldest AT TIME ZONE u.zone)::date
  AND u.day + term.days < (span.newest AT TIME ZONE u.zone)::date
"""
_LATE = """
SELECT 'LATE', l.entity_id, l.settlement_id, l.outlet_id, l.payment_id, l.refund_id,
       (l.day + term.days)::text, l.settled_on::text
FROM line l JOIN term ON term.weekday = extract(isodow FROM l.day)
WHERE l.day + term.days < l.settled_on
"""
_FEE_OFF = """
SELECT 'FEE_OFF', l.entity_id, l.settlement_id, l.outlet_id, l.payment_id, l.refund_id,
       'fee ' || to_char(right_fee / 100.0, :rupees) || ', GST ' || to_char(right_tax / 100.0, :rupees)
         || ', net ' || to_char((l.amount_paise - l.sign * right_fee) / 100.0, :rupees),
       'fee ' || to_char(l.fee_paise / 100.0, :rupees) || ', GST ' || to_char(l.tax_paise / 100.0, :rupees)
         || ', net ' || to_char(l.net_paise / 100.0, :rupees)
FROM line l CROSS JOIN LATERAL (
  SELECT CASE WHEN l.fee_known THEN l.our_fee_paise ELSE l.fee_paise END AS right_fee,
         CASE WHEN l.fee_known THEN l.our_tax_paise ELSE round((l.fee_paise - l.tax_paise) * 0.18) END
           AS right_tax
) agreed
WHERE l.net_paise <> l.amount_paise - l.sign * l.fee_paise
   OR CASE WHEN l.fee_known THEN (l.fee_paise, l.tax_paise) <> (l.our_fee_paise, l.our_tax_paise)
      ELSE abs(100 * l.tax_paise - 18 * (l.fee_paise - l.tax_paise)) > 100 END
"""
# A refund that is pending with us is no difference: it is decided by webhook or by asking.
_AMOUNT_OFF = """
SELECT 'AMOUNT_OFF', l.entity_id, l.settlement_id, l.outlet_id, l.payment_id, l.refund_id,
       l.our_currency || ' ' || to_char(l.our_amount_paise / 100.0, :rupees)
         || CASE WHEN l.moved THEN '' ELSE ' ' || l.status END,
       l.currency || ' ' || to_char(l.amount_paise / 100.0, :rupees)
FROM line l
WHERE (l.amount_paise, l.currency) <> (l.our_amount_paise, l.our_currency)
   OR NOT l.moved AND NOT (l.type = 'refund' AND l.status = 'PENDING')
"""
# Stays open when the payment is booked later: the line is in SUSPENSE, and lines are never changed.
_UNJOINED = """
SELECT DISTINCT ON (l.entity_id)
       CASE l.type WHEN 'refund' THEN 'REFUND_WITHOUT_ROW' ELSE 'UNKNOWN' END,
       l.entity_id, l.settlement_id, ours.outlet_id, ours.payment_id, ours.refund_id,
       CASE WHEN ours.payment_id IS NULL THEN 'nothing' ELSE 'booked after the settlement' END,
       l.type || ' ' || to_char(l.amount_paise / 100.0, :rupees)
FROM settlement_lines l LEFT JOIN ours USING (entity_id)
WHERE l.payment_id IS NULL AND NOT EXISTS (SELECT FROM line WHERE line.entity_id = l.entity_id)
ORDER BY l.entity_id, l.settled_at, l.settlement_id
"""
_DUPLICATE = """
SELECT 'DUPLICATE', l.entity_id,
       (array_agg(l.settlement_id ORDER BY l.imported_at DESC, l.settled_at DESC, l.settlement_id DESC))[1],
       min(ours.outlet_id), (array_agg(ours.payment_id))[1], (array_agg(ours.refund_id))[1],
       'one settlement',
       string_agg(l.settlement_id, ', ' ORDER BY l.imported_at, l.settled_at, l.settlement_id)
FROM settlement_lines l LEFT JOIN ours USING (entity_id)
GROUP BY l.entity_id HAVING count(*) > 1
"""
_TOTAL_OFF = """
SELECT 'TOTAL_OFF', s.id, s.id, NULL, NULL::uuid, NULL::uuid, to_char(l.total / 100.0, :rupees),
       CASE s.status WHEN 'failed' THEN 'failed' ELSE to_char(s.amount_paise / 100.0, :rupees) END
FROM settlements s JOIN (
  SELECT settlement_id, sum(credit_paise - debit_paise) AS total FROM settlement_lines GROUP BY 1
) l ON l.settlement_id = s.id
WHERE s.status <> 'from_file' AND (s.amount_paise <> l.total OR s.status = 'failed')
"""
_KINDS = (_MISSING, _LATE, _FEE_OFF, _AMOUNT_OFF, _UNJOINED, _DUPLICATE, _TOTAL_OFF)
_CAUSES = text(_WITH + "UNION ALL".join(f"({kind})" for kind in _KINDS))
