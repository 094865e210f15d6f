"""How long it takes to find the quotations of a source again in another version of its text.

Usage: python -m benchmarks.quotes [millions of code points ...]

One in four stands where it stood, one has moved, one has changed, one is gone. Beside it, how
long typed words take that stand in the text, differ in punctuation, in a word, or are not there.
"""

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.core.quotes.anchors import Anchor, anchor, find_quote
from app.core.quotes.hashes import hash_part
from app.core.quotes.places import Places
from benchmarks.generated import WORDS

QUOTES = 650
SIGNS = (", ", " ", " ", " ", " ", " ", " ", ". ", ".\n", " — ")


def a_text(signs: int, seed: int = 1) -> str:
    """Return a text of about so many code points: words with their numbers, signs between."""
    chance = random.Random(seed)
    parts: list[str] = []
    length = 0
    while length < signs:
        word = chance.choice(WORDS) + (str(chance.randrange(999)) if chance.random() < 0.3 else "")
        parts += [word, chance.choice(SIGNS)]
        length += len(word) + 2
    return "".join(parts)


def versions(signs: int, quotes: int) -> tuple[str, str, list[Anchor]]:
    """Return a text, a later version of it, and quotations of the first."""
    earlier, chance = a_text(signs), random.Random(2)
    step = len(earlier) // quotes
    spans: list[Anchor] = []
    later: list[str] = []
    at = 0
    for number in range(quotes):
        start = number * step + 40
        end = start + min(step - 80, chance.randint(20, 400))
        spans.append(anchor(earlier, start, end))
        before, words, after = earlier[at:start], earlier[start:end], earlier[end : end + 40]
        if number < quotes // 4:
            later += [before, words, after]
        else:
            later += _changed(before, words, after, number % 3)
        at = end + 40
    return earlier, "".join([*later, earlier[at:]]), spans


def _changed(before: str, words: str, after: str, how: int) -> tuple[str, ...]:
    if how == 0:
        return "Moved. ", before, words, after
    if how == 1:
        return before, words[:5], " other words ", words[12:], after
    return before[:-20], words[::-1], after[20:]


def _without_sums(span: Anchor) -> Anchor:
    before, after = span.prefix_hash or "", span.suffix_hash or ""
    return span._replace(prefix_hash=hash_part(before), suffix_hash=hash_part(after))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of computing that it took, and what came of it."""
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def rows(signs: int) -> Iterator[tuple[int, int, str, float, str]]:
    """Measure one text: its length, the quotations, what was done, seconds, what was found."""
    earlier, later, newer = versions(signs, QUOTES)
    older = [_without_sums(span) for span in newer]
    for what, known, spans in (
        ("words known", earlier, newer),
        ("hashes with sums", "", newer),
        ("hashes of the older form", "", older),
    ):
        taken, found = timed(partial(Places(later, known).verify_all, spans))
        counted = Counter(each.state.value for each in found)
        states = ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
        yield len(later), QUOTES, what, taken, states
    middle = later[len(later) // 2 :][:300]
    typed = [middle, middle.replace(" ", "  "), middle.replace(" ", " xyz ", 3), "no " * 90]
    for quote in typed:
        taken, one = timed(partial(find_quote, later, quote))
        yield len(later), 1, "typed words", taken, one.how


def main(arguments: list[str]) -> None:
    print("| code points | quotes | what | seconds | found |")
    print("|---:|---:|---|---:|---|")
    for millions in [float(each) for each in arguments] or [0.5, 1, 5]:
        for length, quotes, what, taken, found in rows(int(millions * 1e6)):
            print(f"| {length:,} | {quotes} | {what} | {taken:.2f} | {found} |")
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.")


if __name__ == "__main__":
    main(sys.argv[1:])
