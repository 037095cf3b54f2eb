"""The actions that can be on the agenda, by the names they are stored under."""

from sandbox import payments, refunds
from sandbox.agenda import Agenda

AGENDA = Agenda(
    {
        payments.AUTHORIZE: payments.authorize_due,
        payments.EXPIRE: payments.expire,
        refunds.SETTLE: refunds.settle_due,
    }
)
