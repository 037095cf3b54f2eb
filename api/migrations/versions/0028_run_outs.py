"""What was predicted of ingredients that will be gone.

Revision ID: 0028
Revises: 0027
"""

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: whoever was warned would be warned again; restore a backup instead."""
    raise NotImplementedError(
        "predictions and warnings cannot be removed; restore a backup instead"
    )
