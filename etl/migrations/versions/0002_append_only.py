"""Rows of some tables (`TABLES`) are added, never changed, and the end of the chain of events only moves on.

Revision 0002, after 0001. Written by hand. A batch change on SQLite rebuilds its table without its triggers: a later
migration that changes one of these tables must make them again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "collection_allowance", "computation", "delivery", "event", "event_anchor", "explanation_answer", "explanation_given", "observation", "release", "release_decision", "release_hidden", "release_return", "source_file",
)  # fmt: skip
ACTIONS = ("update", "delete")
BACKWARDS = "The end of the chain of events only moves on."


def upgrade() -> None:
    op.execute("INSERT INTO event_head (id, number, sha256) VALUES (1, 0, '" + "0" * 64 + "')")
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
    for action, when in (("update", "WHEN NEW.number <= OLD.number "), ("delete", "")):
        op.execute(
            f"CREATE TRIGGER tr_event_head_{action} BEFORE {action.upper()} ON event_head {when}"
            f"BEGIN SELECT RAISE(ABORT, '{BACKWARDS}'); END"
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
    op.execute(
        "CREATE FUNCTION refuse_backwards() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{BACKWARDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tr_event_head_update BEFORE UPDATE ON event_head "
        "FOR EACH ROW WHEN (NEW.number <= OLD.number) EXECUTE FUNCTION refuse_backwards()"
    )
    op.execute(
        "CREATE TRIGGER tr_event_head_delete BEFORE DELETE OR TRUNCATE ON event_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_backwards()"
    )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        if is_sqlite:
            for action in ACTIONS:
                op.execute(f"DROP TRIGGER tr_{table}_no_{action}")
        else:
            op.execute(f'DROP TRIGGER tr_{table}_append_only ON "{table}"')
    for action in ACTIONS:
        op.execute(f"DROP TRIGGER tr_event_head_{action}{'' if is_sqlite else ' ON event_head'}")
    op.execute("DELETE FROM event_head")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION refuse_backwards()")
