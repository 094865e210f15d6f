"""Where pages stand: every address within a debate is made here, for handlers and templates alike.

What a page is asked for, or a place on it, follows as it is: `f"{node(slug, id)}#stances"`.
"""


def debate(slug: str, page: str = "") -> str:
    """Return the address of a debate, or of one of its pages.

    >>> debate("tea"), debate("tea", "claims/new")
    ('/d/tea', '/d/tea/claims/new')
    """
    return f"/d/{slug}/{page}" if page else f"/d/{slug}"


def node(slug: str, node_id: str, page: str = "") -> str:
    """Return the address of a node's page, or of what can be done with it there.

    >>> node("tea", "c1"), node("tea", "c1", "rate")
    ('/d/tea/n/c1', '/d/tea/n/c1/rate')
    """
    return f"/d/{slug}/n/{node_id}/{page}" if page else f"/d/{slug}/n/{node_id}"


def source(slug: str, source_id: str, page: str = "") -> str:
    """Return the address of a source, or of what can be done with it there."""
    return f"/d/{slug}/s/{source_id}/{page}" if page else f"/d/{slug}/s/{source_id}"


def person(slug: str, person_id: str) -> str:
    """Return the address of a person's page."""
    return f"/d/{slug}/people/{person_id}"


def export(slug: str, name: str) -> str:
    """Return where a debate is sent as a file of the format `name`."""
    return f"/d/{slug}/export/{name}"


def change(slug: str, revision: int, page: str = "") -> str:
    """Return where a change stands in the history, or the address of what can be done with it.

    >>> change("tea", 7), change("tea", 7, "undo")
    ('/d/tea/history?until=7#rev7', '/d/tea/history/7/undo')
    """
    history = debate(slug, "history")
    return f"{history}/{revision}/{page}" if page else f"{history}?until={revision}#rev{revision}"


def suggestion(slug: str, suggestion_id: str, page: str = "") -> str:
    """Return the address of a suggestion, or of what can be done with it.

    >>> suggestion("tea", "s1", "accept")
    '/d/tea/suggestions/s1/accept'
    """
    found = debate(slug, f"suggestions/{suggestion_id}")
    return f"{found}/{page}" if page else found


def comment(slug: str, comment_id: str, *, is_long: bool) -> str:
    """Return where a comment stands; a long conversation must be told which stretch to show.

    >>> comment("tea", "k1", is_long=True)
    '/d/tea/conversation?comment=k1#k1'
    """
    asked = f"?comment={comment_id}" if is_long else ""
    return f"{debate(slug, 'conversation')}{asked}#{comment_id}"
