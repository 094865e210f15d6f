"""A debate as a file: the native format as JSON or as YAML."""

from dataclasses import dataclass
from typing import Any, Literal

import yaml
from sqlalchemy.orm import Session

from app.core.formats.native import dumps
from app.core.formats.native_schema import Json
from app.core.permissions import Actor
from app.services.transfer import export_document

Kind = Literal["json", "yaml"]


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, its media type, its bytes."""

    name: str
    media: str
    body: bytes


def native_file(session: Session, actor: Actor, slug: str, kind: Kind) -> Download:
    """Return a debate in the native format; both kinds say the same, and import to the same.

    Raises NotFound, SignInNeeded or Forbidden.
    """
    document = export_document(session, actor, slug)
    text = dumps(document) if kind == "json" else yaml_text(document)
    return Download(f"{slug}.cruxmap.{kind}", f"application/{kind}", text.encode())


def yaml_text(document: Json) -> str:
    """Write a document as YAML for people: fields in their order, text as it is."""
    dumped: str = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    return dumped


class _Dumper(yaml.CSafeDumper):
    """Writes what stands in two places twice: the reader knows no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
