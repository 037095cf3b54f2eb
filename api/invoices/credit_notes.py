"""Credit notes: giving back part or all of an invoice, in a series of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from api.invoices import queries, reading
from api.invoices.crediting import Credit, Piece, by_amount, by_portions
from api.invoices.identity import IdentityMissing
from api.invoices.numbering import take
from api.invoices.queries import NOTE_LINES, NOTES
from api.invoices.schemas import CreditNote, CreditNoteRequest, PortionRequest
from api.invoices.words import amount_in_words
from api.models import AnyRow
from api.orders import queries as orders
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees, parse_rupees
from chitrail.tokens import Actor


class NothingLeft(Conflict):
    """An invoice is given back once."""

    code = "nothing-left-to-credit"
    title = "Nothing of this invoice is left"


def credit(
    connection: Connection,
    actor: Actor,
    invoice_id: UUID,
    request: CreditNoteRequest,
    at: datetime,
) -> Reply[CreditNote]:
    """A new credit note, as of `at`. Raises NotFound, NothingLeft, InvalidInput, SeriesTaken."""
    if (request.lines is None) == (request.amount is None):
        raise InvalidInput("give either lines or an amount", field="amount")
    invoice = queries.invoice(connection, actor.outlet_id, invoice_id)
    if invoice is None:
        raise NotFound(f"there is no invoice {invoice_id}")
    # Of two credit notes at once the second waits here; an invoice's own row cannot be locked.
    orders.order(connection, actor.outlet_id, invoice.order_id, lock=True)
    found = _credit(connection, invoice, request)
    settings = queries.settings(connection, actor.outlet_id)
    if settings is None:
        raise IdentityMissing("a manager makes them with POST /api/invoices/settings")
    number = take(
        connection,
        invoice.issuer,
        settings.credit_note_series,
        "CREDIT_NOTE",
        max(at, invoice.issued_at),
    )
    note_id = new_id()
    row = {
        "id": note_id,
        "outlet_id": actor.outlet_id,
        "invoice_id": invoice_id,
        "issued_by": actor.subject,
        "reason": request.reason.strip(),
        "note_date": number.day,
        **number.columns,
        **_sums(found),
    }
    connection.execute(insert(NOTES).values(row))
    keys = {"credit_note_id": note_id, "invoice_id": invoice_id}
    connection.execute(insert(NOTE_LINES), [{**keys, **_columns(piece)} for piece in found.pieces])
    value = reading.credit_note(connection, actor.outlet_id, note_id)
    return Reply(value, location=f"/api/credit-notes/{note_id}")


def _credit(connection: Connection, invoice: AnyRow, request: CreditNoteRequest) -> Credit:
    """What is taken, out of what is left now that nobody else can take any."""
    before = queries.notes(connection, invoice.id)
    rest = invoice.total_paise - sum(note.total_paise for note in before)
    if rest <= 0:
        raise NothingLeft(f"{invoice.number} is credited in full")
    round_off = invoice.round_off_paise - sum(note.round_off_paise for note in before)
    left = [_left(line) for line in queries.lines(connection, invoice.id)]
    if request.amount is not None:
        amount = parse_rupees(request.amount)
        if not 0 < amount <= rest:
            raise InvalidInput(
                f"must be more than 0 and at most {format_rupees(rest)}", field="amount"
            )
        return by_amount(left, round_off, amount)
    wanted = _wanted(left, request.lines or [])
    found = by_portions(left, round_off, wanted)
    pieces = [piece for piece in found.pieces if piece.paise]
    if found.total_paise <= 0:
        raise InvalidInput("nothing of these lines is left", field="lines")
    return Credit(pieces, found.round_off_paise)


def _wanted(left: Sequence[Piece], requests: list[PortionRequest]) -> dict[int, int]:
    by_number = {line.line_no: line for line in left}
    wanted: dict[int, int] = {}
    for place, request in enumerate(requests):
        line = by_number.get(request.line_no)
        if line is None:
            raise InvalidInput("is not a line of this invoice", field=f"lines/{place}/line_no")
        if request.line_no in wanted:
            raise InvalidInput("is given more than once", field=f"lines/{place}/line_no")
        if request.quantity > line.quantity:
            raise InvalidInput(
                f"only {line.quantity} are left of this line", field=f"lines/{place}/quantity"
            )
        wanted[request.line_no] = request.quantity
    return wanted


def _left(line: AnyRow) -> Piece:
    return Piece(
        line.line_no,
        int(line.quantity - line.credited_quantity),
        int(line.taxable_paise - line.credited_taxable_paise),
        int(line.cgst_paise - line.credited_cgst_paise),
    )


def _columns(piece: Piece) -> dict[str, int]:
    return {
        "line_no": piece.line_no,
        "quantity": piece.quantity,
        "taxable_paise": piece.taxable_paise,
        "cgst_paise": piece.tax_paise,
        "sgst_paise": piece.tax_paise,
    }


def _sums(found: Credit) -> dict[str, Any]:
    tax = sum(piece.tax_paise for piece in found.pieces)
    return {
        "taxable_paise": sum(piece.taxable_paise for piece in found.pieces),
        "cgst_paise": tax,
        "sgst_paise": tax,
        "round_off_paise": found.round_off_paise,
        "total_paise": found.total_paise,
        "amount_in_words": amount_in_words(found.total_paise),
        "n_lines": len(found.pieces),
    }
