"""Numbers of an outlet's papers, by series and India's financial year: PO/2627/0001."""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from api.invoices.numbering import financial_year
from api.models import table_of
from api.purchasing.models import PurchaseCounter

COUNTERS = table_of(PurchaseCounter)
ORDER, RECEIPT, DEBIT_NOTE, TRANSFER = "PO", "GR", "DN", "ST"


def take(connection: Connection, outlet_id: str, series: str, at: datetime) -> str:
    """The next number, for this transaction: rolled back with it, so none is left out.

    The counter stays locked until the transaction ends: take the number when all else is checked.
    """
    key = {"outlet_id": outlet_id, "series": series, "financial_year": financial_year(at)}
    first = insert(COUNTERS).values(**key, last_number=1)
    taken = first.on_conflict_do_update(
        index_elements=list(key), set_={"last_number": COUNTERS.c.last_number + 1}
    )
    number = connection.execute(taken.returning(COUNTERS.c.last_number)).scalar_one()
    return f"{series}/{key['financial_year']}/{number:04}"
