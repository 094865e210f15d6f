"""First tables

Schema and data changes go into separate migrations. Never import a model here: the
migration must mean the same when the models have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# In the order in which they can be dropped.
TABLES = (
    "stance_via",
    "sense_node",
    "version_span",
    "verdict",
    "stance",
    "sense",
    "quote",
    "node_span",
    "footnote",
    "crux_position",
    "credence_order",
    "comment_span",
    "citation",
    "span",
    "premise",
    "crux_claim",
    "comment_version",
    "claim_voice",
    "claim_asked",
    "wording",
    "thesis",
    "snapshot",
    "rendering",
    "relation",
    "link",
    "crux",
    "credence",
    "comment",
    "claim",
    "term",
    "source",
    "sign_in_link",
    "sign_in",
    "person",
    "node",
    "membership",
    "change",
    "debate",
    "account",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("imported_id", sa.String(length=40), nullable=True),
        sa.Column("site_owner", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name_key", name="uq_account_name_key"),
        sa.UniqueConstraint("public_id", name="uq_account_public_id"),
    )
    op.create_table(
        "debate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("semantics", sa.String(length=32), nullable=False),
        sa.Column("pooling", sa.String(length=32), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("open_role", sa.String(length=32), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("bundled_revision", sa.Integer(), nullable=True),
        sa.Column("bundled_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_debate"),
        sa.UniqueConstraint("slug", name="uq_debate_slug"),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_change_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_change_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.UniqueConstraint("debate_id", "revision", name="uq_change_debate_id_revision"),
    )
    op.create_index("ix_change_account_id", "change", ["account_id"])
    op.create_index("ix_change_debate_id", "change", ["debate_id"])

    op.create_table(
        "membership",
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "role IN ('reader', 'annotator', 'editor', 'owner')", name="ck_membership_role"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_membership_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_membership_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate_id", "account_id", name="pk_membership"),
    )
    op.create_index("ix_membership_account_id", "membership", ["account_id"])

    op.create_table(
        "node",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("sureness", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('claim', 'relation', 'crux')", name="ck_node_kind"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_node_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_node_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["node.id"], name="fk_node_superseded_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_node"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_node_debate_id_public_id"),
    )
    op.create_index("ix_node_account_id", "node", ["account_id"])
    op.create_index("ix_node_debate_id", "node", ["debate_id"])
    op.create_index("ix_node_superseded_by_id", "node", ["superseded_by_id"])

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_person_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_person_debate_id_public_id"),
    )
    op.create_index("ix_person_debate_id", "person", ["debate_id"])

    op.create_table(
        "sign_in",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_sign_in_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])

    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_sign_in_link_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in_link"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("csl", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("text_hash", sa.String(length=80), nullable=True),
        sa.Column("text_length", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_source_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_source_debate_id_public_id"),
    )
    op.create_index("ix_source_debate_id", "source", ["debate_id"])

    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_term_debate_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_term_debate_id_public_id"),
    )
    op.create_index("ix_term_debate_id", "term", ["debate_id"])

    op.create_table(
        "claim",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("hedge", sa.String(), nullable=True),
        sa.Column("conditional", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("comparative", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=True),
        sa.Column("meta_topic", sa.String(length=32), nullable=True),
        sa.Column("prior", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["person.id"], name="fk_claim_asker_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_claim_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", name="pk_claim"),
    )
    op.create_index("ix_claim_asker_id", "claim", ["asker_id"])

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_sureness", sa.String(length=32), nullable=True),
        sa.Column("author_note", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("parent_sureness", sa.String(length=32), nullable=True),
        sa.Column("parent_note", sa.String(), nullable=True),
        sa.Column("posted", sa.String(length=32), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name="fk_comment_author_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_comment_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comment.id"], name="fk_comment_parent_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name="fk_comment_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_comment_debate_id_public_id"),
    )
    op.create_index("ix_comment_author_id", "comment", ["author_id"])
    op.create_index("ix_comment_debate_id", "comment", ["debate_id"])
    op.create_index("ix_comment_parent_id", "comment", ["parent_id"])
    op.create_index("ix_comment_source_id", "comment", ["source_id"])

    op.create_table(
        "credence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("ill_posed", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(value IS NOT NULL AND NOT ill_posed AND NOT withdrawn) OR (value IS NULL AND ill_posed AND NOT withdrawn) OR (value IS NULL AND NOT ill_posed AND withdrawn)",
            name="ck_credence_one_answer",
        ),
        sa.CheckConstraint(
            "value IS NULL OR (value >= 0 AND value <= 1)", name="ck_credence_value"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_credence_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_credence_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_credence_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_credence"),
    )
    op.create_index("ix_credence_account_id", "credence", ["account_id"])
    op.create_index("ix_credence_debate_id", "credence", ["debate_id"])
    op.create_index("ix_credence_latest", "credence", ["node_id", "account_id", "id"])

    op.create_table(
        "crux",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=True),
        sa.Column("would_move", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("outcome_note", sa.String(), nullable=True),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["node.id"], name="fk_crux_conclusion_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name="fk_crux_named_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_crux_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", name="pk_crux"),
    )
    op.create_index("ix_crux_conclusion_id", "crux", ["conclusion_id"])
    op.create_index("ix_crux_named_by_id", "crux", ["named_by_id"])

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("to_debate", sa.String(length=80), nullable=False),
        sa.Column("to_node", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("provenance", sa.String(length=32), nullable=True),
        sa.Column("sureness", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_link_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_link_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_link_debate_id_public_id"),
    )
    op.create_index("ix_link_debate_id", "link", ["debate_id"])
    op.create_index("ix_link_node_id", "link", ["node_id"])

    op.create_table(
        "relation",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("strength", sa.String(length=32), nullable=True),
        sa.Column("strength_words", sa.String(), nullable=True),
        sa.Column("relevance", sa.Double(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("reason_group", sa.String(), nullable=True),
        sa.Column("scheme", sa.String(length=32), nullable=True),
        sa.Column("extent", sa.String(length=32), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("taken", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_relation_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_relation_owner_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_relation_person_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["node.id"], name="fk_relation_target_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", name="pk_relation"),
    )
    op.create_index("ix_relation_owner_id", "relation", ["owner_id"])
    op.create_index("ix_relation_person_id", "relation", ["person_id"])
    op.create_index("ix_relation_target_id", "relation", ["target_id"])

    op.create_table(
        "rendering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name="fk_rendering_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rendering"),
        sa.UniqueConstraint("source_id", "public_id", name="uq_rendering_source_id_public_id"),
    )
    op.create_table(
        "snapshot",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_snapshot_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name="fk_snapshot_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", name="pk_snapshot"),
    )
    op.create_index("ix_snapshot_account_id", "snapshot", ["account_id"])

    op.create_table(
        "thesis",
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_thesis_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_thesis_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate_id", "position", name="pk_thesis"),
    )
    op.create_index("ix_thesis_node_id", "thesis", ["node_id"])

    op.create_table(
        "wording",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_wording_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_wording_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", "number", name="pk_wording"),
    )
    op.create_index("ix_wording_account_id", "wording", ["account_id"])

    op.create_table(
        "claim_asked",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.node_id"], name="fk_claim_asked_claim_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_claim_asked_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_claim_asked"),
    )
    op.create_index("ix_claim_asked_person_id", "claim_asked", ["person_id"])

    op.create_table(
        "claim_voice",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.node_id"], name="fk_claim_voice_claim_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_claim_voice_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_claim_voice"),
    )
    op.create_index("ix_claim_voice_person_id", "claim_voice", ["person_id"])

    op.create_table(
        "comment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_comment_version_comment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment_version"),
        sa.UniqueConstraint(
            "comment_id", "public_id", name="uq_comment_version_comment_id_public_id"
        ),
    )
    op.create_table(
        "crux_claim",
        sa.Column("crux_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["crux_id"], ["crux.node_id"], name="fk_crux_claim_crux_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_crux_claim_node_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("crux_id", "position", name="pk_crux_claim"),
    )
    op.create_index("ix_crux_claim_node_id", "crux_claim", ["node_id"])

    op.create_table(
        "premise",
        sa.Column("relation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_premise_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["relation.node_id"], name="fk_premise_relation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("relation_id", "position", name="pk_premise"),
    )
    op.create_index("ix_premise_node_id", "premise", ["node_id"])

    op.create_table(
        "span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("rendering_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("footnote", sa.String(length=40), nullable=True),
        sa.Column("first_line", sa.Integer(), nullable=True),
        sa.Column("last_line", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(length=32), nullable=True),
        sa.Column("prefix_hash", sa.String(length=16), nullable=True),
        sa.Column("suffix_hash", sa.String(length=16), nullable=True),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("only_here", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_span_comment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_span_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rendering_id"], ["rendering.id"], name="fk_span_rendering_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name="fk_span_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_span"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_span_debate_id_public_id"),
    )
    op.create_index("ix_span_comment_id", "span", ["comment_id"])
    op.create_index("ix_span_debate_id", "span", ["debate_id"])
    op.create_index("ix_span_source_id", "span", ["source_id"])

    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_citation_account_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_citation_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_citation_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_citation_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name="fk_citation_source_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_citation_span_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_citation"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_citation_debate_id_public_id"),
    )
    op.create_index("ix_citation_account_id", "citation", ["account_id"])
    op.create_index("ix_citation_by_id", "citation", ["by_id"])
    op.create_index("ix_citation_debate_id", "citation", ["debate_id"])
    op.create_index("ix_citation_node_id", "citation", ["node_id"])
    op.create_index("ix_citation_source_id", "citation", ["source_id"])
    op.create_index("ix_citation_span_id", "citation", ["span_id"])

    op.create_table(
        "comment_span",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_comment_span_comment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_comment_span_span_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "position", name="pk_comment_span"),
    )
    op.create_index("ix_comment_span_span_id", "comment_span", ["span_id"])

    op.create_table(
        "credence_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("more_id", sa.Integer(), nullable=False),
        sa.Column("less_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_credence_order_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["less_id"], ["person.id"], name="fk_credence_order_less_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["more_id"], ["person.id"], name="fk_credence_order_more_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_credence_order_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name="fk_credence_order_said_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_credence_order_span_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_credence_order"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_credence_order_debate_id_public_id"),
    )
    op.create_index("ix_credence_order_debate_id", "credence_order", ["debate_id"])
    op.create_index("ix_credence_order_less_id", "credence_order", ["less_id"])
    op.create_index("ix_credence_order_more_id", "credence_order", ["more_id"])
    op.create_index("ix_credence_order_node_id", "credence_order", ["node_id"])
    op.create_index("ix_credence_order_said_by_id", "credence_order", ["said_by_id"])
    op.create_index("ix_credence_order_span_id", "credence_order", ["span_id"])

    op.create_table(
        "crux_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crux_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["crux_id"], ["crux.node_id"], name="fk_crux_position_crux_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_crux_position_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_crux_position_span_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_crux_position"),
    )
    op.create_index("ix_crux_position_crux_id", "crux_position", ["crux_id"])
    op.create_index("ix_crux_position_person_id", "crux_position", ["person_id"])
    op.create_index("ix_crux_position_span_id", "crux_position", ["span_id"])

    op.create_table(
        "footnote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("anchor_id", sa.Integer(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["anchor_id"], ["span.id"], name="fk_footnote_anchor_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_footnote_comment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_footnote_span_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_footnote"),
        sa.UniqueConstraint("comment_id", "public_id", name="uq_footnote_comment_id_public_id"),
    )
    op.create_index("ix_footnote_anchor_id", "footnote", ["anchor_id"])
    op.create_index("ix_footnote_span_id", "footnote", ["span_id"])

    op.create_table(
        "node_span",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_node_span_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_node_span_span_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("node_id", "position", name="pk_node_span"),
    )
    op.create_index("ix_node_span_span_id", "node_span", ["span_id"])

    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("quoted_by_id", sa.Integer(), nullable=True),
        sa.Column("of_span_id", sa.Integer(), nullable=True),
        sa.Column("fidelity", sa.String(length=32), nullable=True),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_quote_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["of_span_id"], ["span.id"], name="fk_quote_of_span_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name="fk_quote_owner_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["quoted_by_id"], ["person.id"], name="fk_quote_quoted_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_quote_span_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["within_id"], ["quote.id"], name="fk_quote_within_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quote"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_quote_debate_id_public_id"),
    )
    op.create_index("ix_quote_debate_id", "quote", ["debate_id"])
    op.create_index("ix_quote_of_span_id", "quote", ["of_span_id"])
    op.create_index("ix_quote_owner_id", "quote", ["owner_id"])
    op.create_index("ix_quote_quoted_by_id", "quote", ["quoted_by_id"])
    op.create_index("ix_quote_span_id", "quote", ["span_id"])

    op.create_table(
        "sense",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_sense_person_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_sense_span_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name="fk_sense_term_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sense"),
        sa.UniqueConstraint("term_id", "public_id", name="uq_sense_term_id_public_id"),
    )
    op.create_index("ix_sense_person_id", "sense", ["person_id"])
    op.create_index("ix_sense_span_id", "sense", ["span_id"])

    op.create_table(
        "stance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("range_low", sa.Double(), nullable=True),
        sa.Column("range_high", sa.Double(), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("until_id", sa.Integer(), nullable=True),
        sa.Column("ended_how", sa.String(length=32), nullable=True),
        sa.Column("sureness", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(range_low IS NULL AND range_high IS NULL) OR (0 <= range_low AND range_low <= range_high AND range_high <= 1)",
            name="ck_stance_range",
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_stance_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["comment.id"], name="fk_stance_from_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_stance_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_stance_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_stance_span_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["until_id"], ["comment.id"], name="fk_stance_until_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stance"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_stance_debate_id_public_id"),
    )
    op.create_index("ix_stance_debate_id", "stance", ["debate_id"])
    op.create_index("ix_stance_node_id", "stance", ["node_id"])
    op.create_index("ix_stance_person_id", "stance", ["person_id"])
    op.create_index("ix_stance_span_id", "stance", ["span_id"])

    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("disputes_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_verdict_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_verdict_comment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"], ["debate.id"], name="fk_verdict_debate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["disputes_id"], ["verdict.id"], name="fk_verdict_disputes_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_verdict_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_verdict_span_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sa.UniqueConstraint("debate_id", "public_id", name="uq_verdict_debate_id_public_id"),
    )
    op.create_index("ix_verdict_by_id", "verdict", ["by_id"])
    op.create_index("ix_verdict_debate_id", "verdict", ["debate_id"])
    op.create_index("ix_verdict_node_id", "verdict", ["node_id"])
    op.create_index("ix_verdict_span_id", "verdict", ["span_id"])

    op.create_table(
        "version_span",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["span_id"], ["span.id"], name="fk_version_span_span_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["comment_version.id"],
            name="fk_version_span_version_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_version_span"),
    )
    op.create_index("ix_version_span_span_id", "version_span", ["span_id"])

    op.create_table(
        "sense_node",
        sa.Column("sense_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_id"], ["node.id"], name="fk_sense_node_node_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sense_id"], ["sense.id"], name="fk_sense_node_sense_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sense_id", "position", name="pk_sense_node"),
    )
    op.create_index("ix_sense_node_node_id", "sense_node", ["node_id"])

    op.create_table(
        "stance_via",
        sa.Column("stance_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hedge", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_stance_via_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stance_id"], ["stance.id"], name="fk_stance_via_stance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stance_id", "position", name="pk_stance_via"),
    )
    op.create_index("ix_stance_via_person_id", "stance_via", ["person_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
