"""The licence and the authors of a debate, and where it came from

Schema only. Never import a model here: the migration must mean the same when the models have
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debate", sa.Column("licence", sa.String(), nullable=True))
    op.add_column("debate", sa.Column("authors", sa.JSON(), nullable=True))
    op.add_column("debate", sa.Column("origin", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("debate", "origin")
    op.drop_column("debate", "authors")
    op.drop_column("debate", "licence")
