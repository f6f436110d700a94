"""The measured process: the product as it is served, and an empty page. Run as `python -m bench.server`."""

import importlib
import pkgutil
from pathlib import Path

import uvicorn

import dashboard
from dashboard import serve, views
from etl.settings import settings

_SCRIPT = Path(dashboard.__file__).with_name("app.py")
PRODUCT = compile(_SCRIPT.read_text(), str(_SCRIPT), "exec")


def main() -> None:
    """Serve as `oversight serve` does."""
    # The product does this for its own script only.
    for found in pkgutil.iter_modules(views.__path__, f"{views.__name__}."):
        importlib.import_module(found.name)
    app = serve.build(Path(__file__).with_name("either.py"))
    uvicorn.run(app, host="127.0.0.1", port=settings().port, log_level="warning", ws_max_size=32 * 1024 * 1024)


if __name__ == "__main__":
    main()
