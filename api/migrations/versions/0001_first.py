"""The first schema: outlets, staff, menu, recipes, orders, payments, stock, messages.

Revision ID: 0001
Revises:
"""

from pathlib import Path

from alembic import op
from sqlalchemy import text

from chitrail.states import MACHINES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
MACHINES_THEN = ("order", "ticket", "payment", "refund")


def upgrade() -> None:
    """Create everything from the SQL file beside this one, then the legal status edges."""
    connection = op.get_bind()
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    connection.exec_driver_sql(schema, execution_options={"no_parameters": True})
    edges = [
        {"machine": machine, "from_status": str(current), "to_status": str(target)}
        for machine in MACHINES_THEN
        for current, targets in MACHINES[machine].items()
        for target in sorted(targets)
        if target != current
    ]
    connection.execute(
        text("INSERT INTO status_edges VALUES (:machine, :from_status, :to_status)"), edges
    )


def downgrade() -> None:
    """Refuse: the first schema has nothing to go back to."""
    raise NotImplementedError("the first migration cannot be undone; restore a backup instead")
