"""Money in depth: the double-entry ledger, split bills, cash drawers, settlements, the application's role.

Revision ID: 0002
Revises: 0001
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one; it keeps what was there and posts it to the new ledger."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: books are not thrown away; restore a backup instead."""
    raise NotImplementedError("the ledger cannot be removed; restore a backup instead")
