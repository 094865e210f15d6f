"""Change records hold what was changed whole, why, and what was taken back

Schema only. Never import a model here: the migration must mean the same when the models have
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("edits", sa.JSON(), nullable=True))
    op.add_column("change", sa.Column("reason", sa.String(), nullable=True))
    op.add_column("change", sa.Column("undoes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("change", "undoes")
    op.drop_column("change", "reason")
    op.drop_column("change", "edits")
