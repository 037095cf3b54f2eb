"""The GST month as GSTR-1 asks for it, from the invoices and credit notes that were issued.

Tables of GSTR-1 (notified form): 4 supplies to registered buyers, 7 supplies to others net of credit notes,
9B credit notes to registered buyers, 12 summary by HSN, 13 documents issued. A restaurant's place of supply
is where it serves, so tax is CGST and SGST. Dates are those of the documents, in India.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, LiteralString

from chitrail.money import format_rupees
from pipelines.reports.document import Report, Section, rupees
from pipelines.reports.source import Books, outlet_of

_LINES: LiteralString = """
SELECT i.number AS invoice, NULL AS note, i.invoice_date AS day, i.kind, i.buyer_gstin, i.buyer_name,
       i.seller_state AS place, i.total_paise AS total, l.hsn_code AS hsn, l.tax_rate_bp AS rate,
       l.quantity, l.taxable_paise AS taxable, l.cgst_paise AS cgst, l.sgst_paise AS sgst
FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
WHERE i.outlet_id = %(outlet)s AND i.invoice_date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT i.number, n.number, n.note_date, i.kind, i.buyer_gstin, i.buyer_name,
       i.seller_state, n.total_paise, l.hsn_code, l.tax_rate_bp,
       -c.quantity, -c.taxable_paise, -c.cgst_paise, -c.sgst_paise
FROM credit_notes n JOIN invoices i ON i.id = n.invoice_id
JOIN credit_note_lines c ON c.credit_note_id = n.id
JOIN invoice_lines l ON l.invoice_id = c.invoice_id AND l.line_no = c.line_no
WHERE n.outlet_id = %(outlet)s AND n.note_date BETWEEN %(first)s AND %(last)s"""

_DOCUMENTS: LiteralString = """
SELECT kind, series, min(number) AS first, max(number) AS last, count(*) AS count,
       sum(total)::bigint AS total, sum(round_off)::bigint AS round_off
FROM (
  SELECT kind, issuer, series, financial_year, number, total_paise AS total, round_off_paise AS round_off
  FROM invoices WHERE outlet_id = %(outlet)s AND invoice_date BETWEEN %(first)s AND %(last)s
  UNION ALL
  SELECT 'CREDIT_NOTE', issuer, series, financial_year, number, -total_paise, -round_off_paise
  FROM credit_notes WHERE outlet_id = %(outlet)s AND note_date BETWEEN %(first)s AND %(last)s
) AS documents
GROUP BY kind, issuer, series, financial_year ORDER BY kind = 'CREDIT_NOTE', kind, first"""

_TAX = ("Taxable", "CGST", "SGST")
Row = dict[str, Any]


def gst_month(connection: Books, outlet_id: str, month: date) -> Report:
    """The month that `month` is in. Raises NotFound for an unknown outlet."""
    outlet = outlet_of(connection, outlet_id)
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    asked = {"outlet": outlet_id, "first": first, "last": last}
    lines: list[Row] = connection.execute(_LINES, asked).fetchall()
    documents: list[Row] = connection.execute(_DOCUMENTS, asked).fetchall()
    taxed = [row for row in lines if row["kind"] == "TAX_INVOICE"]
    registered = [row for row in taxed if row["buyer_gstin"]]
    others = [row for row in taxed if not row["buyer_gstin"]]
    return Report(
        kind="gst",
        period=f"{first:%Y-%m}",
        outlet_id=outlet_id,
        outlet_name=outlet["name"],
        title=f"GST, {first:%B %Y}",
        figures=_figures(lines, taxed, documents),
        sections=[
            _registered([row for row in registered if not row["note"]]),
            _others(others),
            _notes([row for row in registered if row["note"]]),
            _hsn(taxed),
            _untaxed([row for row in lines if row["kind"] != "TAX_INVOICE"]),
            _issued(documents),
        ],
    )


def _figures(lines: list[Row], taxed: list[Row], documents: list[Row]) -> list[tuple[str, str]]:
    def added(rows: list[Row], *names: str) -> int:
        return sum(row[name] for row in rows for name in names)

    return [
        ("Taxable, net of credit notes", rupees(added(taxed, "taxable"))),
        ("CGST", rupees(added(taxed, "cgst"))),
        ("SGST", rupees(added(taxed, "sgst"))),
        ("Taxable and tax of all documents", rupees(added(lines, "taxable", "cgst", "sgst"))),
        ("Round-offs", rupees(added(documents, "round_off"))),
        ("Total of all documents", rupees(added(documents, "total"))),
    ]


def _grouped(rows: list[Row], *names: str) -> list[tuple[tuple[Any, ...], list[Row]]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return sorted(groups.items(), key=lambda one: one[0])


def _sums(rows: Sequence[Row], sign: int = 1) -> tuple[str, ...]:
    names = ("taxable", "cgst", "sgst")
    return tuple(format_rupees(sign * sum(row[name] for row in rows)) for name in names)


def _rate(basis_points: int) -> str:
    return f"{basis_points / 100:g}"


def _registered(rows: list[Row]) -> Section:
    names = ("invoice", "rate", "day", "buyer_gstin", "buyer_name", "place", "total")
    told = [
        (
            key[3],
            key[4],
            key[0],
            key[2].isoformat(),
            format_rupees(key[6]),
            key[5],
            _rate(key[1]),
            *_sums(group),
        )
        for key, group in _grouped(rows, *names)
    ]
    columns = ("GSTIN", "Buyer", "Invoice", "Date", "Invoice total", "Place", "Rate %", *_TAX)
    return Section("B2B: table 4", columns, told)


def _others(rows: list[Row]) -> Section:
    told = [
        (key[0], _rate(key[1]), *_sums([row for row in group if not row["note"]]), *_sums(group))
        for key, group in _grouped(rows, "place", "rate")
    ]
    columns = (
        "Place",
        "Rate %",
        *(f"Invoiced {name}" for name in _TAX),
        *(f"Net {n}" for n in _TAX),
    )
    return Section("B2C: table 7", columns, told, "Net of the month's credit notes.")


def _notes(rows: list[Row]) -> Section:
    names = ("note", "rate", "day", "invoice", "buyer_gstin", "total")
    told = [
        (
            key[4],
            key[0],
            key[2].isoformat(),
            key[3],
            format_rupees(key[5]),
            _rate(key[1]),
            *_sums(group, -1),
        )
        for key, group in _grouped(rows, *names)
    ]
    columns = ("GSTIN", "Credit note", "Date", "Invoice", "Note total", "Rate %", *_TAX)
    return Section("Credit notes to registered buyers: table 9B", columns, told)


def _hsn(rows: list[Row]) -> Section:
    marked = [{**row, "supply": "B2B" if row["buyer_gstin"] else "B2C"} for row in rows]
    told = [
        (key[0], key[1], _rate(key[2]), str(sum(row["quantity"] for row in group)), *_sums(group))
        for key, group in _grouped(marked, "supply", "hsn", "rate")
    ]
    columns = ("Supply", "HSN", "Rate %", "Quantity", *_TAX)
    return Section("HSN summary: table 12", columns, told, "Net of the month's credit notes.")


def _untaxed(rows: list[Row]) -> Section:
    told = [(key[0], _sums(group)[0]) for key, group in _grouped(rows, "kind")]
    return Section("Bills without tax", ("Kind", "Value"), told, "Bills of supply and plain bills.")


def _issued(rows: list[Row]) -> Section:
    told = [
        (row["kind"], row["series"], row["first"], row["last"], str(row["count"]), "0")
        for row in rows
    ]
    columns = ("Kind", "Series", "First", "Last", "Issued", "Cancelled")
    return Section("Documents issued: table 13", columns, told)
