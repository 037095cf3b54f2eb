"""The rules of an outlet: the defaults of every kind, and what it wants otherwise."""

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from api.alerts import queries
from api.alerts.kinds import KINDS, Kind
from api.alerts.queries import RULES
from api.alerts.schemas import Rule, RuleList, RuleRequest
from api.audit.service import record
from api.models import AnyRow
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.tokens import Actor


def listing(connection: Connection, outlet_id: str) -> RuleList:
    """A rule for each kind."""
    changed = queries.rules_at(connection, outlet_id)
    return RuleList([_view(kind, changed.get(name)) for name, kind in KINDS.items()])


def save(
    connection: Connection, actor: Actor, name: str, request: RuleRequest, version: int | None
) -> Reply[Rule]:
    """Change a rule. Raises NotFound, InvalidInput, PreconditionFailed."""
    kind = KINDS.get(name)
    if kind is None:
        raise NotFound(f"there is no kind of alert {name!r}")
    for parameter in request.parameters:
        if parameter not in kind.parameters:
            known = ", ".join(kind.parameters) or "none"
            raise InvalidInput(f"{name} has {known}", field=f"parameters/{parameter}")
    before = _view(kind, queries.rules_at(connection, actor.outlet_id).get(name))
    require_version(version, before.version, before)
    columns = {
        "is_active": request.is_active,
        "severity": request.severity,
        "parameters": request.parameters,
        "escalate_after_minutes": request.escalate_after_minutes,
        "updated_by": actor.subject,
        "updated_at": now(),
    }
    written = insert(RULES).values(outlet_id=actor.outlet_id, kind=name, version=1, **columns)
    written = written.on_conflict_do_update(
        index_elements=["outlet_id", "kind"],
        set_={**columns, "version": RULES.c.version + 1},
    )
    view = _view(kind, connection.execute(written.returning(RULES)).one())
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "alert-rule-changed",
        name,
        is_active=request.is_active,
        severity=request.severity,
        parameters=request.parameters,
    )
    return Reply(view, version=view.version)


def _view(kind: Kind, row: AnyRow | None) -> Rule:
    parameters = dict(kind.parameters)
    if row is None:
        return Rule(
            kind=kind.name,
            about=kind.about,
            is_active=True,
            severity=kind.severity,
            parameters=parameters,
            escalate_after_minutes=kind.escalate_after_minutes,
            version=0,
            updated_by="",
            updated_at=None,
        )
    return Rule(
        kind=kind.name,
        about=kind.about,
        is_active=row.is_active,
        severity=row.severity,
        parameters=parameters | row.parameters,
        escalate_after_minutes=row.escalate_after_minutes,
        version=row.version,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )
