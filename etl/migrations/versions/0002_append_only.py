"""Rows of event, observation, release and source_file are added, never changed: the database itself refuses.

Revision 0002, after 0001. Written by hand. A batch change on SQLite rebuilds its table without its triggers: a later
migration that changes one of these tables must make them again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("event", "observation", "release", "source_file")
ACTIONS = ("update", "delete")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    for table in TABLES:
        for action in ACTIONS:
            op.execute(
                f'CREATE TRIGGER tr_{table}_no_{action} BEFORE {action.upper()} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are added, never changed.'); END"
            )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'Rows of % are added, never changed.', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in TABLES:
        op.execute(
            f'CREATE TRIGGER tr_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        if is_sqlite:
            for action in ACTIONS:
                op.execute(f"DROP TRIGGER tr_{table}_no_{action}")
        else:
            op.execute(f'DROP TRIGGER tr_{table}_append_only ON "{table}"')
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")
