"""Files that nobody would write, read for minutes: only the readers' own error may come out.

    python -m tests.fuzz FORMAT [SECONDS] [FOLDER …]    without a format: lists them

Where atheris is installed it follows which lines a file reaches, and begins from those that reach
new ones; else sound files are changed by chance. Files of the folders are begun from as well. What
goes wrong is told once by its kind, and the first file of each kind is kept in var/fuzz/FORMAT.
"""

import hashlib
import os
import random
import re
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

try:
    import atheris
except ModuleNotFoundError:
    atheris = None

# The program is taken in under the eyes of atheris, or it would not see where it goes.
with atheris.instrument_imports(include=["app.core"]) if atheris else nullcontext():
    from app.core.formats.archives import names_in, packed, unpacked
    from app.core.formats.format import Format, Given
    from app.core.formats.native.faults import ImportFaults
    from app.core.formats.registry import FORMATS, READ, guessed

from tests.formats.fuzzing import ODD, mutated
from tests.formats.specimens import specimens

ROOT = Path(__file__).parent.parent
LONGEST = 100_000  # bytes of a file; a reader has so many seconds and megabytes for it
MOST_SECONDS = 2
MOST_MEGABYTES = 1500
HANGS = 60  # seconds after which atheris stops a reader that does not come back
BETWEEN = b"\n=====\n"  # files of an archive, as they are changed: each with its name in front


class Findings:
    """What went wrong, by its kind: which error, and where in the program it was raised."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds: Counter[str] = Counter()
        self.tried = self.read = 0
        self.slowest = 0.0

    def add(self, kind: str, data: bytes, told: str) -> None:
        """Count a finding; the first of its kind is told and kept."""
        self.kinds[kind] += 1
        if self.kinds[kind] > 1:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
        path.write_bytes(data)
        print(f"\n{kind}\n{told}{path}\n", flush=True)

    def told(self) -> str:
        """Return what was tried and what was found, in a line."""
        kinds = "".join(f"\n{number:6}  {kind}" for kind, number in self.kinds.most_common())
        return (
            f"{self.tried:,} files, {self.read:,} of them read, the slowest in "
            f"{self.slowest:.2f} s; {len(self.kinds)} kinds of faults{kinds}"
        )


def tried(into: Format, data: bytes, findings: Findings) -> None:
    """Read a file as an upload is read, and note what is wrong with how it was read."""
    assert into.read is not None
    given = Given(name=f"a{into.ending}", credences=len(data) % 2 == 0)
    findings.tried += 1
    begun = time.process_time()
    try:
        with suppress(ImportFaults):  # of what is no file of any format
            guessed("", data)
        findings.read += bool(into.read(data, given).debate.settings.title)
    except ImportFaults as error:
        if not error.faults or not all(fault.message for fault in error.faults):
            findings.add("refused without a word", data, "")
    except Exception as error:
        findings.add(_kind(error), data, traceback.format_exc(limit=-4))
    seconds = time.process_time() - begun
    findings.slowest = max(findings.slowest, seconds)
    if seconds > MOST_SECONDS:
        findings.add("slow", data, f"{seconds:.1f} s for {len(data):,} bytes\n")


def _kind(error: Exception) -> str:
    name = type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "/app/" in frame.filename:
            return f"{name} at {frame.filename}:{frame.lineno}"
    return name


# An archive is changed file by file, or no change would get past its sums.


def opened(data: bytes) -> bytes:
    """Return what is changed of a file: of an archive its files one after the other."""
    if not names_in(data):
        return data
    return BETWEEN.join(name.encode() + b"\n" + text for name, text in unpacked(data).items())


def closed(data: bytes, into: Format) -> bytes:
    """Return the file that was changed; where an archive is wanted, packed."""
    if into.ending[-4:] != ".zip" or data.startswith(b"PK"):
        return data
    parts = (each.partition(b"\n") for each in data.split(BETWEEN))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name
        return packed(
            (name.decode("utf-8", "replace")[:90] or "x", held) for name, _, held in parts
        )


def seeds_of(into: Format, folders: list[Path]) -> list[bytes]:
    """Return the files to begin from: the specimens, and those of folders."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    more = [path.read_bytes() for path in paths if 0 < path.stat().st_size <= LONGEST]
    found = [*specimens(into.name), *more]
    return list(dict.fromkeys([*found, *map(opened, found)]))


def words_of(seeds: list[bytes]) -> Iterator[str]:
    """Yield words that a change may put in, as dictionaries of fuzzers have them."""
    text = b"\n".join(seeds).decode("utf-8", "replace")
    common = Counter(re.findall(r"[A-Za-z_][\w.:-]{1,30}|[^\w\s]{1,4}", text))
    for word in [*dict.fromkeys([*ODD, *(word for word, _ in common.most_common(400))])]:
        yield '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'


def follow(into: Format, seeds: list[bytes], seconds: float, findings: Findings) -> None:
    """Let atheris change files for so many seconds, then end the process: it never ends itself."""
    end, folder = time.monotonic() + seconds, tempfile.TemporaryDirectory()

    def one(data: bytes) -> None:
        tried(into, closed(data, into), findings)
        if time.monotonic() > end:
            folder.cleanup()
            print(findings.told(), flush=True)
            os._exit(bool(findings.kinds))

    def other(data: bytes, most: int, seed: int) -> bytes:
        # Half by lines, words and values, as people and programs make files; half by bytes.
        found = mutated(data, seed) if seed % 2 else atheris.Mutate(data, len(data))
        return bytes(found[:most])

    corpus, words = Path(folder.name) / "corpus", Path(folder.name) / "words"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / f"{number}").write_bytes(seed)
    words.write_text("\n".join(words_of(seeds)))
    settings: dict[str, object] = {
        "max_len": LONGEST,
        "timeout": HANGS,
        "rss_limit_mb": MOST_MEGABYTES,
    }
    settings |= {"dict": words, "artifact_prefix": f"{findings.folder}/", "verbosity": 0}
    told = [f"-{name}={value}" for name, value in settings.items()]
    atheris.Setup([sys.argv[0], *told, str(corpus)], one, custom_mutator=other)
    atheris.Fuzz()


def change(into: Format, seeds: list[bytes], seconds: float, findings: Findings) -> None:
    """Change sound files by chance for so many seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEGABYTES * 1_000_000, -1))
    end, chance = time.monotonic() + seconds, random.Random(0)
    while time.monotonic() < end:
        data = mutated(chance.choice(seeds), chance.randrange(2**32))[:LONGEST]
        tried(into, closed(data, into), findings)
    print(findings.told())
    raise SystemExit(bool(findings.kinds))


def main(name: str, seconds: str = "300", *folders: str) -> None:
    """Fuzz the reader of a format; the end tells by its number whether anything was found."""
    into = FORMATS[name]
    findings = Findings(ROOT / "var" / "fuzz" / name)
    seeds = seeds_of(into, [Path(each) for each in folders])
    findings.folder.mkdir(parents=True, exist_ok=True)
    print(
        f"{name}: {len(seeds)} files, {'followed' if atheris else 'changed by chance'}", flush=True
    )
    (follow if atheris else change)(into, seeds, float(seconds), findings)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(*sys.argv[1:])
    print("\n".join(READ))
