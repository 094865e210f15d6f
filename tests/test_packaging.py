"""The image's own steps, run by hand: wheel, empty environment, server in another folder.

An image cannot be built everywhere. The steps are read from the Dockerfile, so what is tested
here is what would run there; only folders, host and port differ.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDS_AN_IMAGE = ("useradd",)


@dataclass
class Stage:
    """A stage of the Dockerfile: its instructions in their order."""

    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        return [rest for name, rest in self.steps if name == word]

    @property
    def runs(self) -> list[str]:
        return self.all("RUN")

    @property
    def user(self) -> str:
        return ["root", *self.all("USER")][-1]

    @property
    def environment(self) -> dict[str, str]:
        pairs = [pair for line in self.all("ENV") for pair in shlex.split(line)]
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def command(self) -> list[str]:
        words: list[str] = json.loads(self.all("CMD")[-1])
        return words

    @property
    def health(self) -> list[str]:
        line = self.all("HEALTHCHECK")[-1]
        words: list[str] = json.loads(line[line.index("[") :])
        return words


def read_dockerfile() -> list[Stage]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    stages: list[Stage] = []
    for line in text.splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            stages.append(Stage())
        if word.isupper():
            stages[-1].steps.append((word, rest))
    return stages


class Machine:
    """A folder that stands for the image's root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moved = ("/opt/build", "/opt/cruxmap", "/dist", "/src", "/data")

    def here(self, text: str) -> str:
        """Move the image's folders below ours; "python" is the one that runs the tests."""
        text = text.replace("sqlite:////", "sqlite:///=/")
        text = re.sub(rf"(?<![\w/])({'|'.join(self.moved)})\b", rf"{self.folder}\1", text)
        text = text.replace("sqlite:///=", "sqlite:///")
        return re.sub(r"^python ", f"{sys.executable} ", text)

    def path(self, name: str) -> Path:
        return Path(self.here(name))

    def run(self, step: str, cwd: Path) -> None:
        """Run one RUN line, or fail with what it printed."""
        done = subprocess.run(
            self.here(step), shell=True, cwd=cwd, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"


def copy_context(to: Path) -> None:
    """Copy what .dockerignore lets into the image."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert lines[0] == "*"
    for name in [line[1:] for line in lines if line.startswith("!")]:
        source, target = ROOT / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    return read_dockerfile()


@pytest.fixture(scope="module")
def machine(stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on which both stages have been carried out."""
    machine = Machine(tmp_path_factory.mktemp("image"))
    copy_context(machine.path("/src"))
    machine.path("/data").mkdir()
    for stage in stages:
        for step in stage.runs:
            if not step.startswith(NEEDS_AN_IMAGE):
                machine.run(step, machine.path("/src"))
    return machine


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def serving(machine: Machine, stage: Stage, port: int) -> Iterator[subprocess.Popen[str]]:
    words = [machine.here(word) for word in stage.command]
    words[words.index("--host") + 1] = "127.0.0.1"
    words[words.index("--port") + 1] = str(port)
    settings = {name: machine.here(value) for name, value in stage.environment.items()}
    server = subprocess.Popen(
        words,
        cwd=machine.path("/data"),
        env={"PATH": os.environ["PATH"], **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def fetch(address: str) -> tuple[int, str, bytes]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.headers["Content-Type"], answer.read()


def wait_for(address: str, server: subprocess.Popen[str]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(server.stdout.read() if server.stdout else "")
        try:
            urllib.request.urlopen(address, timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing at {address}")


def test_the_image_runs_as_a_user_without_rights(stages: list[Stage]) -> None:
    last = stages[-1]
    assert last.user not in ("root", "0")
    assert any(f" {last.user} " in f"{run} " for run in last.runs if run.startswith("useradd"))


def test_only_locked_packages_enter_the_image(stages: list[Stage]) -> None:
    installs = [
        run for stage in stages for run in stage.runs if " install " in run and "pip" in run
    ]
    assert len(installs) == 3
    assert [
        run for run in installs if "--require-hashes" not in run and "--no-deps" not in run
    ] == []


def test_the_wheel_carries_everything_and_serves_from_another_folder(
    machine: Machine, stages: list[Stage]
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with serving(machine, stages[-1], port) as server:
        wait_for(f"{address}/healthz", server)
        status, kind, page = fetch(f"{address}/")
        assert (status, kind.split(";")[0]) == (200, "text/html")
        sheet = re.search(rb'<link rel="stylesheet" href="([^"]+)"', page)
        assert sheet is not None
        status, kind, _ = fetch(address + sheet[1].decode())
        assert (status, kind.split(";")[0]) == (200, "text/css")
        slug = re.search(rb'href="/d/([a-z0-9-]+)"', page)
        assert slug is not None
        status, kind, document = fetch(f"{address}/d/{slug[1].decode()}/export/cruxmap")
        assert json.loads(document)["debate"]["slug"] == slug[1].decode()
        health = [
            word.replace(":8000/", f":{port}/") for word in map(machine.here, stages[-1].health)
        ]
        assert subprocess.run(health, check=False).returncode == 0
    assert server.returncode in (0, -signal.SIGTERM)
    assert (machine.path("/data") / "cruxmap.db").is_file()


def test_the_wheel_holds_no_tests_and_no_cache(machine: Machine) -> None:
    wheel = next(machine.path("/dist").glob("cruxmap-*.whl"))
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", wheel], capture_output=True, text=True, check=True
    ).stdout
    assert "app/templates/base.html" in listed
    assert "app/static/vendor/htmx" in listed
    assert "app/migrations/versions/" in listed
    assert "app/debates/fare-free-buses.yaml" in listed
    assert "app/debates/fare-free-buses.report.txt" in listed
    assert not re.search(r"^tests/|__pycache__|\.pyc", listed, flags=re.MULTILINE)
