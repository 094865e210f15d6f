"""What the documents say that can be tried: blocks of code, and words set as code."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
API_PAGE = "docs/api.md"
# All but the changes, which are told as they were.
READ = [
    *(ROOT / f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY")),
    *sorted(DOCS.rglob("*.md")),
]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:(?<=\n\n)|\A)(?: {4}.*\n(?:\n(?= {4}))*)+")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """A block of code: the document it stands in, and its text, not indented."""

    where: str
    text: str

    @property
    def first(self) -> str:
        """Return its first line."""
        return self.text.splitlines()[0]

    def __str__(self) -> str:
        return f"{self.where}: {self.first}"


def blocks() -> list[Block]:
    """List every block of every document."""
    return [
        Block(path.relative_to(ROOT).as_posix(), text)
        for path in READ
        for text in _blocks(path.read_text("utf-8"))
    ]


def block(where: str, begins: str) -> str:
    """Return the one block of a document that begins so."""
    (found,) = [
        each.text for each in blocks() if each.where == where and each.text.startswith(begins)
    ]
    return found


def coded() -> dict[str, str]:
    """Return every piece of text that is set as code in a line, with a document that has it."""
    found: dict[str, str] = {}
    for path in READ:
        plain = INDENTED.sub("", FENCED.sub("", path.read_text("utf-8")))
        for code in CODE.findall(plain):
            found.setdefault(" ".join(code.split()), path.relative_to(ROOT).as_posix())
    return found


def _blocks(text: str) -> list[str]:
    fenced = [found[2] for found in FENCED.finditer(text)]
    indented = INDENTED.findall(FENCED.sub("", text))
    return [*fenced, *(re.sub(r"^ {4}", "", each, flags=re.MULTILINE) for each in indented)]
