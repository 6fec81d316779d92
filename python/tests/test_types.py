"""The stub file says what the module has."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import gazet
from gazet import _gazet

PACKAGE = Path(gazet.__file__).parent


def test_the_stub_is_the_module(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "gazet._gazet"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_is_typed(tmp_path):
    assert (PACKAGE / "py.typed").exists()
    program = tmp_path / "program.py"
    program.write_text(
        "import datetime\nimport gazet\n"
        "a = gazet.load(only='DATE').annotate('On 7 May 2024.', datetime.date(2024, 5, 8))\n"
        "names: list[str | None] = [s.value for s in a]\n"
        "for b in gazet.default().pipe(['x', {'text': 'y'}]):\n    n: int = b[0].start\n",
        encoding="utf-8",
    )
    # away from the other installed packages, which are not ours to check
    package = tmp_path / "gazet"
    package.mkdir()
    for name in ("__init__.py", "_show.py", "_gazet.pyi", "py.typed"):
        shutil.copy(PACKAGE / name, package)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program), str(package)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_is_documented():
    bare = []
    for name in gazet.__all__:
        thing = getattr(gazet, name)
        if not inspect.isclass(thing):
            continue
        members = {f"{name}.{m}": getattr(thing, m) for m in vars(thing) if not m.startswith("_")}
        bare += [n for n, member in {name: thing, **members}.items() if not (inspect.getdoc(member) or "").strip()]
    assert bare == []
    assert set(gazet.__all__) - {"annotate", "default", "load"} <= set(dir(_gazet))
