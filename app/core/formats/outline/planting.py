"""A debate made of the lines of an outline."""

from collections.abc import Iterator
from typing import Any

from app.core.formats.building import ID, Building, Place, shortened
from app.core.formats.format import Caution, Given, Read
from app.core.formats.linking import Linked
from app.core.formats.native.faults import quoted
from app.core.formats.outline.inline import unescaped, unlinked
from app.core.formats.outline.items import Outline, Paragraph
from app.core.formats.outline.roles import ALONE, Line, Role, lines_of
from app.core.texts import LINE, TEXT, clean_line, clean_text
from app.core.vocabulary import Aim, ClaimKind, RelationKind

QUESTION = "Question:"
TOLD = 40
ESSAY = "<!-- An essay made by Cruxmap, for reading; the outline is what is read back. -->"


def planted(outline: Outline, given: Given, *, is_markdown: bool) -> Read:
    """Return the debate of an outline; ImportFaults says where each fault is."""
    return _Planting(outline, given, is_markdown).read()


class _Planting:
    def __init__(self, outline: Outline, given: Given, is_markdown: bool) -> None:
        self.outline, self.given, self.is_markdown = outline, given, is_markdown
        self.lines = lines_of(outline)
        title = self._title()
        self.made = Building(given, title=title, taken=self._ids())
        self.made.cautions += outline.cautions
        self.made.settings |= outline.rights
        if outline.rights:
            self.made.stands("debate", (1, 1))
        self.sources = Linked(self.made)
        self.claims: dict[int, str] = {}  # the claim of a line
        self.steps: dict[int, dict[str, Any]] = {}  # the relation of a line, in the making
        self.relations: list[tuple[dict[str, Any], Place]] = []
        self.defined: dict[str, int] = {}
        self.blocks: dict[str, str] = {}
        self.theses: dict[str, Place] = {}
        self.unsigned: list[int] = []
        self.unknown: dict[str, None] = {}
        self.root = -1  # the last line that hangs under nothing
        self.kinds: dict[str, str] = {}
        self.pairs: set[tuple[str, str]] = set()

    def read(self) -> Read:
        self._name_blocks()
        self._prose()
        for at, line in enumerate(self.lines):
            if line.role is Role.CLAIM:
                self._plant(at, line)
            elif line.role is Role.GROUP:
                self._group(at, line)
            elif line.head.has_word:
                self.made.caution("This line says nothing: it is read over.", line.item.place)
        for fields, place in self.relations:
            kind, premises, target = (fields.pop(name) for name in ("kind", "premises", "target"))
            self.made.relation(kind, premises, target, place, **fields)
        for claim in self.theses.keys() - self.kinds.keys():
            self.made.fault(f"There is no claim “{claim}” in this file.", self.theses.pop(claim))
        if self.theses:
            self.made.settings["theses"] = list(self.theses)
        self._tell_unsigned()
        return self.made.finished()

    def _title(self) -> str:
        """Return what the debate is called: a title, a heading, or the one thesis of a text."""
        heading = self.lines and self.lines[0].item.heading == 1
        said = self.outline.title or (self.lines[0].head.text if heading else "")
        if said or self.is_markdown or self.given.title:
            return self._fitting(said)
        tops = [line for line in self.lines if line.item.parent < 0]
        return self._fitting(tops[0].head.text) if len(tops) == 1 else ""

    def _fitting(self, said: str) -> str:
        title = clean_line(self._text(said))
        return title if len(title) <= LINE else shortened(title)

    def _text(self, raw: str) -> str:
        return unescaped(raw) if self.is_markdown else raw

    def _ids(self) -> Iterator[str]:
        for line in self.lines:
            for fields in (line.head.claim, line.head.relation):
                if "id" in fields:
                    yield fields["id"]

    def _name_blocks(self) -> None:
        """Give ids to the claims that Logseq names, which may be told of before they stand."""
        for line in self.lines:
            for key in ("cruxmap-id", "relation"):
                value = line.item.properties.get(key, "")
                if value and not ID.fullmatch(value):
                    self.made.caution(f"“{value[:60]}” is no id: it is left out.", line.item.place)
            name = line.item.properties.get("id", "").lower()
            if name and line.role is Role.CLAIM:
                fresh = line.head.claim.get("id") or self.made.new_id("claims")
                self.blocks[name] = line.head.claim["id"] = fresh

    def _prose(self) -> None:
        """Take the text under the title for a summary; that under a claim is its body."""
        title_at = 0 if self.lines and self.lines[0].item.heading == 1 else -1
        if self.is_markdown:
            self._question()
        for at, paragraphs in self.outline.prose.items():
            if not paragraphs:
                continue
            if at == title_at and self.is_markdown:
                self._summary(paragraphs)
            elif at >= 0 and self.lines[at].role is Role.CLAIM:
                self.lines[at].item.body += ["\n\n".join("\n".join(p.lines) for p in paragraphs)]
            else:
                place = (paragraphs[0].line, 1)
                self.made.caution("Text beside the outline is not taken in.", place)

    def _question(self) -> None:
        """Take the question from the first paragraph before all bullets that says it is that."""
        bullets = (at for at, line in enumerate(self.lines) if not line.item.heading)
        first = next(bullets, len(self.lines))
        for paragraphs in (told for at, told in self.outline.prose.items() if at < first):
            for at, each in enumerate(paragraphs):
                if each.text.startswith(QUESTION):
                    words = clean_line(self._text(each.text.removeprefix(QUESTION)))
                    self._set("question", words, LINE, each.line)
                    del paragraphs[at]
                    return

    def _summary(self, paragraphs: list[Paragraph]) -> None:
        lines = [self._text(line) for p in paragraphs for line in (*p.text.split("\n"), "")]
        if paragraphs:
            self._set("summary", clean_text("\n".join(lines)), TEXT, paragraphs[0].line)

    def _set(self, name: str, text: str, most: int, line: int) -> None:
        if text:
            self.made.settings[name] = text
        if len(text) > most:
            message = f"This has {len(text):,} characters; at most {most:,} are taken."
            self.made.fault(message, (line, 1))

    def _group(self, at: int, line: Line) -> None:
        is_title = at == 0 and line.item.heading == 1
        if line.head.kind is None and not is_title and not line.is_loose and line.head.text:
            said = clean_line(self._text(line.head.text))[:60]
            self.made.caution(f"“{said}” is taken for a group of lines, not kept.", line.item.place)

    def _plant(self, at: int, line: Line) -> None:
        if line.head.is_warrant:
            self._warrant(line)
        elif line.head.joins:
            self._join(at, line)
        else:
            claim = self._claim(line)
            if claim:
                self.claims[at] = claim
            self._relate(at, line, claim)

    def _claim(self, line: Line) -> str:
        """Add the claim of a line unless it stands elsewhere, and return its id."""
        head, place = line.head, line.item.place
        if head.has_no_claim:
            if head.text:
                self.made.fault("It says that there is no claim here, and yet has one.", place)
            return ""
        if head.is_see:
            return self._seen(line)
        fields: dict[str, Any] = dict(head.claim)
        if "id" in fields and not self._is_new(fields["id"], place):
            return str(fields["id"])
        shown, links = unlinked(head.text) if self.is_markdown else (head.text, [])
        text = clean_line(shown)
        body = "\n".join(line.item.body).strip()
        if len(text) > LINE and body:
            body, text = f"{text}\n\n{body}", shortened(text)
            self.made.caution("Too long for a sentence: all of it is the body.", place)
        claim = self.made.claim(text, place, body=body, **fields)
        self.kinds[claim] = fields.get("kind", "")
        for words, address in dict.fromkeys(links):
            self.sources.cite(claim, words, address, place)
        return claim

    def _seen(self, line: Line) -> str:
        head, place = line.head, line.item.place
        if head.text or line.item.body:
            self.made.caution("What follows a reference is not taken in.", place)
        if not head.block or head.block in self.blocks:
            return head.claim.get("id") or self.blocks[head.block]
        self.made.caution("This refers to a block that is not in the file.", place)
        return self.made.claim(f"(({head.block}))", place)

    def _is_new(self, id_: str, place: Place) -> bool:
        first = self.defined.setdefault(id_, place[0])
        if first != place[0]:
            self.made.fault(f"“{id_}” is already the id of line {first}.", place)
        return first == place[0]

    def _relate(self, at: int, line: Line, claim: str) -> None:
        head, place = line.head, line.item.place
        holder = self._holder(line)
        if holder < 0 and not head.on and head.kind not in (None, *ALONE):
            self.made.fault("This says what it is to the line above, and there is none.", place)
        elif (holder < 0 or (line.item.heading and not head.kind)) and not head.on:
            self._plant_root(at, line, claim)
        else:
            self._step(at, line, head.kind or self._unsigned(line, holder), claim, holder)

    def _holder(self, line: Line) -> int:
        """Return what a line bears on: what it hangs under, or the thesis before it."""
        if line.holder >= 0 or line.head.on or line.head.kind in (None, *ALONE) or self.root < 0:
            return line.holder
        message = "This stands beside the line that it is taken to bear on, not under it."
        self.made.caution(message, line.item.place)
        return self.root

    def _plant_root(self, at: int, line: Line, claim: str) -> None:
        self.root = at
        if line.head.relation:
            message = "Nothing is said to bear on anything here: what was said of it is left out."
            self.made.caution(message, line.item.place)
        if not line.is_loose and claim:
            self.theses.setdefault(claim, line.item.place)

    def _unsigned(self, line: Line, holder: int) -> RelationKind:
        self.unsigned.append(line.item.line)
        if line.head.unknown and len(self.unknown) < TOLD:
            self.unknown[line.head.unknown] = None
        is_question = self.kinds.get(self.claims.get(holder, "")) == ClaimKind.QUESTION
        return RelationKind.ANSWERS if is_question else self.given.unsigned

    def _step(self, at: int, line: Line, kind: RelationKind, claim: str, holder: int) -> None:
        head, place = line.head, line.item.place
        target = head.on or self._target(kind, holder)
        if not target:
            missing = "step" if kind.aim is Aim.RELATION else "claim"
            self.made.fault(f"There is no {missing} above that this could bear on.", place)
            return
        if self._is_told_again(line, claim, target):
            return
        fields = dict(head.relation)
        if "id" in fields and not self._is_new(fields["id"], place):
            return
        id_ = fields.pop("id", "") or self.made.new_id("relations")
        premises = dict.fromkeys((claim, *head.others) if claim else ())
        self.steps[at] = {
            "id": id_, "kind": kind.value, "premises": premises, "target": target,
            "basis": head.basis and head.basis.value, **fields,
        }  # fmt: skip
        self.relations.append((self.steps[at], place))

    def _is_told_again(self, line: Line, claim: str, target: str) -> bool:
        """Tell whether a mere reference says nothing new: counted twice it would weigh twice."""
        is_known = (claim, target) in self.pairs
        self.pairs.add((claim, target))
        if not (is_known and line.head.is_see and line.head.kind is None):
            return False
        message = "This refers to what bears on the same claim already: it is read over."
        self.made.caution(message, line.item.place)
        return True

    def _target(self, kind: RelationKind, holder: int) -> str:
        claim, step = self.claims.get(holder, ""), str(self.steps.get(holder, {}).get("id", ""))
        if kind.aim is Aim.RELATION:
            return step
        return claim if kind.aim is Aim.CLAIM else claim or step

    def _join(self, at: int, line: Line) -> None:
        """Add a further premise to the reason above."""
        step = self.steps.get(line.holder)
        claim = self._claim(line)
        if step is None:
            self.made.fault("There is no reason above that this could go with.", line.item.place)
            return
        self.claims[at], self.steps[at] = claim, step
        if claim not in step["premises"]:
            step["premises"][claim] = None
            step["basis"] = step["basis"] or (line.head.joins and line.head.joins.value)

    def _warrant(self, line: Line) -> None:
        step = self.steps.get(line.holder)
        if step is None or "warrant" in step:
            message = "There is no reason above that this could be the warrant of."
            self.made.fault(message if step is None else "This has a warrant.", line.item.place)
        else:
            step["warrant"] = clean_line(self._text(line.head.text))

    def _tell_unsigned(self) -> None:
        if self.unsigned:
            lines = ", ".join(map(str, self.unsigned[:TOLD]))
            more = f" and {len(self.unsigned) - TOLD:,} more" if len(self.unsigned) > TOLD else ""
            message = (
                f"No word says what these lines are to those above them: {lines}{more}. Each is "
                f"taken as “{self.given.unsigned}”, and as an answer below a question."
            )
            if self.unknown:
                words = ", ".join(map(quoted, self.unknown))
                message += f" Words before a colon that say nothing of it: {words}."
            self.made.cautions.insert(0, Caution(message, self.unsigned[0]))
