"""How long a map takes: choosing, filling, placing and joining its cards, and its markup.

Usage: python -m benchmarks.maps [claims ...]

Milliseconds of processor time, the least of several runs: once with a card for every claim, once
with the 300 that a page shows at most.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from app.core.debate.graph import Graph
from app.core.debate.maps.choosing import MOST_CARDS, View, chosen
from app.core.debate.maps.drawing import drawn_map
from app.core.debate.maps.faces import face_of
from app.core.debate.maps.lines import joined
from app.core.debate.maps.placing import CARD, Size, placed
from app.core.debate.weighing import Weighing, weigh
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of
from app.core.formats.svg_cards import Drawn, markup
from benchmarks.generated import document

RUNS = 5
T = TypeVar("T")


class _Nowhere:
    def card(self, node: str) -> str:
        return ""

    step = more = card


def least(work: Callable[[], T]) -> tuple[T, float]:
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        made = work()
        times.append((time.process_time() - began) * 1000)
    return made, min(times)


def row(graph: Graph, weighing: Weighing, most: int) -> list[float]:
    view = View(graph.theses, most=most)
    found, choosing = least(lambda: chosen(graph, view))
    faces, filling = least(
        lambda: [face_of(graph, weighing, card, CARD, view) for card in found.cards]
    )
    sizes = [Size(face.width, face.height) for face in faces]
    places, placing = least(lambda: placed(found, sizes, is_down=False))
    _, joining = least(lambda: joined(found, places, is_down=False))
    whole = drawn_map(graph, weighing, view)
    _, writing = least(lambda: "".join(markup(Drawn(graph, whole, _Nowhere()))))
    return [len(found.cards), choosing, filling, placing, joining, writing]


def main(arguments: list[str]) -> None:
    print("| claims | cards | chosen | filled | placed | joined | markup |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for claims in [int(each) for each in arguments] or [1_000, 10_000]:
        made = read_document(json.dumps(document(claims)).encode(), "made.json")
        graph = debate_of(canonical(made)).graph
        weighing = weigh(graph)
        for most in (MOST_CARDS, 10**9):
            cards, *times = row(graph, weighing, most)
            shown = " | ".join(f"{each:.1f}" for each in times)
            print(f"| {claims:,} | {cards:,} | {shown} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
