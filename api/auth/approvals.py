"""A second person's consent: given by PIN at the caller's place, good for one act on one thing, once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.audit.service import record
from api.auth import queries, secret_tokens, sessions
from api.auth.models import Approval
from api.auth.pin_guesses import guess
from api.auth.pin_sign_in import WrongPin
from api.auth.schemas import ApprovalRequest, GivenApproval
from api.authorization import MANAGEMENT
from api.database import Database
from api.models import table_of
from chitrail.clock import now
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.ids import new_id
from chitrail.settings import Settings
from chitrail.tokens import Actor

LIFETIME = timedelta(minutes=5)
REFUND, VOID_FIRED, NO_SALE = "refund", "order.void_fired", "drawer.no_sale"
OVER_LIMIT = "discount.over_limit"
PURCHASE_OVER_LIMIT, OVER_RECEIPT = "purchase.over_limit", "purchase.over_receipt"
ACTS = (REFUND, VOID_FIRED, NO_SALE, OVER_LIMIT, PURCHASE_OVER_LIMIT, OVER_RECEIPT)
APPROVALS = table_of(Approval)


class ApprovalRequired(ChitrailError):
    """The act needs a second person."""

    status = 403
    code = "approval-required"
    title = "A second person must approve this"


def approve(
    database: Database, settings: Settings, actor: Actor, request: ApprovalRequest
) -> GivenApproval:
    """A consent by a manager other than the caller, who types their PIN.

    Raises InvalidInput for an unknown act, WrongPin also for the caller's own PIN and for somebody who is
    no manager, TooManyTries.
    """
    if request.act not in ACTS:
        raise InvalidInput(f"must be one of {', '.join(ACTS)}", field="act")
    place = _place(database, actor)
    made = guess(database, settings, actor.outlet_id, place, request.approver, request.pin)
    with database.transaction() as connection:
        seen = made.person
        second = queries.hold_active(connection, seen.id) if seen and made.right else None
        if (
            seen is not None
            and second is not None
            and second.pin_hash == seen.pin_hash
            and second.role in MANAGEMENT
            and str(second.id) != actor.subject
        ):
            made.take_back(connection)
            return _given(connection, actor, request, second.id)
        who = seen.id if seen is not None else ""
        record(
            connection,
            actor.outlet_id,
            actor.subject,
            "approval-refused",
            who,
            of=request.act,
            about=request.subject,
        )
    raise WrongPin("name or PIN is wrong, or they may not approve this")


def require(
    connection: Connection, actor: Actor, act: str, subject: UUID | str, approval: str | None
) -> UUID:
    """Use a consent up in the transaction of its act; who gave it. Raises ApprovalRequired."""
    if approval is None:
        raise ApprovalRequired(f"ask for an approval of {act} {subject}", act=act, subject=subject)
    used = update(APPROVALS).where(
        APPROVALS.c.token_sha256 == secret_tokens.digest(approval),
        APPROVALS.c.outlet_id == actor.outlet_id,
        APPROVALS.c.requested_by == actor.subject,
        APPROVALS.c.act == act,
        APPROVALS.c.subject == str(subject),
        APPROVALS.c.used_at.is_(None),
        APPROVALS.c.expires_at > now(),
    )
    by = connection.execute(used.values(used_at=now()).returning(APPROVALS.c.approved_by)).scalar()
    if by is None:
        raise ApprovalRequired(
            "this approval was used, has run out, or is for something else", field="approval"
        )
    return UUID(str(by))


def require_of_others(
    connection: Connection, actor: Actor, act: str, subject: UUID | str, approval: str | None
) -> UUID | None:
    """As `require`, but management does the act on its own word; who gave the consent, None for them."""
    if actor.role in MANAGEMENT:
        return None
    return require(connection, actor, act, subject, approval)


def _given(
    connection: Connection, actor: Actor, request: ApprovalRequest, by: UUID
) -> GivenApproval:
    secret, sha256 = secret_tokens.make()
    at = now()
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "act": request.act,
        "subject": request.subject,
        "token_sha256": sha256,
        "requested_by": actor.subject,
        "approved_by": by,
        "approved_at": at,
        "expires_at": at + LIFETIME,
    }
    connection.execute(insert(APPROVALS).values(row))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "approved",
        request.subject,
        of=request.act,
        approved_by=by,
    )
    return GivenApproval(secret, request.act, request.subject, by, at + LIFETIME)


def _place(database: Database, actor: Actor) -> str:
    """Where guesses count: the device signed in on, else the caller."""
    if actor.session is None:
        return actor.subject
    with database.transaction() as connection:
        device_id = sessions.of(connection, UUID(actor.session)).device_id
    return str(device_id) if device_id is not None else actor.subject
