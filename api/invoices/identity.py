"""What an outlet is to the tax office: read and changed by its management."""

from sqlalchemy import Connection

from api.invoices import queries
from api.invoices.gstin import STATES, check_gstin
from api.invoices.numbering import financial_year
from api.invoices.schemas import InvoiceSettings, SettingsRequest
from api.models import AnyRow
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.tokens import Actor


class IdentityMissing(Conflict):
    """No invoice without a seller."""

    code = "tax-identity-missing"
    title = "The outlet has no invoice settings yet"


def save(connection: Connection, actor: Actor, request: SettingsRequest) -> InvoiceSettings:
    """Make or change the outlet's settings. Raises InvalidInput with the field at fault."""
    _check(connection, actor.outlet_id, request)
    row = {
        "outlet_id": actor.outlet_id,
        "legal_name": request.legal_name.strip(),
        "address": request.address.strip(),
        "state_code": request.state_code,
        "fssai_number": request.fssai_number,
        "scheme": request.scheme,
        "series": request.series,
        "credit_note_series": request.credit_note_series,
        "hsn_code": request.hsn_code,
        "footer": request.footer.strip(),
        "updated_by": actor.subject,
        "updated_at": now(),
    }
    queries.save_settings(connection, row, request.gstin)
    return read(connection, actor.outlet_id)


def read(connection: Connection, outlet_id: str) -> InvoiceSettings:
    """The outlet's settings. Raises NotFound before they are first made."""
    row = queries.settings(connection, outlet_id)
    if row is None:
        raise NotFound("this outlet has no invoice settings yet")
    return InvoiceSettings(
        outlet_id=row.outlet_id,
        legal_name=row.legal_name,
        address=row.address,
        state_code=row.state_code,
        state=STATES[row.state_code],
        gstin=row.gstin,
        fssai_number=row.fssai_number,
        scheme=row.scheme,
        series=row.series,
        credit_note_series=row.credit_note_series,
        hsn_code=row.hsn_code,
        footer=row.footer,
        updated_at=row.updated_at,
    )


def kind_of(scheme: str, gstin: str | None) -> str:
    """What a seller issues: only who is registered under the regular scheme may show and take tax."""
    if gstin is None:
        return "BILL"
    return "TAX_INVOICE" if scheme == "REGULAR" else "BILL_OF_SUPPLY"


def issuer_of(row: AnyRow) -> str:
    """Whose numbers they are: the GSTIN's, or the outlet's without one."""
    return row.gstin or f"outlet:{row.outlet_id}"


def _check(connection: Connection, outlet_id: str, request: SettingsRequest) -> None:
    if request.state_code not in STATES:
        raise InvalidInput("is no state's code", field="state_code")
    if request.gstin is not None:
        check_gstin(request.gstin, field="gstin")
        if request.gstin[:2] != request.state_code:
            raise InvalidInput("is of another state than state_code", field="gstin")
    elif request.scheme == "COMPOSITION":
        raise InvalidInput("is needed for the composition scheme", field="gstin")
    if request.series == request.credit_note_series:
        raise InvalidInput("must not be the series of invoices", field="credit_note_series")
    issuer = request.gstin or f"outlet:{outlet_id}"
    year = financial_year(now())
    wanted = {
        "series": (request.series, kind_of(request.scheme, request.gstin)),
        "credit_note_series": (request.credit_note_series, "CREDIT_NOTE"),
    }
    for field, (series, kind) in wanted.items():
        counted = queries.counted_kind(connection, issuer, series, year)
        if counted not in (None, kind):
            raise InvalidInput(
                f"numbers documents of the kind {counted} this year; choose another", field=field
            )
