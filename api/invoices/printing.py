"""Pages to print: for an 80 mm receipt printer and for A4. They load nothing and run nothing."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.invoices.schemas import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Paper
from api.reply import Encoded

_PAGES = Path(__file__).with_name("pages")
_TITLES = {"TAX_INVOICE": "Tax invoice", "BILL_OF_SUPPLY": "Bill of supply", "BILL": "Bill"}
COMPOSITION_NOTE = "Composition taxable person, not eligible to collect tax on supplies"
"""What every bill of a seller under the composition scheme must say (CGST Rule 5 f)."""


def page(invoice: Invoice, paper: Paper, note: CreditNote | None = None) -> Encoded:
    """An invoice, or a credit note of it, as a page for a kind of paper."""
    style = (_PAGES / f"{paper}.css").read_text(encoding="utf-8")
    lines: Sequence[InvoiceLine | CreditNoteLine] = note.lines if note else invoice.lines
    body = (
        _templates()
        .get_template(f"{paper}.html")
        .render(
            title="Credit note" if note else _TITLES[invoice.kind],
            paper_note=COMPOSITION_NOTE if invoice.kind == "BILL_OF_SUPPLY" else "",
            style=Markup(style),  # noqa: S704 - a file of ours
            invoice=invoice,
            note=note,
            document=note or invoice,
            day=(note.note_date if note else invoice.invoice_date).strftime("%d-%m-%Y"),
            lines=lines,
            rates=rates(lines),
            taxed=invoice.kind == "TAX_INVOICE",
        )
    )
    return Encoded(200, body.encode(), page_headers(style))


def rates(
    lines: Sequence[InvoiceLine | CreditNoteLine],
) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Rate in percent, taxable value, CGST and SGST, for each rate on the lines."""
    sums: dict[Decimal, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for line in lines:
        amounts = (Decimal(line.taxable), Decimal(line.cgst), Decimal(line.sgst))
        at = sums[Decimal(line.tax_rate)]
        at[:] = [before + amount for before, amount in zip(at, amounts, strict=True)]
    return [(rate, *amounts) for rate, amounts in sorted(sums.items())]  # type: ignore[misc]


def grouped(amount: str | Decimal) -> str:
    """An amount in Indian groups: 1234567.50 -> "12,34,567.50"."""
    sign, digits = ("-" if str(amount).startswith("-") else ""), str(amount).lstrip("-")
    whole, _, paise = digits.partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return f"{sign}{','.join([*reversed(groups), tail])}.{paise:0<2}"


def short_rate(rate: str | Decimal) -> str:
    """A rate without zeros nobody reads: "5.00" -> "5", "2.50" -> "2.5"."""
    return f"{Decimal(rate).normalize():f}"


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"rupees": grouped, "rate": short_rate}
    return found


def page_headers(style: str) -> dict[str, str]:
    """Headers of a page: the policy lets the page use its own style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'"
    )
    return {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
