"""Suggestions: changes that are not applied yet, and the records of those accepted

Schema only. Never import a model here: the migration must mean the same when the models have
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_suggestion_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_suggestion_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name="fk_suggestion_decided_by_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_suggestion_debate_id_public_id"),
    )
    for column in ("debate_id", "account_id", "decided_by_id"):
        op.create_index(f"ix_suggestion_{column}", "suggestion", [column])
    op.add_column("change", sa.Column("suggestion", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("change", "suggestion")
    op.drop_table("suggestion")
