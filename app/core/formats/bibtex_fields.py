"""A bibliographic item as the fields of a BibTeX entry, and back.

What BibTeX has no field for is left out: what comes back of an item is all that a file says of it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.formats.latex import decoded, encoded

Fields = dict[str, str]
TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "webpage": "online",
    "document": "misc",
}
_READ_TYPES = {
    **{entry: type_ for type_, entry in TYPES.items()},
    **{"mastersthesis": "thesis", "thesis": "thesis", "report": "report", "www": "webpage"},
    **{"electronic": "webpage", "conference": "paper-conference", "inbook": "chapter"},
    **{"proceedings": "book", "manual": "book", "periodical": "periodical", "dataset": "dataset"},
    **{"software": "software", "patent": "patent", "collection": "book"},
}
# Which field says which variable; the first name of a field is the one that is written.
TEXTS = {
    "title": ("title",),
    "title-short": ("shorttitle",),
    "collection-title": ("series",),
    "volume": ("volume",),
    "edition": ("edition",),
    "chapter-number": ("chapter",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
    "genre": ("type",),
    "event-title": ("eventtitle",),
    "language": ("langid", "language"),
    "abstract": ("abstract",),
    "note": ("note",),
    "keyword": ("keywords",),
}
# Never taken for LaTeX: addresses and numbers of others are as they are.
PLAIN = {"DOI": ("doi",), "URL": ("url",), "ISBN": ("isbn",), "ISSN": ("issn",)}
NAMES = {"author": ("author",), "editor": ("editor",), "translator": ("translator",)}
CONTAINERS = ("journal", "journaltitle", "booktitle")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
OTHERS = {"literal": "others"}  # how CSL and BibTeX say that there are more
BLOCKS = ("abstract", "note")  # in which lines are kept
SEVERAL = 1000
_BARE = re.compile(r"[^\s{}\"\\@]+")
_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)
_SPLIT = {
    at: re.compile(rf"\\.|(?P<open>{{)|(?P<close>}})|(?P<at>{at})") for at in (" and ", ",", " ")
}
_PAGES = re.compile(r"(?<!\s)\s*+[-–—]++\s*+")


def fields_of(csl: Mapping[str, Any]) -> tuple[str, Fields]:
    """Return the type of an entry and its fields, texts as they stand in the file."""
    told = csl.get("type", "")
    kind = TYPES.get(told, "misc")
    fields: Fields = {"entrysubtype": told} if told not in TYPES and _is_bare(told) else {}
    for variable, (name, *_) in TEXTS.items():
        if text := _spaced(csl.get(variable), variable in BLOCKS):
            fields[name] = encoded(text)
    for variable, (name,) in NAMES.items():
        if people := [each for row in _rows(csl.get(variable)) if (each := _name(row))]:
            is_open = len(people) > 1 and _rows(csl.get(variable))[-1] == OTHERS
            fields[name] = " and ".join([*people[:-1], "others"] if is_open else people)
    fields |= {PLAIN[key][0]: csl[key] for key in PLAIN if _is_bare(csl.get(key))}
    fields |= dict(_numbers(csl, kind))
    fields |= dict(_dates(csl))
    return kind, fields


def csl_of(kind: str, fields: Mapping[str, str]) -> tuple[dict[str, Any], set[str]]:
    """Return an item of an entry, and the names of the fields that say something of it."""
    kind = kind.lower()
    own = fields.get("entrysubtype", "") if kind == "misc" else ""
    csl: dict[str, Any] = {"type": own or _READ_TYPES.get(kind, "document")}
    read = {"entrysubtype"}
    for variable, names in (TEXTS | PLAIN | NAMES).items():
        name = next((each for each in names if fields.get(each)), "")
        if name:
            csl[variable] = _value(variable, fields[name])
            read.add(name)
    container = next((each for each in CONTAINERS if fields.get(each)), "")
    number = "issue" if kind == "article" else "number"
    for variable, name in (("container-title", container), ("issue", "issue"), (number, "number")):
        if fields.get(name):
            csl[variable] = _spaced(decoded(fields[name]))
            read.add(name)
    if fields.get("pages"):
        csl["page"] = _PAGES.sub("-", _spaced(decoded(fields["pages"])))
        read.add("pages")
    for variable, names in (
        ("issued", ("date", "year", "month", "day")),
        ("accessed", ("urldate",)),
    ):
        if told := _date(*(fields.get(name, "") for name in names)):
            csl[variable] = told
            read |= set(names)
    return {key: value for key, value in csl.items() if value}, read


def _value(variable: str, text: str) -> Any:
    if variable in NAMES:
        names = _split(" ".join(text.split()), " and ")[:SEVERAL]
        return [person for each in names if (person := _person(each))]
    return text.strip() if variable in PLAIN else _spaced(decoded(text), variable in BLOCKS)


def _spaced(value: object, in_lines: bool = False) -> str:
    """Return a text with single blanks; lines stay where they mean something."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if not in_lines:
        return " ".join(str(value).split())
    return "\n".join(" ".join(line.split()) for line in str(value).split("\n")).strip()


def _is_bare(value: object) -> bool:
    return isinstance(value, str) and bool(_BARE.fullmatch(value))


def _rows(value: object) -> list[Any]:
    return value[:SEVERAL] if isinstance(value, list) else []


def _numbers(csl: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    container = "journal" if kind in ("article", "misc", "online") else "booktitle"
    issue = "number" if kind == "article" else "issue"
    names = [("container-title", container), ("issue", issue)]
    names += [("number", "number")] if kind != "article" else []
    for variable, name in names:
        if text := _spaced(csl.get(variable)):
            yield name, encoded(text)
    if pages := _spaced(csl.get("page")):
        yield "pages", encoded(_PAGES.sub("--", pages))


# Dates.


def _dates(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    issued = csl.get("issued")
    parts = _parts(issued)
    if parts:
        yield "year", str(parts[0])
        if len(parts) > 1:
            yield "month", MONTHS[parts[1] - 1]
        if len(parts) > 2:
            yield "day", str(parts[2])
    elif isinstance(issued, dict) and (text := _spaced(issued.get("literal") or issued.get("raw"))):
        yield "year", encoded(text)
    if parts := _parts(csl.get("accessed")):
        yield "urldate", "-".join(f"{each:02}" for each in parts)


def _parts(date: object) -> list[int]:
    """Return year, month and day of a date in parts, as far as there are any."""
    rows = date.get("date-parts") if isinstance(date, dict) else None
    first = rows[0] if isinstance(rows, list) and rows else None
    told = [str(each) for each in first] if isinstance(first, list) else []
    found = _DATE.fullmatch("-".join(told[:3]))
    return _in_bounds([int(each) for each in found.groups() if each]) if found else []


def _in_bounds(parts: list[int]) -> list[int]:
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        return parts[:1]
    return parts[:2] if len(parts) > 2 and not 1 <= parts[2] <= 31 else parts


def _date(date: str, year: str = "", month: str = "", day: str = "") -> dict[str, Any]:
    """Return a date of its fields; a year that is no number is a date in words."""
    text = _spaced(decoded(date.partition("/")[0] or year))
    found = _DATE.fullmatch(text)
    if not found:
        return {"literal": text} if text else {}
    parts = [each for each in found.groups() if each]
    number = _month(_spaced(decoded(month)))
    if len(parts) == 1 and number:
        parts += [number, *([day.strip()] if _DATE.fullmatch(day.strip()) else [])]
    return {"date-parts": [_in_bounds([int(each) for each in parts])]}


def _month(text: str) -> str:
    small = text[:3].lower()
    return str(MONTHS.index(small) + 1) if small in MONTHS else text if text.isdigit() else ""


# Names: “von Family, Jr, Given”, or a whole name in braces.


def _name(row: object) -> str:
    if not isinstance(row, dict):
        return ""
    if literal := _spaced(row.get("literal")):
        return f"{{{encoded(literal)}}}"
    family, given, suffix = (_spaced(row.get(key)) for key in ("family", "given", "suffix"))
    if not family:
        return f"{{{encoded(given)}}}" if given else ""
    particle = _spaced(row.get("non-dropping-particle") or row.get("dropping-particle"))
    said = " ".join(filter(None, (encoded(particle), _part(family, particle != ""))))
    rest = [_part(each) for each in ([suffix, given] if suffix else [given])]
    return ", ".join([said, *rest]).strip()


def _part(text: str, behind_particle: bool = False) -> str:
    """Return a part of a name, in braces where it would be taken apart."""
    is_apart = "," in text or re.search(r"(?i)(?:^|\s)and(?:\s|$)", text) or text[:1].islower()
    return f"{{{encoded(text)}}}" if is_apart or behind_particle else encoded(text)


def _person(text: str) -> dict[str, str]:
    name = text.strip()
    parts = [each.strip() for each in _split(name, ",")]
    if len(parts) == 1:
        words = [each for each in _split(name, " ") if each]
        if len(words) < 2:
            return {"literal": _spaced(decoded(name))}
        # Without a comma the family is the last word, with the small words in front of it.
        at = next((n for n, each in enumerate(words[:-1]) if n and each[:1].islower()), -1)
        parts = [" ".join(words[at:]), " ".join(words[:at])]
    words = [each for each in _split(parts[0], " ") if each]
    small = next((n for n, each in enumerate(words) if not each[:1].islower()), len(words) - 1)
    told = {
        "family": " ".join(words[small:]),
        "given": parts[-1] if len(parts) > 1 else "",
        "suffix": parts[1] if len(parts) > 2 else "",
        "non-dropping-particle": " ".join(words[:small]),
    }
    return {key: text for key, value in told.items() if (text := _spaced(decoded(value)))}


def _split(text: str, at: str) -> list[str]:
    """Split a text where it is in no braces."""
    found, start, depth = [], 0, 0
    for each in _SPLIT[at].finditer(text):
        depth = max(0, depth + bool(each["open"]) - bool(each["close"]))
        if each["at"] and not depth:
            found.append(text[start : each.start()])
            start = each.end()
    return [*found, text[start:]]
