"""Labels of claims and cruxes, and what claims say beyond their sentence

Schema only. Never import a model here: the migration must mean the same when the models have
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claim", sa.Column("label", sa.String(), nullable=True))
    op.add_column("claim", sa.Column("body", sa.String(), nullable=True))
    op.add_column("crux", sa.Column("label", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("crux", "label")
    op.drop_column("claim", "body")
    op.drop_column("claim", "label")
