"""The shape of the code: small files, short functions, and no folder that Streamlit would serve by itself."""

import ast
import statistics
import tomllib

from tests.architecture.modules import PACKAGES, ROOT, Module, committed_files, modules

LONGEST_FILE, LONGEST_FUNCTION = 300, 60
MEDIAN_FILE, MEDIAN_FUNCTION = 120, 12


def _lengths() -> list[int]:
    return [_length(function) for module in modules() for function in module.functions()]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _lines(module: Module) -> int:
    return len(module.path.read_text().splitlines())


def test_no_file_is_too_long_to_read_at_once() -> None:
    assert {m.name: _lines(m) for m in modules() if _lines(m) > LONGEST_FILE} == {}


def test_no_function_is_too_long_to_read_at_once() -> None:
    lengths = {(m.name, f.name): _length(f) for m in modules() for f in m.functions()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_most_files_and_functions_are_short() -> None:
    assert statistics.median(_lines(one) for one in modules()) <= MEDIAN_FILE
    lengths = sorted(_lengths())
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_streamlit_finds_no_folder_of_pages_to_serve_without_sign_in() -> None:
    assert not (ROOT / "dashboard" / "pages").exists()


def test_views_are_functions_of_the_viewer() -> None:
    views = {m.name: m for m in modules() if m.name.startswith("dashboard.views.")}
    for name in ("overview", "rollout", "authority", "returns", "definitions"):
        page = next(f for f in views[f"dashboard.views.{name}"].functions() if f.name == "page")
        assert [argument.arg for argument in page.args.args][:1] == ["viewer"]


def test_everything_public_says_what_it_means() -> None:
    silent = [
        f"{module.name}.{node.name}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_tests_are_not_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_everything_that_is_needed_to_run_is_in_the_distribution() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {ROOT.joinpath(*name.split(".")): name for name in declared["packages"]}
    assert {m.path.parent for m in modules()} <= set(folders)
    covered = {
        path
        for folder, name in folders.items()
        for pattern in ["*.py", *declared["package-data"].get(name, ())]
        for path in folder.glob(pattern)
    }
    needed = {path for path in committed_files() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert needed - covered == set()
