"""The whole debate as a graph in GraphML: claims, relations, cruxes and people are nodes.

`<node id="c1"><data key="node.is">claim</data><data key="node.label">…` is a claim,
`<edge source="c2" target="r1"><data key="edge.role">premise</data></edge>` leads from it into a
relation, which has a node of its own, so that an undercut is an edge into that node.
`app.core.formats.graphml_fields` says what stands where.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.core.debate.lists import SHAPES
from app.core.debate.whole import Debate
from app.core.formats.cruxmap import LOSES
from app.core.formats.format import Format, Options, Written
from app.core.formats.graphml_fields import (
    ENDS,
    LISTS,
    NODES,
    REST,
    SHARED,
    TIES,
    TYPES,
    VERSION,
    attribute_names,
    edge_fields,
    kinds,
    node_id,
)
from app.core.formats.graphml_reading import read
from app.core.formats.native.canonical import canonical
from app.core.formats.native.schema import Json
from app.core.formats.native.values import document_of
from app.core.formats.xml_writing import UNTOLD, attribute, content

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
 http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"""
Data = dict[str, str]


class _Part(NamedTuple):
    """A node or an edge: its XML attributes, and what is said of it."""

    tag: str
    fields: Data
    data: Data


def write(debate: Debate, options: Options) -> Written:
    """Write all of a debate; with an address, each node that has a page leads to it."""
    document = canonical(document_of(debate))
    graph = _data("debate", document["debate"]) | {"format": VERSION}
    graph |= {name: _json(document[name]) for name in REST if name in document}
    parts = [*_nodes(document, options.address), *_edges(document)]
    opened = [HEAD, *_keys(graph, parts), '<graph id="debate" edgedefault="directed">']
    lines = [*opened, *_told("graph", graph), *map(_line, parts), "</graph>", "</graphml>"]
    return Written(("\n".join(lines) + "\n").encode())


def _nodes(document: Json, address: str) -> Iterator[_Part]:
    for name in NODES:
        for row in document.get(name, ()):
            data = {"is": SHAPES[name].singular, **_data(name, row)}
            if name == "relations":
                data["label"] = row["kind"]
            elif name == "sources":
                data["label"] = UNTOLD.sub("\ufffd", row["csl"]["title"])
            if address and name in SHARED:
                data["url"] = f"{address}/n/{row['id']}"
            yield _Part("node", {"id": node_id(name, row["id"])}, data)


def _edges(document: Json) -> Iterator[_Part]:
    yield from _ties(document)
    for name, ends in ENDS.items():
        role = SHAPES[name].singular
        for row in document.get(name, ()):
            start, end = (node_id(LISTS[field], row[field]) for field in ends)
            own = {"id": f"{role}:{row['id']}"} if "id" in row else {}
            fields = {**own, "source": start, "target": end}
            yield _Part("edge", fields, {"role": role, **_data(name, row)})


def _ties(document: Json) -> Iterator[_Part]:
    for role, tie in TIES.items():
        for row in document.get(tie.name, ()):
            named = row.get(tie.field, ())
            for each in named if tie.several else [named] * (tie.field in row):
                other = node_id("people" if role == "voices" else "claims", each)
                start, end = (other, row["id"]) if tie.towards else (row["id"], other)
                yield _Part("edge", {"source": start, "target": end}, {"role": role})


def _data(name: str, row: Json) -> Data:
    """Return what is said of a row by attribute; “exact” has texts that XML cannot hold."""
    fields = {field: attr for attr, field in attribute_names(name).items()}
    skipped = edge_fields(name)
    found, exact = {}, {}
    for field, value in row.items():
        if field == "id" or field in skipped:
            continue
        if isinstance(value, str) and UNTOLD.search(value):
            exact[fields[field]] = value
            value = UNTOLD.sub("\ufffd", value)
        found[fields[field]] = value if isinstance(value, str) else _json(value)
    return found | ({"exact": json.dumps(exact)} if exact else {})


def _json(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return UNTOLD.sub(lambda sign: f"\\u{ord(sign[0]):04x}", said)


def _keys(graph: Data, parts: Iterable[_Part]) -> Iterator[str]:
    """Yield a declaration for each attribute that the file uses."""
    used = dict.fromkeys((part.tag, attr) for part in parts for attr in part.data)
    for domain, attr in (*(("graph", attr) for attr in graph), *used):
        fields = {"id": f"{domain}.{attr}", "for": domain, "attr.name": attr,
                  "attr.type": _TYPES.get((domain, attr), "string")}  # fmt: skip
        yield f"<key{_spelt(fields)}/>"


def _types() -> Iterator[tuple[tuple[str, str], str]]:
    for domain, names in (("graph", ["debate"]), ("node", NODES), ("edge", ENDS)):
        for name in names:
            kind_of = kinds(name)
            for attr, field in attribute_names(name).items():
                yield (domain, attr), TYPES.get(kind_of[field], "string")


_TYPES = dict(_types())


def _line(part: _Part) -> str:
    data = "".join(_told(part.tag, part.data))
    return f"<{part.tag}{_spelt(part.fields)}>{data}</{part.tag}>"


def _told(domain: str, data: Data) -> Iterator[str]:
    for attr, value in data.items():
        yield f'<data key="{domain}.{attr}">{content(value)}</data>'


def _spelt(fields: Data) -> str:
    return "".join(f" {name}={attribute(value)}" for name, value in fields.items())


FORMAT = Format(
    name="graphml",
    title="GraphML",
    media_type="application/graphml+xml",
    ending=".graphml",
    use="analysing and drawing the graph with NetworkX, Gephi, yEd, igraph and others",
    carries="everything the debate holds, people and their stances, credences and sources as parts "
    "of the graph, the rest as JSON in attributes",
    loses=LOSES,
    write=write,
    read=read,
    looks=lambda data: b"<graphml" in data[:4000],
)
