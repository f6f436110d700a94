"""The project's own modules, read without running them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "etl", "dashboard", "seed")


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path

    @property
    def name(self) -> str:
        """As it is imported: "etl.parse"."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        """The first part of its name."""
        return self.name.split(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.path.read_text())

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module that it imports, inside functions too; `from etl import load` counts as "etl.load"."""
        return frozenset(self._imported())

    def _imported(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{self.name} imports by a relative name; write it in full."
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                ours = inner & module_names()
                yield from ours or {node.module}

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method in it."""
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@lru_cache
def modules() -> tuple[Module, ...]:
    """Every module of the four packages, but for migrations: those are a record, not a design."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(Module(path) for path in paths if "versions" not in path.parts)


@lru_cache
def module_names() -> frozenset[str]:
    """The names of all of them."""
    return frozenset(
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in PACKAGES
        for p in (ROOT / package).rglob("*.py")
    )


def module(name: str) -> Module:
    """The module of that name; a test that asks for one that is gone fails."""
    return next(m for m in modules() if m.name == name)


@lru_cache
def committed_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())
