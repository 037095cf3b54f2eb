"""What was invoiced and credited by tax rate and HSN code: the figures of a GST month."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, text

from api.invoices import queries
from api.invoices.views import percent
from api.models import AnyRow
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees

MOST_DAYS = 366
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS = text("""
SELECT hsn_code, tax_rate_bp, sum(taxable) AS taxable, sum(cgst) AS cgst, sum(sgst) AS sgst,
       sum(c_taxable) AS c_taxable, sum(c_cgst) AS c_cgst, sum(c_sgst) AS c_sgst
FROM (
  SELECT l.hsn_code, l.tax_rate_bp, l.taxable_paise AS taxable, l.cgst_paise AS cgst,
         l.sgst_paise AS sgst, 0 AS c_taxable, 0 AS c_cgst, 0 AS c_sgst
  FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
  WHERE i.outlet_id = :outlet AND i.invoice_date BETWEEN :first AND :last
  UNION ALL
  SELECT l.hsn_code, l.tax_rate_bp, 0, 0, 0, c.taxable_paise, c.cgst_paise, c.sgst_paise
  FROM credit_notes n
  JOIN credit_note_lines c ON c.credit_note_id = n.id
  JOIN invoice_lines l ON l.invoice_id = c.invoice_id AND l.line_no = c.line_no
  WHERE n.outlet_id = :outlet AND n.note_date BETWEEN :first AND :last
) AS both_ways
GROUP BY hsn_code, tax_rate_bp ORDER BY hsn_code, tax_rate_bp
""")
_DOCUMENTS = text("""
SELECT kind, series, financial_year, min(number) AS first, max(number) AS last, count(*) AS count,
       sum(round_off_paise) AS round_off
FROM (
  SELECT kind, issuer, series, financial_year, number, round_off_paise FROM invoices
  WHERE outlet_id = :outlet AND invoice_date BETWEEN :first AND :last
  UNION ALL
  SELECT 'CREDIT_NOTE', issuer, series, financial_year, number, -round_off_paise FROM credit_notes
  WHERE outlet_id = :outlet AND note_date BETWEEN :first AND :last
) AS documents
GROUP BY kind, issuer, series, financial_year ORDER BY kind = 'CREDIT_NOTE', 4
""")


class SummaryQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Dates of invoices and credit notes in India, both included, at most 366 days."""

    from_: Annotated[date, Meta(examples=["2026-04-01"])] = msgspec.field(name="from")
    to: Annotated[date, Meta(examples=["2026-04-30"])]


class TaxSums(msgspec.Struct, kw_only=True):
    """Taxable value, the two halves of GST, and all of it; round-offs are apart."""

    taxable: str
    cgst: str
    sgst: str
    total: str


class SummaryRow(msgspec.Struct, kw_only=True):
    """One HSN code at one rate; `net` is invoiced less credited."""

    hsn_code: str
    tax_rate: str
    invoiced: TaxSums
    credited: TaxSums
    net: TaxSums


class DocumentRange(msgspec.Struct, kw_only=True):
    """The numbers of one series: from first to last, how many."""

    kind: str
    series: str
    financial_year: str
    first: str
    last: str
    count: int


class InvoiceSummary(msgspec.Struct, kw_only=True):
    """What was invoiced, less credit notes. `round_off` is the net of all round-offs, in no row."""

    from_: date = msgspec.field(name="from")
    to: date
    legal_name: str | None
    gstin: str | None
    rows: list[SummaryRow]
    invoiced: TaxSums
    credited: TaxSums
    net: TaxSums
    round_off: str
    documents: list[DocumentRange]


def summary(connection: Connection, outlet_id: str, query: SummaryQuery) -> InvoiceSummary:
    """The figures of an outlet for a range of dates. Raises InvalidInput for an impossible range."""
    if query.to < query.from_:
        raise InvalidInput("is before from", field="to")
    if (query.to - query.from_).days >= MOST_DAYS:
        raise InvalidInput(f"is more than {MOST_DAYS} days after from", field="to")
    span = {"outlet": outlet_id, "first": query.from_, "last": query.to}
    rows = connection.execute(_ROWS, span).all()
    documents = connection.execute(_DOCUMENTS, span).all()
    settings = queries.settings(connection, outlet_id)
    return InvoiceSummary(
        from_=query.from_,
        to=query.to,
        legal_name=settings.legal_name if settings else None,
        gstin=settings.gstin if settings else None,
        rows=[
            SummaryRow(
                hsn_code=row.hsn_code, tax_rate=percent(row.tax_rate_bp), **_both_ways([row])
            )
            for row in rows
        ],
        **_both_ways(rows),
        round_off=format_rupees(int(sum(found.round_off for found in documents))),
        documents=[
            DocumentRange(
                **{name: getattr(found, name) for name in DocumentRange.__struct_fields__}
            )
            for found in documents
        ],
    )


def as_csv(found: InvoiceSummary) -> bytes:
    """The rows as a table for a spreadsheet; a text that it would run as a formula gets a quote."""
    sums = TaxSums.__struct_fields__
    ways = ("invoiced", "credited", "net")
    out = io.StringIO()
    writer = csv.writer(out)
    names = ["from", "to", "legal_name", "gstin", "hsn_code", "tax_rate"]
    writer.writerow(names + [f"{way}_{name}" for way in ways for name in sums])
    seller = [safe_cell(found.legal_name or ""), safe_cell(found.gstin or "")]
    for row in found.rows:
        amounts = [getattr(getattr(row, way), name) for way in ways for name in sums]
        days = [found.from_.isoformat(), found.to.isoformat()]
        writer.writerow([*days, *seller, row.hsn_code, row.tax_rate, *amounts])
    return out.getvalue().encode()


def safe_cell(value: str) -> str:
    """A text that a spreadsheet shows and does not run."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _both_ways(rows: Sequence[AnyRow]) -> dict[str, Any]:
    def added(name: str) -> int:
        return int(sum(getattr(row, name) for row in rows))

    invoiced = {name: added(name) for name in ("taxable", "cgst", "sgst")}
    credited = {name: added(f"c_{name}") for name in invoiced}
    net = {name: invoiced[name] - credited[name] for name in invoiced}
    ways = {"invoiced": invoiced, "credited": credited, "net": net}
    return {way: _sums(**amounts) for way, amounts in ways.items()}


def _sums(taxable: int, cgst: int, sgst: int) -> TaxSums:
    return TaxSums(
        taxable=format_rupees(taxable),
        cgst=format_rupees(cgst),
        sgst=format_rupees(sgst),
        total=format_rupees(taxable + cgst + sgst),
    )
