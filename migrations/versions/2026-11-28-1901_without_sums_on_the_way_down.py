"""On the way down, hashes of what surrounds a quoted stretch lose their sums, in records too

Data only. Never import a model here: the migration must mean the same when the models have moved
on. Nothing is done on the way up: a sum is made of words, and comes with the next text attached.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = ("prefix_hash", "suffix_hash")
DIGITS = 16
SPAN = sa.table("span", *map(sa.column, COLUMNS))
CHANGE = sa.table(
    "change", sa.column("id"), sa.column("noun"), sa.column("edits", sa.JSON(none_as_null=True))
)
AT_ONCE = 500


def upgrade() -> None:
    """Leave the hashes as they are: those without a sum are as good."""


def downgrade() -> None:
    connection = op.get_bind()
    cut = {name: sa.func.substr(SPAN.c[name], 1, DIGITS) for name in COLUMNS}
    connection.execute(sa.update(SPAN).values(cut))
    ids = connection.scalars(sa.select(CHANGE.c.id).where(CHANGE.c.edits.is_not(None))).all()
    for start in range(0, len(ids), AT_ONCE):
        wanted = CHANGE.c.id.in_(ids[start : start + AT_ONCE])
        for id_, edits in connection.execute(sa.select(CHANGE.c.id, CHANGE.c.edits).where(wanted)):
            shorter = [_cut(edit) for edit in edits] if isinstance(edits, list) else edits
            if shorter != edits:
                update = sa.update(CHANGE).where(CHANGE.c.id == id_)
                connection.execute(update.values(edits=shorter))


def _cut(edit: dict[str, Any]) -> dict[str, Any]:
    if edit["list"] != "spans":
        return edit
    sides = {side: _shorter(edit[side]) for side in ("before", "after") if edit.get(side)}
    return {**edit, **sides}


def _shorter(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value[:DIGITS] if name in COLUMNS and value is not None else value
        for name, value in entry.items()
    }
