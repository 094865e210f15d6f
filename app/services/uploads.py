"""Files sent to be looked at: kept until they are brought in, but for a day at most."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, SignInNeeded
from app.core.permissions import Actor
from app.core.texts import clean_line
from app.models import Upload
from app.services import clock
from app.services.ids import new_id
from app.services.packing import compress, unpacked

MOST = 3
KEPT = timedelta(days=1)
NAME = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name, and its bytes."""

    name: str
    data: bytes


def keep(session: Session, actor: Actor, file: File) -> str:
    """Keep a file for an account and return its public id; only its newest three are kept."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to import a debate.")
    now = clock.now()
    session.execute(delete(Upload).where(Upload.at < now - KEPT))
    own = select(Upload.id).where(Upload.account_id == actor.account_id)
    older = session.scalars(own.order_by(Upload.id.desc()).offset(MOST - 1)).all()
    session.execute(delete(Upload).where(Upload.id.in_(older)))
    made = new_id()
    values = {"public_id": made, "account_id": actor.account_id, "at": now}
    name = clean_line(file.name)[-NAME:]
    session.execute(insert(Upload).values(**values, name=name, packed=compress(file.data)))
    return made


def take(session: Session, actor: Actor, ref: str) -> File:
    """Return a file that the account sent; NotFound where there is none, or it was another's."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to import a debate.")
    own = (Upload.public_id == ref) & (Upload.account_id == actor.account_id)
    row = session.execute(select(Upload.name, Upload.packed).where(own)).one_or_none()
    if row is None:
        raise NotFound("This file is not kept any more. Choose it again.")
    return File(row.name, unpacked(row.packed))


def forget(session: Session, actor: Actor, ref: str) -> None:
    """Forget a file that the account sent, once it was brought in."""
    own = (Upload.public_id == ref) & (Upload.account_id == actor.account_id)
    session.execute(delete(Upload).where(own))
