"""What is committed can be used anywhere: no address of a registry, no path of one machine, no download address."""

import re

from tests.architecture.modules import ROOT, committed_files

# Written so that this file does not match itself.
HOSTS = re.compile(r"py(?:)pi\.org|python(?:)hosted|registry\.(?:)npmjs|deb\.(?:)debian\.org|hugging(?:)face\.co")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|opt/py(?:)pi|home/\w+|Users/\w+)/")
TEXT = {".py", ".md", ".toml", ".lock", ".csv", ".css", ".html", ".json", ".mako", ".svg", ".txt", ".yml", ".js", ""}


def _found(pattern: re.Pattern[str], suffixes: set[str]) -> dict[str, list[str]]:
    """Committed files with one of the suffixes and what in them matches."""
    texts = {path: path.read_text() for path in committed_files() if path.suffix in suffixes}
    assert texts
    return {str(path.relative_to(ROOT)): hits for path, text in texts.items() if (hits := pattern.findall(text))}


def test_no_file_names_a_package_registry() -> None:
    assert _found(HOSTS, TEXT) == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _found(MACHINE_PATHS, TEXT) == {}


def test_the_lock_and_the_tables_hold_no_address() -> None:
    assert _found(re.compile("://"), {".lock", ".csv"}) == {}


def test_every_version_in_the_lock_has_a_hash() -> None:
    wanted = re.findall(r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64})", _lock(), re.M)
    assert len(wanted) == len(re.findall(r"^[\w.-]+==", _lock(), re.M)) > 50
    assert not re.findall(r"^(?!\w|    --hash=)", _lock().strip("\n"), re.M)


def _lock() -> str:
    return (ROOT / "requirements.lock").read_text()


def test_nothing_made_or_private_is_committed() -> None:
    made = {"var", "build", ".venv", "node_modules"}
    assert [p for p in committed_files() if made & set(p.relative_to(ROOT).parts)] == []
    assert [p for p in committed_files() if p.suffix in {".db", ".sqlite", ".key", ".pem", ".env"}] == []


def test_the_project_is_never_uploaded_to_an_index() -> None:
    assert "Private :: Do Not Upload" in (ROOT / "pyproject.toml").read_text()
