"""Sign-ins that can be ended, enrolled devices and PINs, limits of guessing, approvals, the audit chain.

Revision ID: 0005
Revises: 0004
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one; everybody signs in again."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: an audit is not thrown away; restore a backup instead."""
    raise NotImplementedError("the audit cannot be removed; restore a backup instead")
