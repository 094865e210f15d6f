"""How edges of the network are named after their relations: put together and taken apart here."""

_PARTED = "~"


def edge_id(relation: str, number: int) -> str:
    """Return the name of one of several edges that a relation makes, counted from 0.

    >>> edge_id("r7", 0)
    'r7~0'
    """
    return f"{relation}{_PARTED}{number}"


def relation_of(edge: str) -> str:
    """Return the relation that an edge is of, whether it makes one edge or several.

    >>> relation_of("r7~0"), relation_of("r7")
    ('r7', 'r7')
    """
    return edge.partition(_PARTED)[0]
