"""A debate as Argdown: claims and cruxes as statements, relations as arguments or as signs.

Below each statement stand its reasons: a reason with one premise and nothing of its own is that
premise with its sign, any other is an argument of its own, with its premises below it. So what
undercuts or backs a step hits the argument. Relations that do not weigh are arguments without
arrows. What Argdown has no words for is data, or a comment.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from app.core.debate.whole import Debate
from app.core.formats.argdown.escaping import data_text, escaped, harmless, title_of
from app.core.formats.argdown.rows import (
    APART,
    CRUX,
    DEBATE,
    MARK,
    ON_NODES,
    PLAIN,
    PLAIN_FIELDS,
    REASONS,
    SIGNS,
    TEXTS,
    TURN,
    hanging,
    line_of,
)
from app.core.formats.format import Options, Written
from app.core.formats.native.canonical import canonical
from app.core.formats.native.schema import Json
from app.core.formats.native.values import document_of

INDENT = "  "
_ARGUMENT = re.compile(r"Argument: ([^\n]{1,60})(?:\n|\Z)")


def write(debate: Debate, options: Options) -> Written:
    """Write all of a debate."""
    return Written(("\n".join(_Writer(canonical(document_of(debate))).lines()) + "\n").encode())


class _Writer:
    """A document, by what is looked up while it is written."""

    def __init__(self, document: Json) -> None:
        self.document = document
        _number_ties(document.get("credences", []))
        self.on_nodes = hanging(document)
        self.incoming: dict[str, list[Json]] = defaultdict(list)
        for row in document.get("relations", ()):
            self.incoming[row["target"]].append(row)
        self.titles = {row["id"]: self._bracketed(row) for row in self._statements()}
        self.titles |= {
            row["id"]: f"<{title_of(row['id'], _name(row))}>"
            for row in document.get("relations", ())
        }
        self.plain = self._plain()

    def lines(self) -> Iterator[str]:
        """Yield the file, line by line."""
        title = self.document[DEBATE]["title"]
        yield f"{MARK}: {harmless(title)}"
        yield f"// {DEBATE} {data_text(self.document[DEBATE])}"
        for row in self._statements():
            yield from self._statement(row)
        if not self.titles:  # Argdown knows no file in which nothing is said
            yield from ("", f"# {escaped(title)}")
        apart = [(name, row) for name in APART for row in self.document.get(name, ())]
        yield from ("",) if apart else ()
        for name, row in apart:
            yield f"// {name} {data_text(row)}"

    def _statements(self) -> Iterator[Json]:
        yield from self.document.get("claims", ())
        yield from self.document.get("cruxes", ())

    def _bracketed(self, row: Json) -> str:
        return f"[{title_of(row['id'], row.get('label', ''))}]"

    def _plain(self) -> set[str]:
        """Return the ids of the relations that a sign and a premise say all of."""
        named = set(_named(self.document)) | set(self.on_nodes) | set(self.incoming)
        same: Counter[tuple[str, str, str]] = Counter()
        found = set()
        for row in self.document.get("relations", ()):
            if len(row.get("premises", ())) != 1 or row["kind"] not in PLAIN:
                continue
            said = (row["kind"], row["premises"][0], row["target"])
            same[said] += 1
            if same[said] == 1 and row["id"] not in named and row.keys() <= PLAIN_FIELDS:
                found.add(row["id"])
        return found

    def _statement(self, row: Json) -> Iterator[str]:
        """Yield a statement, and then the arguments that bear on it or on one of them."""
        name = "claims" if "text" in row else "cruxes"
        rest = dict(row) if name == "claims" else {"id": row["id"], "kind": CRUX, **row}
        yield from self._block(name, rest, rest[TEXTS[name]])
        waiting = self._arguments(row["id"])
        while waiting:
            relation = waiting.pop()
            yield from self._argument(relation)
            waiting += self._arguments(relation["id"])

    def _arguments(self, node: str) -> list[Json]:
        """Return the relations on a node that are arguments, the first one last."""
        return [row for row in reversed(self.incoming[node]) if row["id"] not in self.plain]

    def _argument(self, row: Json) -> Iterator[str]:
        rest, weighs = dict(row), row["kind"] in SIGNS
        if weighs:
            del rest["premises"], rest["target"]
        yield from self._block("relations", rest, row.get("warrant", ""))
        for premise in row["premises"] if weighs else ():
            yield f"{INDENT}<+ {self.titles[premise]}"

    def _block(self, name: str, row: Json, text: str) -> Iterator[str]:
        told = line_of(text)
        if name == "relations" and (not told or told == row["kind"]):
            said = self._kind(row)
        else:
            said = escaped(told)
            if told == text:
                row.pop(TEXTS[name], None)
        reasons = [
            {key: value for key, value in each.items() if key != "target"}
            for each in self.incoming[row["id"]]
            if each["id"] in self.plain
        ]
        more = {**({REASONS: reasons} if reasons else {}), **self.on_nodes.get(row["id"], {})}
        yield ""
        yield f"{self.titles[row['id']]}: {said} {data_text({**row, **more})}"
        for each in self.incoming[row["id"]]:
            if each["id"] in self.plain:
                yield f"{INDENT}{PLAIN[each['kind']]} {self.titles[each['premises'][0]]}"
            elif each["kind"] in SIGNS:
                yield f"{INDENT}{SIGNS[each['kind']]} {self.titles[each['id']]}"

    def _kind(self, row: Json) -> str:
        """Return a relation's kind, with what it is between where no arrow says so."""
        if row["kind"] in SIGNS:
            return str(row["kind"])
        premises = " ".join(f"@{self.titles[each]}" for each in row.get("premises", ()))
        return f"{premises} {row['kind']} @{self.titles[row['target']]}".strip()


def _name(relation: Json) -> str:
    """Return what an argument was called in the file that it came from, as its note says."""
    found = _ARGUMENT.match(relation.get("note", ""))
    return found[1] if found else ""


def _number_ties(credences: list[Json]) -> None:
    """Say the order of entries of one moment, which their nodes do not tell."""
    times = Counter(row["at"] for row in credences)
    for turn, row in enumerate(credences):
        if times[row["at"]] > 1:
            row[TURN] = turn


def _named(document: Json) -> Iterator[str]:
    """Yield every id that a row names beside the premises and targets of relations."""
    for name in ("cruxes", "pair_sentences", "terms", *ON_NODES):
        for row in document.get(name, ()):
            yield from _words(row)
    for name in ("claims", "relations", "cruxes"):
        for row in document.get(name, ()):
            if "superseded_by" in row:
                yield row["superseded_by"]


def _words(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            yield each
