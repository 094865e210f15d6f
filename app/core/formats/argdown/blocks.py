"""One block of an Argdown file, by the grammar of the language; nothing calls itself."""

import re

from app.core.formats.argdown.data import data_of
from app.core.formats.argdown.model import Edge, Model, Node, Said, Step
from app.core.formats.argdown.pieces import Pieces
from app.core.formats.argdown.shortcodes import SHORTCODES
from app.core.formats.argdown.stopping import Stopped, unknown
from app.core.formats.argdown.tokens import Token
from app.core.formats.native.faults import quoted
from app.core.formats.native.schema import Json

_IMAGE_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_CONTENT = frozenset({"text", "escaped", "special", "link", "begin", "end", "tag", "mention"})
_INSIDE = _CONTENT | {"newline"}
_HEADS = {"statement definition", "statement reference"}
_ARGUMENTS = {"argument definition", "argument reference"}
_RULE = frozenset({"text", "escaped", "special"})
_END = Token("the end of the block", 0, 0)


class Block:
    """The tokens of a block, and how far they are read."""

    def __init__(self, text: str, tokens: list[Token], model: Model, before: Node | None) -> None:
        self.text = text
        self.tokens = tokens
        self.model = model
        self.before = before
        self.at = 0
        self.data_at = 0

    def read(self) -> Node | None:
        """Read all of the block; return the argument that it is, if it is one."""
        while self._take("newline"):  # what is left of comments
            pass
        kind = self._kind()
        found: Node | None = None
        if kind == "heading":
            self._heading()
        elif kind == "number":
            self._steps()
        elif kind == "indent" and self.tokens[1].kind == "item":
            self._list()
        elif kind:
            found = self._tree()
        if self.at < len(self.tokens):
            self._stop()
        return found if found and found.is_argument else None

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self, kind: str) -> Token | None:
        """Return the next token and go past it, if it is of a kind."""
        if self._kind() != kind:
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def _need(self, kind: str) -> Token:
        return self._take(kind) or self._stop()

    def _stop(self, message: str = "") -> Token:
        """Raise Stopped at the next token."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            piece = self.text[token.start : max(token.end, token.start + 1)].strip()
            before = self.tokens[self.at - 1].kind if self.at else ""
            raise Stopped(message or unknown(token, piece, before), token.start)
        last = self.tokens[-1] if self.tokens else _END
        raise Stopped(message or "The block ends where something must follow.", last.end)

    def _heading(self) -> None:
        start = self._need("heading")
        said = self._content(start.start)
        self._take("newline")
        if self._take_data() is not None:
            self._take("newline")
        level = start.end - start.start - 1
        self.model.headings.append((level, said.plain, start.start))

    def _list(self) -> None:
        self._need("indent")
        first = self._need("item").value
        self._tree()
        while token := self._take("item"):
            if token.value != first:
                self.at -= 1
                self._stop()
            self._tree()
        self._need("dedent")

    def _steps(self) -> None:
        """Read premises and conclusions with the inferences between them."""
        argument = self.before or self.model.argument(None, self.tokens[0].start)
        if argument.steps:
            self._stop(f"The argument {quoted(argument.title)} has premises and steps already.")
        numbered: dict[str, Node] = {}
        premises = [self._numbered(numbered)]
        while self.at < len(self.tokens) or not argument.steps:
            while self._kind() == "number":
                premises.append(self._numbered(numbered))
            step = self._inference(argument)
            argument.steps.append(step)  # what stands below the conclusion may undercut it
            step.conclusion = self._numbered(numbered, step)
            step.listed = premises
            step.premises = _used(step, numbered) or premises
            premises = [step.conclusion]

    def _numbered(self, numbered: dict[str, Node], step: Step | None = None) -> Node:
        number = self._need("number")
        if self._kind() in _ARGUMENTS:
            self._stop()
        node = self._tree(step)
        numbered[number.value] = node
        return node

    def _inference(self, argument: Node) -> Step:
        step = Step(argument, self._need("inference").start)
        self._take("newline")
        if self._kind() in _RULE:
            step.rules = self._rules()
        self._take("newline")
        if (data := self._take_data()) is not None:
            step.data = data
            self._take("newline")
        self._need("close")
        self._need("newline")
        if self._take("indent"):
            while self._kind() == "sign" and self.tokens[self.at].value in ("_", "<_"):
                token = self._need("sign")
                self._tree(None, (step, token))
            self._need("dedent")
        return step

    def _rules(self) -> list[str]:
        rules: list[str] = []
        while True:
            words: list[str] = []
            while self._kind() in _RULE:
                words.append(self._shown(self.tokens[self.at]))
                self.at += 1
            if not words:
                self._stop()
            rules.append("".join(words).strip())
            if not self._take("comma"):
                return rules

    def _tree(self, step: Step | None = None, under: tuple[Step, Token] | None = None) -> Node:
        """Read a statement or an argument, and all that stands below it."""
        top = node = self._head()
        edge = self.model.relate("<_", under[0], node, under[1].start) if under else None
        above: list[tuple[Node, Edge | None]] = []
        while True:
            kind = self._kind()
            if kind == "indent" and self.tokens[self.at + 1].kind == "sign":
                above.append((node, edge))
                self.at += 1
            elif kind == "sign" and above:
                node, edge = self._below(above, step)
            elif kind == "dedent" and above:
                above.pop()
                self.at += 1
            elif above:
                self._stop()
            else:
                return top

    def _below(
        self, above: list[tuple[Node, Edge | None]], step: Step | None
    ) -> tuple[Node, Edge | None]:
        """Read a sign and what it relates to the node above it."""
        sign = self._need("sign")
        if sign.value == "><" and self._kind() in _ARGUMENTS:
            self._stop("Only statements can be contradictory, not arguments.")
        node = self._head()
        over, hangs = above[-1]
        # What undercuts a conclusion undercuts how it is drawn.
        if sign.value in ("_", "<_") and step is not None and len(above) == 1:
            return node, self.model.relate(sign.value, step, node, sign.start)
        return node, self.model.relate(sign.value, over, node, sign.start, hangs)

    def _head(self) -> Node:
        """Read a statement or an argument without what stands below it."""
        kind, at = self._kind(), self.tokens[self.at].start if self.at < len(self.tokens) else 0
        if kind in _HEADS | _ARGUMENTS:
            token = self._need(kind)
            title, is_argument = token.value, kind in _ARGUMENTS
            node = (
                self.model.argument(title, at) if is_argument else self.model.statement(title, at)
            )
            said = self._content(at) if kind.endswith("definition") else self._tagged(at)
        elif kind in _INSIDE:
            node, said = self.model.statement(None, at), self._content(at)
        else:
            self._stop()
        node.members.append(said)
        if (data := self._take_data()) is not None:
            node.data.update(data)
            self._take("newline")
        return node

    def _tagged(self, at: int) -> Said:
        """Read the tags that follow a title."""
        tags = []
        while token := self._take("tag"):
            tags.append(token.value)
        self._take("newline")
        return Said("", "", at, tuple(tags))

    def _take_data(self) -> Json | None:
        token = self._take("data")
        if token is None:
            return None
        self.data_at = token.start
        return data_of(self.text[token.start : token.end])

    def _content(self, at: int) -> Said:
        """Read the words of a statement, with what is marked in them."""
        if self._kind() not in _INSIDE:
            self._stop()
        pieces = Pieces(at)
        begun: list[Token] = []
        while (kind := self._kind()) in _INSIDE:
            token = self.tokens[self.at]
            if kind == "begin":
                begun.append(token)
            elif kind == "end":
                if not begun:
                    break
                begun.pop()
                pieces.blank(self._image(token)[-1:] in (" ", "\t"))
            else:
                self._piece(pieces, token)
            self.at += 1
        if begun:
            raise Stopped(
                f"This “{begun[-1].value}” begins words in bold or italics that nothing "
                "ends; with a backslash before it, it is a plain sign.",
                begun[-1].start,
            )
        return pieces.said()

    def _piece(self, pieces: "Pieces", token: Token) -> None:
        image = self._image(token)
        match token.kind:
            case "newline":
                pieces.newline()
            case "link":
                found = _IMAGE_LINK.match(image)
                title, url = (found[1], found[2]) if found else (image, "")
                pieces.link(title, url)
                pieces.blank(image[-1:] in (" ", "\t"))
            case "tag":
                pieces.tag(image, token.value, keeps_text=self.model.keeps_tags)
            case "mention":
                pieces.add(image, f"{token.value}{' ' if image[-1:] in (' ', chr(9)) else ''}")
            case _:
                if token.kind == "text" and image.startswith("@") and self._includes(token):
                    raise Stopped(
                        "Other files are not included: put in what stands there.", token.start
                    )
                pieces.add(self._shown(token))

    def _includes(self, token: Token) -> bool:
        return self.text.startswith("@include(", token.start)

    def _image(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def _shown(self, token: Token) -> str:
        image = self._image(token)
        if token.kind == "escaped":
            return image[1:]
        if token.kind == "special" and (sign := SHORTCODES.get(image.strip())):
            return f"{sign} " if image[-1] == " " else sign
        return image


def _used(step: Step, numbered: dict[str, Node]) -> list[Node]:
    """Return the premises that an inference is said to use, by their numbers."""
    uses = step.data.get("uses")
    if not isinstance(uses, list):
        return []
    found = [numbered.get(str(each)) for each in uses]
    return [each for each in found if each is not None and each is not step.conclusion]
