"""Who imports whom in a package, read from its sources: at the top, in functions, and for typing only."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

Imports = Mapping[str, frozenset[str]]


def imports_of(package: Path) -> Imports:
    """Return for each module of a package, by its full name, the modules of it that it imports."""
    files = {name_of(path, package.parent): path for path in package.rglob("*.py")}
    return {
        name: frozenset(imported(ast.parse(path.read_text("utf-8")), files)) - {name}
        for name, path in files.items()
    }


def name_of(path: Path, root: Path) -> str:
    """Return the name under which a file is imported."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, known: Mapping[str, Path]) -> Iterator[str]:
    """Yield the known modules that are imported anywhere in a source; they are always named in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.module in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


def circles(imports: Imports) -> set[frozenset[str]]:
    """Return the greatest sets of modules in which each leads to every other one."""
    reached = {name: reach(name, imports) for name in imports}
    return {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in imports
        if name in reached[name]
    }


def reach(name: str, imports: Imports) -> set[str]:
    """Return all modules that a module leads to, itself included where it is in a circle."""
    seen: set[str] = set()
    waiting = list(imports[name])
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += imports[here]
    return seen


def longest_chain(imports: Imports) -> list[str]:
    """Return a longest chain of modules each of which imports the next; there must be no circle."""

    @cache
    def from_here(name: str) -> tuple[str, ...]:
        return (name, *longest(from_here(used) for used in sorted(imports[name])))

    def longest(chains: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        return max(chains, key=len, default=())

    return list(longest(from_here(name) for name in sorted(imports)))
