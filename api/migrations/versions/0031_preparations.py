"""Preparations and what recipes are made of.

Revision ID: 0031
Revises: 0030
"""

from pathlib import Path

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: preparations are not forgotten; restore a backup instead."""
    raise NotImplementedError("preparations cannot be removed; restore a backup instead")
