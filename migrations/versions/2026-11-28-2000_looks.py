"""How far each account has seen each debate

Schema only: who has never looked has seen nothing yet, and is told of nothing. Never import a
model here: the migration must mean the same when the models have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_look_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_look_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate_id", "account_id", name="pk_look"),
    )
    op.create_index("ix_look_account_id", "look", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_look_account_id", table_name="look")
    op.drop_table("look")
