"""The examples of the page on the API run, from top to bottom, against a server as it is told."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.documents import API_PAGE, ROOT, block, blocks
from tests.found import some
from tests.serving import Server, serving

# All of jq that the page uses.
COUNT = """import json, sys
assert sys.argv[1:] == [".claims | length"]
print(len(json.load(sys.stdin)["claims"]))"""
MILL = {
    "format": "cruxmap/1",
    "debate": {"slug": "mill-json", "title": "The mill", "theses": ["c1"]},
    "claims": [{"id": "c1", "kind": "claim", "text": "It turns.", "provenance": "outside"}],
}


@dataclass
class Shell:
    """A folder with the programs that the examples use, and a server to ask."""

    folder: Path
    server: Server
    token: str
    new: str = ""
    made: int = 0

    def run(self, command: str) -> str:
        """Run a command as the page says it is begun; one that is refused fails."""
        begun = block(API_PAGE, "API=").replace("127.0.0.1:8000", f"127.0.0.1:{self.server.port}")
        done = subprocess.run(
            ["sh", "-e"],
            input=f"TOKEN={self.token}\nNEW={self.new}\nMADE={self.made}\n{begun}{command}",
            cwd=self.folder,
            env=self.server.environment | {"PATH": f"{self.folder}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        if "-X POST" in command:
            self.new = str(json.loads(done.stdout).get("id", ""))
        if "call -X" in command:
            self.made = json.loads(done.stdout).get("revision", 0)
        return done.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("shell")
    programs = {"curl": [str(ROOT / "tests" / "curl.py")], "cruxmap": ["-m", "app"]}
    for name, words in {**programs, "jq": ["-c", COUNT]}.items():
        line = shlex.join([sys.executable, *words])
        (folder / name).write_text(f'#!/bin/sh\nexec {line} "$@"\n')
        (folder / name).chmod(0o755)
    (folder / "debate.cruxmap.json").write_text(json.dumps(MILL))
    (folder / "debate.cruxmap.yaml").write_text(block("docs/native-format.md", "format:"))
    with serving(folder) as server:
        told = server.cruxmap("token", "add", "Owner", "--label", "laptop")
        yield Shell(folder, server, re.findall(r"cruxmap_\S+", told)[0])


def commands(text: str) -> Iterator[str]:
    """Cut a block into commands: each ends with a line at whose end no quotation is open."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        waiting += line
        if waiting.count("'") % 2 == 0:
            yield waiting.strip()
            waiting = ""


EXAMPLES = [
    command
    for each in blocks()
    if each.where == API_PAGE and each.first.startswith(("curl ", "call "))
    for command in commands(each.text)
]


@pytest.mark.long
def test_the_examples_of_the_api_run_from_top_to_bottom(shell: Shell) -> None:
    answers = {command: shell.run(command) for command in some(EXAMPLES, at_least=25)}

    changed = [command for command in answers if "call -X" in command and "/import" not in command]
    assert len(changed) >= 15
    for command in changed:
        assert json.loads(answers[command]).keys() == sample('{"id": "c4k2').keys()
    for command in ("json", "yaml"):
        (made,) = [answers[each] for each in EXAMPLES if each.endswith(f"debate.cruxmap.{command}")]
        assert json.loads(made).keys() == sample('{"slug"').keys()
    assert (shell.folder / "exchange.yaml").read_text().startswith("format: cruxmap/1")
    assert answers["curl -s $DEBATE/graph | jq '.claims | length'"].strip() == "206"


@pytest.mark.long
def test_the_samples_of_the_api_have_the_form_of_its_answers(shell: Shell) -> None:
    for node, value in (("c4", 0.3), ("c10", 0.9), ("c11", 0.8)):
        given = json.dumps({"value": value, "wording": 1})
        shell.run(f"call -X POST $DEBATE/nodes/{node}/credence -d '{given}'")
    numbers = json.loads(shell.run("curl -s $DEBATE/rollup"))
    told = sample('{"revision"')

    assert numbers.keys() == told.keys()
    for name in some(told):
        assert type(numbers[name]) is type(told[name])
    for name in ("strengths", "edges", "status", "intervals", "implied", "stated", "disagreement"):
        of_one = next(iter(numbers[name].values()))
        assert type(of_one) is type(next(iter(told[name].values())))
    assert numbers["stated"]["c4"].keys() == told["stated"]["c4"].keys()
    asked = """call -X POST $DEBATE/nodes/c4/credence -d '{"value": 2, "wording": 1}'"""
    with pytest.raises(AssertionError) as refused:
        shell.run(asked)
    assert json.loads(str(refused.value).splitlines()[1]) == sample('{"error"')


def sample(begins: str) -> dict[str, Any]:
    """Return a sample of an answer, without the dots that stand for more of the same."""
    page = (ROOT / API_PAGE).read_text("utf-8")
    found, _ = json.JSONDecoder().raw_decode(page[page.index(begins) :].replace(", …", ""))
    assert isinstance(found, dict)
    return found
