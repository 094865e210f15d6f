"""What older change records can tell of their edits: the credences that were given or taken back

Data only. Never import a model here: the migration must mean the same when the models have moved
on. Records of anything else told too little to be taken back, and stay without edits.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHANGE = sa.table(
    "change",
    sa.column("id"),
    sa.column("noun"),
    sa.column("after", sa.JSON()),
    sa.column("edits", sa.JSON(none_as_null=True)),
)
CREDENCE = sa.table(
    "credence",
    *map(sa.column, ("id", "node_id", "account_id", "wording", "value")),
    sa.column("ill_posed", sa.Boolean()),
    sa.column("withdrawn", sa.Boolean()),
    sa.column("note"),
    sa.column("at", sa.DateTime(timezone=True)),
)
NODE = sa.table("node", sa.column("id"), sa.column("public_id"))
ACCOUNT = sa.table("account", sa.column("id"), sa.column("public_id"))
AT_ONCE = 500


def upgrade() -> None:
    connection = op.get_bind()
    given = (CHANGE.c.noun == "credence") & CHANGE.c.edits.is_(None)
    records = connection.execute(sa.select(CHANGE.c.id, CHANGE.c.after).where(given)).all()
    entries = {row.id: (row.after or {}).get("entry") for row in records}
    wanted = sorted({entry for entry in entries.values() if isinstance(entry, int)})
    for start in range(0, len(wanted), AT_ONCE):
        found = _edits(connection, wanted[start : start + AT_ONCE])
        for record, entry in entries.items():
            if entry in found:
                update = sa.update(CHANGE).where(CHANGE.c.id == record)
                connection.execute(update.values(edits=[found[entry]]))


def downgrade() -> None:
    """Leave what is told: the schema before has no place for it, and drops it."""


def _edits(connection: sa.Connection, entries: list[int]) -> dict[int, dict[str, object]]:
    found = (
        sa.select(CREDENCE, NODE.c.public_id.label("node"), ACCOUNT.c.public_id.label("account"))
        .join(NODE, NODE.c.id == CREDENCE.c.node_id)
        .join(ACCOUNT, ACCOUNT.c.id == CREDENCE.c.account_id)
        .where(CREDENCE.c.id.in_(entries))
    )
    return {row.id: _edit(row) for row in connection.execute(found)}


def _edit(row: sa.Row) -> dict[str, object]:
    told = {
        "account": row.account,
        "node": row.node,
        "wording": row.wording,
        "value": row.value,
        "ill_posed": row.ill_posed or None,
        "withdrawn": row.withdrawn or None,
        "note": row.note,
        "at": _moment(row.at),
    }
    after = {name: value for name, value in told.items() if value is not None}
    return {"list": "credences", "id": row.node, "after": after}


def _moment(at: datetime) -> str:
    moment = at.astimezone(UTC) if at.tzinfo else at
    return moment.replace(tzinfo=None).isoformat() + "Z"
