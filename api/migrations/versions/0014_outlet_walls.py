"""Row-level security: the application sees and writes the rows of one outlet at a time.

Revision ID: 0014
Revises: 0013
"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the SQL file beside this one; it changes no row."""
    schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(schema, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Refuse: older code would see no row at all."""
    raise NotImplementedError(
        "the walls between outlets are not taken down; restore a backup instead"
    )
