"""Which file of a package is which table: by its description, or by their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from app.core.debate.shape import NODES
from app.core.formats.decoding import text_of
from app.core.formats.format import Caution
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.native.json_reading import read_json, size_faults
from app.core.formats.tabled.package import NAME
from app.core.formats.tabled.shapes import Table, named

ENDINGS = (".csv", ".tsv")


class File(NamedTuple):
    """A file of a package."""

    name: str
    data: bytes


@dataclass
class Listing:
    """The files by table, what the whole is called, and what to tell of other files."""

    files: dict[str, File] = field(default_factory=dict)
    title: str = ""
    cautions: list[Caution] = field(default_factory=list)


def table_of(name: str) -> Table | None:
    """Return the table that a file is called after, in whatever folder it stands."""
    last = name.rsplit("/", 1)[-1].lower()
    stem = next((last.removesuffix(end) for end in ENDINGS if last.endswith(end)), None)
    return named().get(stem) if stem else None


def files_of(files: Mapping[str, bytes]) -> Listing:
    """Tell which file is which table; ImportFaults where none is, or two are the same."""
    found = Listing()
    described = _described(files, found)
    for name, data in files.items():
        table = described[name] if name in described else table_of(name)
        if table is not None:
            _add(found, table, File(name, data))
        elif name.rsplit("/", 1)[-1] not in (NAME, f"{NODES}.csv"):
            found.cautions.append(Caution(f"The file {quoted(name)} is ignored: no such table."))
    if not found.files:
        message = "No file in the archive is called after a table, such as claims.csv."
        raise ImportFaults([Fault("", message)])
    del found.cautions[200:]
    return found


def _add(found: Listing, table: Table, file: File) -> None:
    if other := found.files.get(table.name):
        message = f"{quoted(other.name)} and this are both the table “{table.name}”."
        raise ImportFaults([Fault(file.name, message)])
    found.files[table.name] = file


def _described(files: Mapping[str, bytes], found: Listing) -> dict[str, Table | None]:
    """Return which table each file is that the description names."""
    where = next((name for name in files if name.rsplit("/", 1)[-1] == NAME), None)
    if where is None:
        return {}
    told = _object(where, files[where])
    found.title = next((told[key] for key in ("title", "name") if _is_text(told.get(key))), "")
    folder = where.removesuffix(NAME)
    resources = told.get("resources", [])
    tables: dict[str, Table | None] = {}
    for each in resources if isinstance(resources, list) else []:
        if isinstance(each, dict) and _is_text(each.get("name")) and _is_text(each.get("path")):
            name = each["name"].lower()
            path = f"{folder}{each['path'].removeprefix('./')}"
            table = named().get(name) or table_of(path)
            if table is not None and path not in files:
                message = f"The file {quoted(path)} is described and not there: it is left out."
                found.cautions.append(Caution(message))
            elif table is not None:
                tables[path] = table
    return tables


def _object(where: str, data: bytes) -> dict[str, Any]:
    try:
        for fault in size_faults(data):
            raise ImportFaults([fault])
        told = read_json(text_of(data))
    except ImportFaults as error:
        raise ImportFaults(replace(fault, path=where) for fault in error.faults) from None
    if isinstance(told, dict):
        return told
    raise ImportFaults([Fault(where, "This must be an object that describes the tables.")])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
