"""The digest of a debate, and of any node: one sheet to read, to print, and as Markdown."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from app.core.debate.extent import counts
from app.core.debate.graph import Claim, Crux, Node, Relation
from app.core.errors import NotFound
from app.services import history
from app.services.history import ChangeRow
from app.web.showing import words
from app.web.showing.change_rows import change_line
from app.web.showing.claim_parts import Viewer
from app.web.showing.digest_markdown import debate_markdown, node_markdown
from app.web.showing.digest_nodes import node_digest
from app.web.showing.digest_values import Digest, Head, NodeDigest
from app.web.showing.digest_words import digest_of, speakers
from app.web.showing.lines import Line, Run, line, quoted
from app.web.showing.what_ifs import no_numbers
from app.web.site import addresses as to
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template, Text

router = APIRouter(route_class=PageRoute)
NOT_JUDGED = (
    "Counted, not judged: no reply here is no verdict, and silence no consent. Paraphrases; words "
    "in double quotation marks are the speakers’."
)
MARKDOWN = "text/markdown; charset=utf-8"


class DigestPage(Frame):
    """The digest of a debate."""

    digest: Digest


class NodeDigestPage(Frame):
    """The digest of a node; `node` is its id."""

    node: str
    digest: NodeDigest


SHEET = Template("digests/debate.html", DigestPage)
NODE_SHEET = Template("digests/node.html", NodeDigestPage)


@router.get("/d/{slug}/digest")
def show_digest(pages: TheDebatePages) -> Response:
    """Show the digest of a debate: where people part, what is contested, what waits."""
    return pages.answer(
        lambda now: SHEET.filled({**now.frame("overview", no_numbers), "digest": _digest(now)})
    )


@router.get("/d/{slug}/digest.md")
def send_digest(pages: TheDebatePages) -> Response:
    """Send the digest of a debate as Markdown."""
    return pages.answer(lambda now: Text(debate_markdown(_digest(now), _full(now)), MARKDOWN))


@router.get("/d/{slug}/n/{node_id}/digest")
def show_node_digest(pages: TheDebatePages, node_id: str) -> Response:
    """Show the digest of a node: where it stands, who holds it, what would change its number."""

    def values(now: Opened) -> NodeDigestPage:
        node = _node(now, node_id)
        return {
            **now.frame("thread", lambda: {node_id}),
            "node": node_id,
            "digest": _node_digest(now, node),
        }

    return pages.answer(lambda now: NODE_SHEET.filled(values(now)))


@router.get("/d/{slug}/n/{node_id}/digest.md")
def send_node_digest(pages: TheDebatePages, node_id: str) -> Response:
    """Send the digest of a node as Markdown."""

    def text(now: Opened) -> Text:
        found = _node_digest(now, _node(now, node_id))
        return Text(node_markdown(found, _full(now)), MARKDOWN)

    return pages.answer(text)


def kind_of(node: Node) -> str:
    """Return what a node is called.

    >>> from app.core.debate.rows import Crux
    >>> kind_of(Crux._make(["x1", "?"] + [None] * (len(Crux._fields) - 2)))
    'crux'
    """
    if isinstance(node, Claim):
        return words.CLAIM_KIND[node.kind]
    return "step" if isinstance(node, Relation) and node.takes_credence else _other(node)


def _other(node: Node) -> str:
    return "crux" if isinstance(node, Crux) else "relation"


def _node(now: Opened, node_id: str) -> Node:
    node = now.graph.node(node_id)
    if node is None:
        raise NotFound(f"There is no node #{node_id} in this debate.")
    return node


def _digest(now: Opened) -> Digest:
    debate = now.debate
    last = _last_change(now)
    head = Head(
        _kick(now, last, "digest", to.debate(debate.slug)),
        debate.question or debate.title,
        line(speakers(now.graph)),
        [line(f"{_counts(now)} {NOT_JUDGED}")],
    )
    return digest_of(now.snapshot, head, _said_last(now, last))


def _counts(now: Opened) -> str:
    found, graph = counts(now.graph), now.graph
    said = [
        words.count(found["claims"], "claim"),
        words.count(found["weighing"], "reason"),
        words.count(found["cruxes"], "crux", "cruxes"),
        words.count(found["people"], "person", "people"),
    ]
    raters = words.count(len(graph.raters), "account") + " rated something"
    rated = f"; {raters}" if graph.raters else ""
    return f"{', '.join(said)}{rated}."


def _node_digest(now: Opened, node: Node) -> NodeDigest:
    graph = now.graph
    name = f"digest of the {kind_of(node)} {node.id} of “{now.debate.title}”"
    title = graph.text(node.id)
    if isinstance(node, Relation):
        title = node.warrant or words.capitalize_first(graph.sentence(node))
    source = words.PROVENANCE[node.provenance].removeprefix("the ")
    read = words.READING.get(node.sureness or "", "")
    where = f"Where from: {source}{f', {read}' if read else ''}. {NOT_JUDGED}"
    head = Head(_kick(now, None, name, to.node(now.debate.slug, node.id)), title, (), [line(where)])
    return node_digest(now.snapshot, node, Viewer(now.account), head)


def _kick(now: Opened, last: ChangeRow | None, name: str, path: str) -> Line:
    """Say what a sheet is, of which state of the debate, and where that is read."""
    debate = now.debate
    revision = Run(f"revision {debate.revision}", to.debate(debate.slug, "history"))
    day = f" · {last.at:%-d %B %Y}" if last else ""
    here = line(" · ", _here(now, path)) if now.site else ()
    return line(f"Cruxmap {name} · ", revision, day, here)


def _here(now: Opened, path: str) -> Run:
    """Name the address of a page as whoever holds the sheet has to type it."""
    return Run(_address(now, path).partition("://")[2], path)


def _address(now: Opened, path: str) -> str:
    return f"{now.site}{path}"


def _full(now: Opened) -> Callable[[str], str]:
    """Return what makes a whole address, at the moment that is looked at, of one of the site."""
    at = f"at={now.debate.at.revision}" if now.debate.at else ""

    def full(path: str) -> str:
        start, hash_, place = path.partition("#")
        joint = ("&" if "?" in start else "?") if at else ""
        return _address(now, f"{start}{joint}{at}{hash_}{place}")

    return full


def _last_change(now: Opened) -> ChangeRow | None:
    """Return the last change that the reader may know of, up to what they look at."""
    found = history.list_changes(
        now.session,
        now.debate.id,
        until=now.debate.revision,
        limit=1,
        audience=now.snapshot.audience,
        open_nodes=now.snapshot.open_nodes,
    )
    return next(iter(found), None)


def _said_last(now: Opened, row: ChangeRow | None) -> Line:
    if row is None:
        return line("No change is on record.")
    said = change_line(now.graph, row, may_undo=False)
    about = line(" ", quoted(now.graph, said["node"])) if said["node"] else ()
    change = Run(f"Revision {row.revision}", to.change(now.debate.slug, row.revision))
    who = row.account or "Cruxmap"
    reason = f": {row.reason}" if row.reason else ""
    return line(change, f", {row.at:%-d %B %Y}: {who} {said['says']}", about, reason, ".")
