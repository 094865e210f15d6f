"""Sentences on two people; a position on a crux in a few words, and which way it points

Schema only. Never import a model here: the migration must mean the same when the models have
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pair_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_pair_sentence_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["a_id"], ["person.id"], name="fk_pair_sentence_a_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["person.id"], name="fk_pair_sentence_b_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pair_sentence"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_pair_sentence_debate_id_public_id"),
    )
    for column in ("debate_id", "a_id", "b_id"):
        op.create_index(f"ix_pair_sentence_{column}", "pair_sentence", [column])
    op.create_table(
        "pair_sentence_node",
        sa.Column("pair_sentence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pair_sentence_id"],
            ["pair_sentence.id"],
            name="fk_pair_sentence_node_pair_sentence_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_pair_sentence_node_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pair_sentence_id", "position", name="pk_pair_sentence_node"),
    )
    op.create_index("ix_pair_sentence_node_node_id", "pair_sentence_node", ["node_id"])
    op.add_column("crux_position", sa.Column("short", sa.String(), nullable=True))
    op.add_column("crux_position", sa.Column("sign", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("crux_position", "sign")
    op.drop_column("crux_position", "short")
    op.drop_table("pair_sentence_node")
    op.drop_table("pair_sentence")
