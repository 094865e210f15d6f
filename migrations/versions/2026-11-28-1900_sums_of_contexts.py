"""Room for the sum that stands beside the hash of what surrounds a quoted stretch

Schema only; hashes of the older form stay as they are. Never import a model here: the migration
must mean the same when the models have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = ("prefix_hash", "suffix_hash")
OLDER, NEWER = sa.String(length=16), sa.String(length=22)


def upgrade() -> None:
    _retype(OLDER, NEWER)


def downgrade() -> None:
    _retype(NEWER, OLDER)


def _retype(before: sa.String, after: sa.String) -> None:
    with op.batch_alter_table("span") as batch:
        for column in COLUMNS:
            batch.alter_column(column, existing_type=before, type_=after, existing_nullable=True)
