"""Rows of some tables are added, never changed; a version that was sent in stays as it is; the chain's end only moves on.

Append-only are the tables of `TABLES` and the rows and issues of what was sent (`SENT`).

Revision 0002, after 0001. Written by hand. A batch change on SQLite rebuilds its table without its triggers: a later
migration that changes one of these tables must make them again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "collection_allowance", "collection_dates_before", "commentary", "computation", "declaration_made", "delivery", "event", "event_anchor", "explanation_answer", "explanation_given", "observation", "register_beginning", "register_change", "register_code", "register_decision", "register_ending", "register_passing", "release", "release_decision", "release_hidden", "release_return", "sheet_kept", "source_file", "submission_review",
)  # fmt: skip
SENT = (
    "activity_counts", "funding_contributions", "funding_costs", "funding_grants", "issue", "record_action", "record_answer", "record_arising", "record_decision", "record_exploitation", "record_impact", "record_intervention", "record_joint_inspection", "record_meeting", "record_moderated_rating", "record_panel", "record_panel_theme", "record_partnership", "record_plan_action", "record_plan_dependency", "record_plan_milestone", "record_priority_action", "record_provision", "record_rebaseline", "return_cover", "source_allocation", "source_figure", "source_ofsted_history", "source_ofsted_latest", "source_ofsted_visits", "standards_audits", "standards_scores", "standards_themes", "unit_agreements", "unit_functions", "unit_milestones", "unit_models", "unit_posts", "unit_units",
)  # fmt: skip
ACTIONS = ("update", "delete")
# Which computation first had it in is noted on a version afterwards; nothing else of it may change once it was sent in.
VERSION = (
    "id", "form_code", "authority_id", "period", "version", "status", "file_sha256", "file_name", "form_version", "rows_count", "received_at", "received_by", "submitted_at", "submitted_by", "reason", "is_on_behalf", "is_illustrative",
)  # fmt: skip
AS_SENT = "A version that was sent in stays as it is."
BACKWARDS = "The end of the chain of events only moves on."


def upgrade() -> None:
    op.execute("INSERT INTO event_head (id, number, sha256) VALUES (1, 0, '" + "0" * 64 + "')")
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    names = ", ".join(VERSION)
    op.execute(
        f"CREATE TRIGGER tr_submission_update BEFORE UPDATE OF {names} ON submission WHEN OLD.status = 'submitted' "
        f"BEGIN SELECT RAISE(ABORT, '{AS_SENT}'); END"
    )
    op.execute(
        f"CREATE TRIGGER tr_submission_delete BEFORE DELETE ON submission BEGIN SELECT RAISE(ABORT, '{AS_SENT}'); END"
    )
    for table in (*TABLES, *SENT):
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
    op.execute(
        "CREATE FUNCTION refuse_version() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{AS_SENT}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER tr_submission_update BEFORE UPDATE OF {', '.join(VERSION)} ON submission "
        "FOR EACH ROW WHEN (OLD.status = 'submitted') EXECUTE FUNCTION refuse_version()"
    )
    op.execute(
        "CREATE TRIGGER tr_submission_delete BEFORE DELETE OR TRUNCATE ON submission "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_version()"
    )
    for table in (*TABLES, *SENT):
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
    for action in ACTIONS:
        op.execute(f"DROP TRIGGER tr_submission_{action}{'' if is_sqlite else ' ON submission'}")
    for table in (*TABLES, *SENT):
        if is_sqlite:
            for action in ACTIONS:
                op.execute(f"DROP TRIGGER tr_{table}_no_{action}")
        else:
            op.execute(f'DROP TRIGGER tr_{table}_append_only ON "{table}"')
    for action in ACTIONS:
        op.execute(f"DROP TRIGGER tr_event_head_{action}{'' if is_sqlite else ' ON event_head'}")
    op.execute("DELETE FROM event_head")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_version()")
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION refuse_backwards()")
