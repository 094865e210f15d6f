"""The database's random id

Data only. Never import a model here: the migration must mean the same when the models have moved
on.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = sa.table("installation", sa.column("id"), sa.column("database_id"))


def upgrade() -> None:
    op.execute(TABLE.insert().values(id=1, database_id=secrets.token_hex(16)))


def downgrade() -> None:
    op.execute(TABLE.delete())
