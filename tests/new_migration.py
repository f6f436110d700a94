"""Write the next migration by comparing the tables in the code with the migrations so far, on PostgreSQL.

On SQLite the comparison writes defaults that PostgreSQL refuses. Run as `make migration m="what changes"`, and read the
result before keeping it.
"""

import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from etl import store
from tests import services


def main(message: str) -> None:
    """Write `etl/migrations/versions/NNNN_message.py`."""
    with services.postgres() as server:
        url = server.url("postgres")
        config = store.migrations(url)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        store.migrate(url)
        made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        store.engine(url).dispose()
    path = Path(made.path)
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "# ###" not in line))
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)
    print(f"Written: {path}")


if __name__ == "__main__":
    main(sys.argv[1])
