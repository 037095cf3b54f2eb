"""Every version a kitchen ticket has had, and who made it.

Revision ID: 0032
Revises: 0031
"""

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: what the kitchen did is not forgotten; restore a backup instead."""
    raise NotImplementedError("ticket events cannot be removed; restore a backup instead")
