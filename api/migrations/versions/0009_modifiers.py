"""Modifiers of dishes, frozen on order lines.

Revision ID: 0009
Revises: 0008
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: what guests chose is not thrown away; restore a backup instead."""
    raise NotImplementedError("modifiers cannot be removed; restore a backup instead")
