"""A purchase order on paper and as a table for a spreadsheet."""

import csv
import io
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection

from api.invoices.printing import grouped, page_headers, short_rate
from api.invoices.summaries import safe_cell
from api.outlets.queries import outlet
from api.purchasing.schemas import PurchaseOrder
from api.purchasing.views import plain
from api.reply import Encoded
from api.suppliers.service import found

_PAGES = Path(__file__).with_name("pages")


def page(connection: Connection, order: PurchaseOrder, outlet_id: str) -> Encoded:
    """The order as a page for A4, which loads nothing and runs nothing."""
    style = (_PAGES / "order.css").read_text(encoding="utf-8")
    body = (
        _templates()
        .get_template("order.html")
        .render(
            style=Markup(style),  # noqa: S704 - a file of ours
            order=order,
            buyer=outlet(connection, outlet_id),
            supplier=found(connection, outlet_id, order.supplier_id),
        )
    )
    return Encoded(200, body.encode(), page_headers(style))


def table(order: PurchaseOrder) -> Encoded:
    """The order's lines as CSV; a text that a spreadsheet would run as a formula gets a quote."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["order", "code", "name", "packs", "price", "tax_rate", "net", "tax", "wanted"])
    for line in order.lines:
        texts = [safe_cell(order.number), safe_cell(line.code), safe_cell(line.name)]
        amounts = [plain(line.packs), line.price, line.tax_rate, line.net, line.tax]
        writer.writerow([*texts, *amounts, line.expected_on.isoformat()])
    name = order.number.replace("/", "-")
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    return Encoded(200, out.getvalue().encode(), headers)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"rupees": grouped, "rate": short_rate, "plain": plain}
    return environment
