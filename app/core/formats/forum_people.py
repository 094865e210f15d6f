"""Who speaks in a forum's thread: one person for each user, and none where the site hides them."""

from app.core.formats.building import Building
from app.core.formats.forum_entries import Entry, Notes
from app.core.texts import LINE, clean_line


class People:
    """Who speaks: one person for each id of a user, or for a name that comes without one."""

    def __init__(self, made: Building, notes: Notes) -> None:
        self.made, self.notes = made, notes
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._without_id: dict[str, str] = {}

    def of(self, entry: Entry) -> str:
        """Return the id of whoever wrote something; empty where the file names nobody."""
        name, handle, key = _who(entry)
        if key in self._by_id:
            return self._by_id[key]
        if not key and not name:
            return ""
        found = (self._without_id.pop(name, "") if key else self._by_name.get(name)) or self._new(
            entry, name or "Somebody without a name", handle
        )
        self._by_name.setdefault(name, found)
        if key:
            self._by_id[key] = found
        else:
            self._without_id[name] = found
        return found

    def authors(self, post: Entry) -> list[str]:
        """Return the names of those who wrote a post; others than the first become people too."""
        names = [_who(post)[0]]
        for each in post.inners("coauthors"):
            named = Entry(each.path, {"user": each.fields}, each.notes, True, told=each.told)
            self.of(named)
            names.append(_who(named)[0])
        return [name for name in dict.fromkeys(names) if name]

    def _new(self, entry: Entry, name: str, handle: str) -> str:
        for each in (name, handle):
            if len(each) > LINE:
                self.notes.fault(entry.path, f"A name has at most {LINE} characters.")
        handle = handle if handle != name else ""
        kind = "named" if name != "Somebody without a name" else "unnamed"
        return self.made.add("people", name=name[:LINE], kind=kind, handle=handle[:LINE])


def _who(entry: Entry) -> tuple[str, str, str]:
    """Return the name that is shown, the one in addresses, and the id of who wrote something."""
    user = entry.inner("user")
    cached = entry.raw("authors")
    if isinstance(cached, list):
        said = ", ".join(str(each) for each in cached if isinstance(each, str))
    else:
        said = entry.text("author", "authors")
    if user is None:
        return clean_line(said), "", entry.identity("userId")
    handle = clean_line(user.text("slug", "username"))
    name = clean_line(user.text("displayName", "username", "fullName")) or clean_line(said)
    return name or handle, handle, user.identity("_id") or entry.identity("userId")
