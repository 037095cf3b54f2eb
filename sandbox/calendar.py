"""The actions that can be on the agenda, by the names they are stored under."""

from sandbox import payments, qr_codes, refunds
from sandbox.agenda import Agenda

AGENDA = Agenda(
    {
        payments.AUTHORIZE: payments.authorize_due,
        payments.EXPIRE: payments.expire,
        qr_codes.CLOSE: qr_codes.close_due,
        refunds.SETTLE: refunds.settle_due,
    }
)
