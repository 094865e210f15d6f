"""The fields that no page shows, and why."""

from tests.web.every_place import Field

IN_ADDRESSES, NAMES, FINDS = "stands in addresses", "only rows name it", "finds the place in a text"
NOT_SHOWN: dict[Field, str] = {
    ("debate", "slug"): IN_ADDRESSES,
    ("people", "id"): IN_ADDRESSES,
    ("sources", "id"): IN_ADDRESSES,
    ("comments", "id"): IN_ADDRESSES,
    ("spans", "id"): IN_ADDRESSES,
    **dict.fromkeys(
        [
            *((name, "id") for name in ("quotes", "stances", "credence_orders", "verdicts")),
            ("pair_sentences", "id"),
            *((name, "id") for name in ("citations", "terms", "links", "accounts")),
            *(("sources.renderings", "id"), ("comments.versions", "id")),
            *(("comments.footnotes", "id"), ("terms.senses", "id"), ("sources.csl", "id")),
        ],
        NAMES,
    ),
    **dict.fromkeys(
        [
            *(("spans", field) for field in ("start", "end", "hash", "prefix_hash")),
            *(("spans", "suffix_hash"), ("sources", "text_hash"), ("sources", "text_length")),
        ],
        FINDS,
    ),
    **dict.fromkeys(
        [
            *(("debate.origin", field) for field in ("address", "installation", "debate")),
            *(("debate.origin", field) for field in ("program", "version", "changed")),
            ("debate.origin.came_from", "installation"),
        ],
        "tells programs where a file was written; pages tell where the debate was first",
    ),
    ("spans", "footnote"): "its comment lists the footnote",
    ("quotes", "quoted_by"): "its comment has an author",
    ("relations", "relevance"): "enters the numbers",
    ("relations", "weight"): "enters the numbers",
    ("credences", "withdrawn"): "takes a credence off the pages",
}
