"""What a stranger installs holds the whole program, each file once."""

import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build(target: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (made,) = folder.iterdir()
    return made


def parts_of_the_package() -> set[str]:
    """Every file that the program is made of, as its path inside the package."""
    package = ROOT / "src" / "incident_console"
    code = {path.relative_to(package) for path in package.rglob("*") if path.is_file()}
    code = {path for path in code if not {"__pycache__", "styles"} & set(path.parts)}
    looks = {path.relative_to(ROOT) for path in (ROOT / "styles").rglob("*.*css")}
    return {path.as_posix() for path in code | looks}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_every_part_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    held = [name.removeprefix("incident_console/") for name in names if name.startswith("incident_console/")]
    assert sorted(held) == sorted(parts_of_the_package())


def test_the_wheel_holds_nothing_beside_the_package_but_the_manual_page(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    beside = {name for name in names if not re.match(r"incident_console(-[\w.]+\.dist-info)?/", name)}
    (page,) = beside
    assert re.fullmatch(r"incident_console-[\w.]+\.data/data/share/man/man1/incident-console\.1", page)


def test_the_wheel_names_its_command_licence_and_ranges(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    information = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
    commands = archive.read(f"{information}/entry_points.txt").decode()
    assert "incident-console = incident_console.__main__:main" in commands
    assert f"{information}/licenses/LICENSE" in archive.namelist()
    metadata = Parser().parsestr(archive.read(f"{information}/METADATA").decode())
    required = metadata.get_all("Requires-Dist", [])
    assert any(line.startswith("textual<8.3,>=8.2.8") for line in required)
    assert all(" @ " not in line for line in required)


def test_the_source_distribution_holds_the_looks_once(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        inside = [name.split("/", 1)[1] for name in archive.getnames()]
    looks = sorted(name for name in inside if name.endswith("css") and "styles/" in name)
    expected = sorted(
        f"src/incident_console/{part}" for part in parts_of_the_package() if part.startswith("styles/")
    )
    assert looks == expected
    assert "src/incident_console/__main__.py" in inside
