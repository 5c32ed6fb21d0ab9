"""Everything that a command may import, loaded by whoever can read where Python lies; others may not."""

import importlib
import pkgutil

import incident_console
import tests.store.logins  # noqa: F401
from incident_console.messages import render  # noqa: F401

ALSO = (
    "csv",
    "encodings.idna",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    "difflib",
    "glob",
    "grp",
    "jinja2.ext",
    "pwd",
    "sqlite_utils",
    "tomllib",
    "uuid",
    "zoneinfo",
)

for name in ALSO:
    importlib.import_module(name)
for found in pkgutil.walk_packages(incident_console.__path__, "incident_console."):
    if not found.name.startswith("incident_console.__main__"):
        importlib.import_module(found.name)
