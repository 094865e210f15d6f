"""Graphs of other programs as they are found."""

from app.core.formats.format import Given
from app.core.formats.registry import guessed
from tests.formats.real_files import folder

REAL = folder()


def test_an_argument_diagram_of_yed_is_read() -> None:
    path = REAL / "graph" / "eleatics-toulmin-aif-yed.graphml"
    data = path.read_bytes()
    reader = guessed(path.name, data)
    assert reader.name == "graphml"
    assert reader.read is not None
    found = reader.read(data, Given(name=path.name)).debate
    assert [claim.id for claim in found.claims] == ["n0", "n1", "n4", "n5", "n6", "n8"]
    assert all(claim.text.isupper() and claim.note for claim in found.claims)
    assert [(row.id, row.kind, row.premises, row.target) for row in found.relations] == [
        ("n2", "supports", ("n0", "n6", "n8"), "n1"),
        ("n3", "rebuts", ("n5",), "n1"),
        ("n7", "supports", ("n4",), "n6"),
    ]
