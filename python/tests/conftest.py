"""What the tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import gazet

ROOT = Path(__file__).resolve().parents[2]

#: Offsets in it differ by unit, and it has something of most kinds.
TEXT = (
    "😀 Jane Roe, Director of the UK's National Cyber Security Centre (NCSC), met officials of the ROK in Seoul on Thursday "
    "to speak about APT28 and NotPetya."
)


@pytest.fixture(scope="session")
def annotator() -> gazet.Annotator:
    return gazet.default()


@pytest.fixture(scope="session")
def cli() -> Path:
    """The command line, which `make python` builds before the tests."""
    path = Path(os.environ.get("GAZET_CLI", ROOT / "target" / "release" / "gazet"))
    if not path.exists():
        pytest.skip(f"{path} is not built: make readme builds it")
    return path


@pytest.fixture
def run(cli, tmp_path):
    """Runs the command line in a folder of its own; gives its code, output and errors."""

    def run(*args: str, stdin: bytes = b"") -> tuple[int, str, str]:
        done = subprocess.run([str(cli), *args], input=stdin, capture_output=True, cwd=tmp_path, timeout=60, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    return sorted((ROOT / "seeds").iterdir())


def java() -> bool:
    """True where there is a Java for Spark."""
    return shutil.which("java") is not None or "JAVA_HOME" in os.environ
