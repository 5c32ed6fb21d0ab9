"""The pictures in the documents are what the program shows."""

import subprocess
import sys
from pathlib import Path

import pytest

MAKE = Path(__file__).parents[2] / "screenshots" / "make.py"


@pytest.mark.snapshot
def test_the_pictures_are_current() -> None:
    done = subprocess.run([sys.executable, str(MAKE), "--check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
