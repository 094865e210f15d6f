"""The sources as CSL-JSON, which Zotero, Pandoc and all that cites by CSL read and write.

A list of items; the id of each is that of the source. What a source has beyond its item stands
under `custom.cruxmap`, which others carry along without looking at it.
"""

import json
import re
from dataclasses import replace

from app.core.debate.rows import Settings
from app.core.debate.whole import Debate
from app.core.formats.building import Building, Place
from app.core.formats.decoding import text_of
from app.core.formats.foreign_ids import ForeignIds
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import lost
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, ImportFaults, item_path, quoted
from app.core.formats.native.json_reading import json_places, read_json, size_faults
from app.core.formats.native.schema import Json
from app.core.formats.native.values import document_of

OWN = "cruxmap"
FIELDS = ("kind", "note", "text_hash", "text_length", "renderings")
# What may stand in for a title that an item lacks.
TITLES = ("title", "title-short", "container-title", "URL", "DOI", "id")
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_IN_ITEMS = re.compile(rb'"type"\s*:\s*"(?!claim\b)[a-z-]+"')


def write(debate: Debate, options: Options) -> Written:
    """Write the sources of a debate as bibliographic items."""
    sources = canonical(document_of(debate)).get("sources", [])
    text = json.dumps([_item(row) for row in sources], ensure_ascii=False, indent=1)
    return Written(f"{text}\n".encode(), lost(debate, keeps(debate)))


def keeps(debate: Debate) -> Debate:
    """Return the sources with all that is said of them; the debate is called by its slug."""
    return titled_by_slug(kept(debate, {"sources": ("id", *FIELDS, "csl")}))


def titled_by_slug(debate: Debate) -> Debate:
    """Return a debate under the title of a file that tells none: the file's name."""
    settings: Settings = debate.settings._replace(title=debate.settings.slug)
    return replace(debate, settings=settings)


def read(data: bytes, given: Given) -> Read:
    """Read bibliographic items as sources of a debate without claims."""
    for fault in size_faults(data):
        raise ImportFaults([fault])
    text = text_of(data, given)
    items = read_json(text)
    if not isinstance(items, list):
        raise ImportFaults([Fault("", "This is no list of items in CSL-JSON.", None, 1, 1)])
    found = json_places(text, {"", *(item_path("", at) for at in range(len(items)))})
    places = [found[item_path("", at)] for at in range(len(items))]
    made = Building(given)
    ids = ForeignIds(_id(item) for item in items)
    seen: set[str] = set()
    for item, at in zip(items, places, strict=True):
        if not isinstance(item, dict):
            made.fault("This is no item: an object with a type and a title.", at)
        elif (key := _id(item)) in seen and key:
            made.fault(f"The id “{key[:60]}” stands here twice.", at)
        else:
            seen.add(key)
            _add(made, item, ids.own(key, "s"), at)
    return made.finished()


def _item(row: Json) -> Json:
    csl = dict(row["csl"])
    own = {key: row[key] for key in FIELDS if key in row and row[key] != "work"}
    if "id" in csl:
        own["id"] = csl["id"]
    custom = csl.pop("custom", {})
    if not isinstance(custom, dict) or OWN in custom or ("custom" in row["csl"] and not custom):
        own["custom"], custom = custom, {}
    told = custom | ({OWN: own} if own else {})
    return {**csl, "id": row["id"]} | ({"custom": told} if told else {})


def _add(made: Building, item: Json, id_: str, at: Place) -> None:
    csl, own = _parted(item)
    key = csl.pop("id", "")
    if "id" in own or str(key) != id_:
        csl["id"] = own.pop("id", str(key))
    if unknown := own.keys() - set(FIELDS):
        made.caution(f"{quoted(min(unknown))} under custom.{OWN} is not read.", at)
    _complete(made, csl, id_, at)
    fields = {key: own[key] for key in FIELDS if key in own}
    made.add("sources", at, id=id_, csl=csl, **{"kind": "work", **fields})


def _parted(item: Json) -> tuple[Json, Json]:
    """Return an item as CSL has it, and what of our own is in it."""
    csl = dict(item)
    told = csl.pop("custom", {})
    own = told.get(OWN) if isinstance(told, dict) else None
    if not isinstance(own, dict):
        return dict(item), {}
    rest = {key: each for key, each in told.items() if key != OWN}
    if "custom" in own or rest:
        csl["custom"] = own.get("custom", rest)
    return csl, {key: each for key, each in own.items() if key != "custom"}


def _complete(made: Building, csl: Json, id_: str, at: Place) -> None:
    """Give an item the type and the title that no source is without."""
    if not csl.get("type"):
        csl["type"] = "document"
        made.caution("This item has no type; it is a document.", at)
    if not csl.get("title"):
        found = (csl.get(name) for name in TITLES)
        csl["title"] = next((each for each in found if isinstance(each, str) and each), id_)
        made.caution(f"This item has no title; “{csl['title'][:60]}” stands for it.", at)


def _id(item: object) -> str:
    found = item.get("id", "") if isinstance(item, dict) else ""
    return str(found) if isinstance(found, str | int) else ""


def looks(data: bytes) -> bool:
    """Tell whether a file begins as a list of items does, and not as one of comments."""
    head = data[:4000]
    if not _BEGINS.match(head) or b"parentCommentId" in head:
        return False
    return bool(_IN_ITEMS.search(head)) and (b'"id"' in head or b'"title"' in head)


FORMAT = Format(
    name="csl-json",
    title="Sources as CSL-JSON",
    media_type="application/vnd.citationstyles.csl+json",
    ending=".csl.json",
    use="taking the sources into Zotero, Pandoc and other programs that cite, and from them",
    carries="the sources with all their bibliographic fields",
    loses="claims, relations and everything else: only sources are in it",
    write=write,
    read=read,
    keeps=keeps,
    also=(".json",),
    looks=looks,
)
