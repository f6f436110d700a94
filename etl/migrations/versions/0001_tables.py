"""tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.String(length=255), nullable=False),
        sa.Column("authority_ids", sa.String(length=2000), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("template_version", sa.String(length=12), nullable=False),
        sa.CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name=op.f("ck_collection_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("form_code", "period", name=op.f("uq_collection_form_code_period")),
    )
    op.create_table(
        "computation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computation")),
    )
    with op.batch_alter_table("computation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_computation_published_at"), ["published_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("computation_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "event_anchor",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("computation_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_anchor")),
    )
    op.create_table(
        "event_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_event_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_head")),
    )
    op.create_table(
        "explanation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("explanation_sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("accepted", "returned", name="answer", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("explained_by", sa.String(length=120), nullable=False),
        sa.Column("answered_by", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome <> 'returned' OR words <> ''", name=op.f("ck_explanation_answer_says_why")),
        sa.CheckConstraint("answered_by <> explained_by", name=op.f("ck_explanation_answer_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_answer")),
        sa.UniqueConstraint(
            "form_code",
            "authority_id",
            "period",
            "fingerprint",
            "explanation_sha256",
            "number",
            name=op.f("uq_explanation_answer_form_code_authority_id_period_fingerprint_explanation_sha256_number"),
        ),
    )
    op.create_table(
        "explanation_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_given")),
    )
    with op.batch_alter_table("explanation_given", schema=None) as batch_op:
        batch_op.create_index("ix_explanation_given_whose", ["form_code", "period", "authority_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("arguments", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "joint_reporting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("authority_ids", sa.String(length=200), nullable=False),
        sa.Column("from_period", sa.String(length=10), nullable=False),
        sa.Column("until_period", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_reporting")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_person_issuer_subject")),
    )
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "split",
                "merge",
                "reshape",
                "recode",
                "passing",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
        sa.UniqueConstraint("id", "entered_by", name=op.f("uq_register_change_id_entered_by")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("attempt_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("attempt_sha256", name=op.f("uq_sign_in_session_attempt_sha256")),
    )
    op.create_table(
        "source_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("origin", sa.String(length=500), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.String(length=255), nullable=False),
        sa.Column("last_modified", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_source_file")),
    )
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("rule_code", sa.String(length=8), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asker_role", sa.String(length=120), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("approver_role", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.String(length=120), nullable=True),
        sa.Column("ended_because", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name=op.f("ck_waiver_agreed_by_someone")),
        sa.CheckConstraint("(refused_at IS NULL) = (refused_by IS NULL)", name=op.f("ck_waiver_refused_by_someone")),
        sa.CheckConstraint("approved_at IS NULL OR refused_at IS NULL", name=op.f("ck_waiver_one_answer")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name=op.f("ck_waiver_two_people")),
        sa.CheckConstraint("refused_by IS NULL OR refused_by <> asked_by", name=op.f("ck_waiver_two_people_refuse")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.create_index("ix_waiver_form_authority", ["form_code", "authority_id"], unique=False)

    op.create_table(
        "web_setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_web_setting")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "above",
                "below",
                "release",
                "overdue",
                name="alertkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("indicator_id", sa.String(length=32), nullable=False),
        sa.Column("geography", sa.String(length=16), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('above', 'below')) = (indicator_id <> '')", name=op.f("ck_alert_indicator_for_a_crossing")
        ),
        sa.CheckConstraint(
            "(kind IN ('above', 'below')) = (threshold IS NOT NULL)", name=op.f("ck_alert_number_for_a_crossing")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_person", ["person_id"], unique=False)

    op.create_table(
        "collection_allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "extension",
                "reopening",
                "waiver",
                name="allowancekind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("granted_by", sa.String(length=120), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'extension' OR (due_on IS NOT NULL AND due_on <= expires_on)",
            name=op.f("ck_collection_allowance_extension_due"),
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_allowance_collection_id")
        ),
        sa.ForeignKeyConstraint(["ends_id"], ["collection_allowance.id"], name=op.f("fk_collection_allowance_ends_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_allowance")),
        sa.UniqueConstraint("ends_id", name=op.f("uq_collection_allowance_ends_id")),
    )
    with op.batch_alter_table("collection_allowance", schema=None) as batch_op:
        batch_op.create_index("ix_collection_allowance_whose", ["collection_id", "authority_id"], unique=False)

    op.create_table(
        "collection_dates_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_dates_before_collection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_dates_before")),
    )
    with op.batch_alter_table("collection_dates_before", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_dates_before_collection_id"), ["collection_id"], unique=False)

    op.create_table(
        "commentary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.String(length=32), nullable=False),
        sa.Column("geography", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("breakdown", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("computation_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("written_by", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_commentary_says_something")),
        sa.CheckConstraint("number > 0", name=op.f("ck_commentary_numbered")),
        sa.ForeignKeyConstraint(["computation_id"], ["computation.id"], name=op.f("fk_commentary_computation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commentary")),
        sa.UniqueConstraint(
            "indicator_id",
            "geography",
            "period",
            "breakdown",
            "number",
            name=op.f("uq_commentary_indicator_id_geography_period_breakdown_number"),
        ),
    )
    with op.batch_alter_table("commentary", schema=None) as batch_op:
        batch_op.create_index("ix_commentary_period", ["period"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("computation_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.String(length=32), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "authority",
                "region",
                "england",
                "police",
                "group",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("geography", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("breakdown", sa.String(length=64), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "ok",
                "c",
                "z",
                "x",
                "low",
                "u",
                name="valuestatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("flags", sa.String(length=8), nullable=False),
        sa.Column(
            "rag",
            sa.Enum(
                "green",
                "amber",
                "red",
                "not_rated",
                "not_available",
                "stale",
                name="rag",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("rag_reason", sa.String(length=300), nullable=False),
        sa.Column("thresholds_version", sa.String(length=16), nullable=False),
        sa.Column("returned_count", sa.Integer(), nullable=True),
        sa.Column("due_count", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IS NOT NULL OR status <> 'ok'", name=op.f("ck_observation_value_or_status")),
        sa.ForeignKeyConstraint(["computation_id"], ["computation.id"], name=op.f("fk_observation_computation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint(
            "indicator_id",
            "level",
            "geography",
            "period",
            "breakdown",
            "as_of",
            "computation_id",
            name=op.f("uq_observation_indicator_id_level_geography_period_breakdown_as_of_computation_id"),
        ),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_computation_id"), ["computation_id"], unique=False)
        batch_op.create_index("ix_observation_period_as_of", ["period", "as_of"], unique=False)
        batch_op.create_index("ix_observation_period_geography", ["period", "geography"], unique=False)
        batch_op.create_index("ix_observation_period_indicator", ["period", "indicator_id"], unique=False)

    op.create_table(
        "register_beginning",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("dfe_code", sa.String(length=3), nullable=False),
        sa.Column("ons_code", sa.String(length=9), nullable=False),
        sa.Column("authority_type", sa.String(length=40), nullable=False),
        sa.Column("region_code", sa.String(length=9), nullable=False),
        sa.Column("region_name", sa.String(length=60), nullable=False),
        sa.Column("ofsted_region", sa.String(length=60), nullable=False),
        sa.Column("london_subregion", sa.String(length=20), nullable=False),
        sa.Column("police_force_code", sa.String(length=9), nullable=False),
        sa.Column("police_force_name", sa.String(length=80), nullable=False),
        sa.Column("partnership", sa.String(length=160), nullable=False),
        sa.Column("population_0_17", sa.Integer(), nullable=True),
        sa.Column("tile_row", sa.Integer(), nullable=True),
        sa.Column("tile_col", sa.Integer(), nullable=True),
        sa.Column("tile_label", sa.String(length=3), nullable=False),
        sa.Column("aliases", sa.String(length=400), nullable=False),
        sa.Column("neighbours", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["register_change.id"], name=op.f("fk_register_beginning_change_id")),
        sa.PrimaryKeyConstraint("change_id", "authority_id", name=op.f("pk_register_beginning")),
    )
    op.create_table(
        "register_code",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ons", "dfe", "name", name="codekind", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["register_change.id"], name=op.f("fk_register_code_change_id")),
        sa.PrimaryKeyConstraint("change_id", "authority_id", "kind", name=op.f("pk_register_code")),
    )
    op.create_table(
        "register_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed", "refused", name="registeroutcome", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("outcome <> 'refused' OR reason <> ''", name=op.f("ck_register_decision_says_why")),
        sa.CheckConstraint("decided_by <> entered_by", name=op.f("ck_register_decision_two_people")),
        sa.ForeignKeyConstraint(
            ["change_id", "entered_by"],
            ["register_change.id", "register_change.entered_by"],
            name=op.f("fk_register_decision_change_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_decision")),
        sa.UniqueConstraint("change_id", name=op.f("uq_register_decision_change_id")),
    )
    op.create_table(
        "register_ending",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["register_change.id"], name=op.f("fk_register_ending_change_id")),
        sa.PrimaryKeyConstraint("change_id", "authority_id", name=op.f("pk_register_ending")),
    )
    op.create_table(
        "register_passing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "milestone", "grant", "action", name="passes", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("from_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=400), nullable=False),
        sa.Column("to_id", sa.String(length=16), nullable=False),
        sa.Column("amount_gbp", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(kind = 'grant') = (amount_gbp IS NOT NULL)", name=op.f("ck_register_passing_pounds_of_grants")
        ),
        sa.CheckConstraint("to_id <> '' OR reason <> ''", name=op.f("ck_register_passing_ends_for_a_reason")),
        sa.CheckConstraint("amount_gbp IS NULL OR amount_gbp >= 0", name=op.f("ck_register_passing_not_below_nothing")),
        sa.CheckConstraint("to_id <> from_id", name=op.f("ck_register_passing_to_another")),
        sa.ForeignKeyConstraint(["change_id"], ["register_change.id"], name=op.f("fk_register_passing_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_passing")),
    )
    with op.batch_alter_table("register_passing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_register_passing_item", ["change_id", "from_id", "kind", "item", "to_id"], unique=True
        )

    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("computation_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("data_version", sa.String(length=16), nullable=False),
        sa.Column("checklist", sa.String(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["release.id"], name=op.f("fk_release_after_id")),
        sa.ForeignKeyConstraint(["computation_id"], ["computation.id"], name=op.f("fk_release_computation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("id", "prepared_by", name=op.f("uq_release_id_prepared_by")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id", "role", "authority_id", name=op.f("uq_role_grant_person_id_role_authority_id")
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(length=32), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "validated",
                "submitted",
                name="submissionstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("form_version", sa.String(length=12), nullable=False),
        sa.Column("rows_count", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(length=120), nullable=True),
        sa.Column("computation_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("is_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(status = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_submission_submitted_at")
        ),
        sa.CheckConstraint("(submitted_at IS NULL) = (submitted_by IS NULL)", name=op.f("ck_submission_submitted_by")),
        sa.CheckConstraint(
            "authority_id IS NULL OR is_on_behalf OR submitted_by IS NULL OR submitted_by <> received_by",
            name=op.f("ck_submission_two_people"),
        ),
        sa.ForeignKeyConstraint(["computation_id"], ["computation.id"], name=op.f("fk_submission_computation_id")),
        sa.ForeignKeyConstraint(["file_sha256"], ["source_file.sha256"], name=op.f("fk_submission_file_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "form_code",
            "authority_id",
            "period",
            "version",
            name=op.f("uq_submission_form_code_authority_id_period_version"),
        ),
        sa.UniqueConstraint(
            "id",
            "received_by",
            "submitted_by",
            "is_on_behalf",
            name=op.f("uq_submission_id_received_by_submitted_by_is_on_behalf"),
        ),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_current", ["form_code", "period", "status", "authority_id"], unique=False)

    op.create_table(
        "activity_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("s47_started_count", sa.Integer(), nullable=False),
        sa.Column("strategy_held_count", sa.Integer(), nullable=False),
        sa.Column("strategy_all_present_count", sa.Integer(), nullable=False),
        sa.Column("icpc_0_10_count", sa.Integer(), nullable=False),
        sa.Column("icpc_11_15_count", sa.Integer(), nullable=False),
        sa.Column("icpc_16_20_count", sa.Integer(), nullable=False),
        sa.Column("icpc_21_plus_count", sa.Integer(), nullable=False),
        sa.Column("icpc_count", sa.Integer(), nullable=False),
        sa.Column("plans_started_count", sa.Integer(), nullable=False),
        sa.Column("repeat_plans_count", sa.Integer(), nullable=False),
        sa.Column("plans_ended_count", sa.Integer(), nullable=False),
        sa.Column("plans_end_count", sa.Integer(), nullable=False),
        sa.Column("open_records_count", sa.Integer(), nullable=False),
        sa.Column("verified_records_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_activity_counts_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_counts")),
    )
    with op.batch_alter_table("activity_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_counts_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_counts_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "batch_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("authority_id", sa.String(length=16), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "taken",
                "not_placed",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_file_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_sha256"], ["source_file.sha256"], name=op.f("fk_batch_file_file_sha256")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_batch_file_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_file")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_batch_file_batch_id_number")),
    )
    with op.batch_alter_table("batch_file", schema=None) as batch_op:
        batch_op.create_index("ix_batch_file_state", ["batch_id", "state"], unique=False)

    op.create_table(
        "declaration_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "prepared",
                "submitted",
                "on_behalf",
                "approved",
                "authorised",
                name="declaring",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_declaration_made_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_made")),
    )
    with op.batch_alter_table("declaration_made", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_made_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "early_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_early_access_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_access")),
    )
    with op.batch_alter_table("early_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_early_access_release_id"), ["release_id"], unique=False)

    op.create_table(
        "funding_contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "partner",
            sa.Enum(
                "local_authority",
                "police",
                "icb",
                "education",
                "other",
                name="partner",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("cash_gbp", sa.Integer(), nullable=False),
        sa.Column("in_kind_gbp", sa.Integer(), nullable=False),
        sa.Column("share_pct", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_funding_contributions_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_contributions")),
    )
    with op.batch_alter_table("funding_contributions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_contributions_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_funding_contributions_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "funding_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("full_year_cost_gbp", sa.Integer(), nullable=False),
        sa.Column("next_year_cost_gbp", sa.Integer(), nullable=False),
        sa.Column("is_certified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_funding_costs_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_costs")),
    )
    with op.batch_alter_table("funding_costs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_costs_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_funding_costs_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "funding_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "grant",
            sa.Enum(
                "transformation",
                "prevention",
                "pathfinder",
                name="grant",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("allocated_gbp", sa.Integer(), nullable=False),
        sa.Column("start_up_gbp", sa.Integer(), nullable=False),
        sa.Column("paid_gbp", sa.Integer(), nullable=False),
        sa.Column("committed_gbp", sa.Integer(), nullable=False),
        sa.Column("spent_ytd_gbp", sa.Integer(), nullable=False),
        sa.Column("profile_ytd_gbp", sa.Integer(), nullable=False),
        sa.Column("forecast_outturn_gbp", sa.Integer(), nullable=False),
        sa.Column("spent_transformation_gbp", sa.Integer(), nullable=True),
        sa.Column("spent_family_help_gbp", sa.Integer(), nullable=True),
        sa.Column("spent_workforce_gbp", sa.Integer(), nullable=True),
        sa.Column("spent_voice_gbp", sa.Integer(), nullable=True),
        sa.Column("correction_note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_funding_grants_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_grants")),
    )
    with op.batch_alter_table("funding_grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_grants_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_funding_grants_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=64), nullable=False),
        sa.Column("cell", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column(
            "severity",
            sa.Enum("error", "query", "note", name="severity", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("column_name", sa.String(length=64), nullable=False),
        sa.Column("row_key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("explanation", sa.String(length=1000), nullable=False),
        sa.Column("explanation_reason", sa.String(length=32), nullable=False),
        sa.Column("explained_by", sa.String(length=120), nullable=False),
        sa.Column("waiver_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_issue_submission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["waiver_id"], ["waiver.id"], name=op.f("fk_issue_waiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_issue_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("written_once", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "failed",
                "unknown",
                "not_needed",
                "demonstration",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("tries_count", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_message_alert_id")),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_message_collection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("written_once", name=op.f("uq_message_written_once")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_state", ["state", "try_at"], unique=False)

    op.create_table(
        "record_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("action_ref", sa.String(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "NR1",
                "NR2",
                "NR3",
                "NR4",
                "NR5",
                "NR6",
                "NR7",
                "NR8",
                "LR-SOL-1",
                "LR-SOL-2",
                "LR-SOL-3",
                "LR-BRA-1",
                "LR-BRA-2",
                "LR-BRA-3",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column(
            "owner_role",
            sa.Enum(
                "senior_owner",
                "policy_lead",
                "dcs",
                "lead_partner",
                "delegated_partner",
                "chair",
                "panel_chair",
                "inspector",
                name="ownerrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("owner_body", sa.String(), nullable=False),
        sa.Column(
            "response",
            sa.Enum(
                "accepted",
                "accepted_in_part",
                "accepted_in_principle",
                "rejected",
                "superseded",
                "no_response",
                name="response",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "on_track",
                "at_risk",
                "off_track",
                "delivered_awaiting_evidence",
                "delivered_evidenced",
                "superseded",
                "closed_not_proceeding",
                name="delivery",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("evidence_on", sa.Date(), nullable=True),
        sa.Column("evidence_ref", sa.String(), nullable=True),
        sa.Column("narrative", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_action_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_action")),
    )
    with op.batch_alter_table("record_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_action_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("exception", sa.String(), nullable=False),
        sa.Column(
            "owner_role",
            sa.Enum(
                "senior_owner",
                "policy_lead",
                "dcs",
                "lead_partner",
                "delegated_partner",
                "chair",
                "panel_chair",
                "inspector",
                name="ownerrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("owner_body", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("explain", "act", "accept", name="answer", native_enum=False, create_constraint=True, length=64),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_answer_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_answer")),
    )
    with op.batch_alter_table("record_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_answer_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_answer_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_arising",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("arising_ref", sa.String(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column(
            "owner_role",
            sa.Enum(
                "senior_owner",
                "policy_lead",
                "dcs",
                "lead_partner",
                "delegated_partner",
                "chair",
                "panel_chair",
                "inspector",
                name="ownerrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("owner_body", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", "dropped", name="arising", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("view", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_arising_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_arising")),
    )
    with op.batch_alter_table("record_arising", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_arising_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("decision_ref", sa.String(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "NR1",
                "NR2",
                "NR3",
                "NR4",
                "NR5",
                "NR6",
                "NR7",
                "NR8",
                "LR-SOL-1",
                "LR-SOL-2",
                "LR-SOL-3",
                "LR-BRA-1",
                "LR-BRA-2",
                "LR-BRA-3",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("view", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_decision_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_decision")),
    )
    with op.batch_alter_table("record_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_decision_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_exploitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("financial_year", sa.String(), nullable=False),
        sa.Column("is_in_trial", sa.Boolean(), nullable=False),
        sa.Column("framework_on", sa.Date(), nullable=True),
        sa.Column("budget_gbp", sa.Integer(), nullable=False),
        sa.Column("spent_gbp", sa.Integer(), nullable=False),
        sa.Column("social_work_fte", sa.Float(), nullable=False),
        sa.Column("police_fte", sa.Float(), nullable=False),
        sa.Column("health_fte", sa.Float(), nullable=False),
        sa.Column("youth_justice_fte", sa.Float(), nullable=False),
        sa.Column("voluntary_fte", sa.Float(), nullable=False),
        sa.Column("next_milestone", sa.String(), nullable=True),
        sa.Column("next_milestone_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_exploitation_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_exploitation")),
    )
    with op.batch_alter_table("record_exploitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_exploitation_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_exploitation_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_impact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "NR1",
                "NR2",
                "NR3",
                "NR4",
                "NR5",
                "NR6",
                "NR7",
                "NR8",
                "LR-SOL-1",
                "LR-SOL-2",
                "LR-SOL-3",
                "LR-BRA-1",
                "LR-BRA-2",
                "LR-BRA-3",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("evidence_on", sa.Date(), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "none",
                "output_only",
                "early_outcome",
                "sustained_outcome",
                name="impact",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column(
            "assurer",
            sa.Enum(
                "scrutineer",
                "inspectorate",
                "evaluator",
                "audit",
                name="assurer",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_impact_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_impact")),
    )
    with op.batch_alter_table("record_impact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_impact_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notice",
                "direction",
                "trust",
                "supervision",
                name="intervention",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_intervention_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_intervention")),
    )
    with op.batch_alter_table("record_intervention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_intervention_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_intervention_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_joint_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("inspection_ref", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "front_door", "thematic", name="jointinspection", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("inspectorates", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("improvement_areas_count", sa.Integer(), nullable=False),
        sa.Column("statement_due_on", sa.Date(), nullable=True),
        sa.Column("statement_received_on", sa.Date(), nullable=True),
        sa.Column("statement_accepted_on", sa.Date(), nullable=True),
        sa.Column("statement_closed_on", sa.Date(), nullable=True),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_record_joint_inspection_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_joint_inspection")),
    )
    with op.batch_alter_table("record_joint_inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_joint_inspection_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_joint_inspection_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column(
            "body",
            sa.Enum("board", "ministers", name="body", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_meeting_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_meeting")),
    )
    with op.batch_alter_table("record_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_meeting_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_moderated_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column(
            "rating",
            sa.Enum("green", "amber", "red", name="confidence", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("moderated_on", sa.Date(), nullable=False),
        sa.Column(
            "moderator",
            sa.Enum(
                "regional_lead",
                "programme",
                "adviser",
                name="moderator",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_record_moderated_rating_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_moderated_rating")),
    )
    with op.batch_alter_table("record_moderated_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_moderated_rating_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_moderated_rating_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("notifications_count", sa.Integer(), nullable=False),
        sa.Column("notifications_5_days_count", sa.Integer(), nullable=False),
        sa.Column("rapid_reviews_due_count", sa.Integer(), nullable=False),
        sa.Column("rapid_reviews_15_days_count", sa.Integer(), nullable=False),
        sa.Column("local_reviews_due_count", sa.Integer(), nullable=False),
        sa.Column("local_reviews_6_months_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_panel_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_panel")),
    )
    with op.batch_alter_table("record_panel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_panel_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_panel_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_panel_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column(
            "theme",
            sa.Enum(
                "weak_risk_assessment",
                "optimism_bias",
                "poor_information_sharing",
                "known_to_social_care",
                "high_workload",
                "poverty_context",
                "extra_familial_harm",
                name="reviewtheme",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("reviews_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_panel_theme_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_panel_theme")),
    )
    with op.batch_alter_table("record_panel_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_panel_theme_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_panel_theme_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("financial_year", sa.String(), nullable=False),
        sa.Column("has_authority_lead", sa.Boolean(), nullable=False),
        sa.Column("has_icb_lead", sa.Boolean(), nullable=False),
        sa.Column("has_police_lead", sa.Boolean(), nullable=False),
        sa.Column("delegates_count", sa.Integer(), nullable=False),
        sa.Column("has_chair", sa.Boolean(), nullable=False),
        sa.Column("has_scrutineer", sa.Boolean(), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=False),
        sa.Column("report_published_on", sa.Date(), nullable=True),
        sa.Column("is_impact_evidenced", sa.Boolean(), nullable=True),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_partnership_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_partnership")),
    )
    with op.batch_alter_table("record_partnership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_partnership_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_partnership_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("plan_ref", sa.String(), nullable=False),
        sa.Column(
            "department",
            sa.Enum(
                "dfe",
                "home_office",
                "dhsc",
                "nhs",
                "mhclg",
                "moj",
                "treasury",
                "cabinet_office",
                "dsit",
                "panel",
                "ofsted",
                name="department",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column(
            "recommendation",
            sa.Enum(
                "NR1",
                "NR2",
                "NR3",
                "NR4",
                "NR5",
                "NR6",
                "NR7",
                "NR8",
                "LR-SOL-1",
                "LR-SOL-2",
                "LR-SOL-3",
                "LR-BRA-1",
                "LR-BRA-2",
                "LR-BRA-3",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "owner_role",
            sa.Enum(
                "senior_owner",
                "policy_lead",
                "dcs",
                "lead_partner",
                "delegated_partner",
                "chair",
                "panel_chair",
                "inspector",
                name="ownerrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "on_track",
                "at_risk",
                "off_track",
                "delivered_awaiting_evidence",
                "delivered_evidenced",
                "superseded",
                "closed_not_proceeding",
                name="delivery",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_plan_action_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_plan_action")),
    )
    with op.batch_alter_table("record_plan_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_plan_action_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_plan_dependency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("plan_ref", sa.String(), nullable=False),
        sa.Column("needs_ref", sa.String(), nullable=False),
        sa.Column("needed", sa.String(), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_record_plan_dependency_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_plan_dependency")),
    )
    with op.batch_alter_table("record_plan_dependency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_plan_dependency_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_plan_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("plan_ref", sa.String(), nullable=False),
        sa.Column("milestone", sa.String(), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_record_plan_milestone_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_plan_milestone")),
    )
    with op.batch_alter_table("record_plan_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_plan_milestone_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_priority_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("inspection_ref", sa.String(), nullable=False),
        sa.Column("action_number", sa.Integer(), nullable=False),
        sa.Column(
            "raised_by",
            sa.Enum("jtai", "ilacs", name="raisedby", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_record_priority_action_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_priority_action")),
    )
    with op.batch_alter_table("record_priority_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_priority_action_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_priority_action_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("as_at_on", sa.Date(), nullable=False),
        sa.Column("is_help_before", sa.Boolean(), nullable=False),
        sa.Column("is_help_during", sa.Boolean(), nullable=False),
        sa.Column("is_help_after", sa.Boolean(), nullable=False),
        sa.Column("help_published_on", sa.Date(), nullable=True),
        sa.Column("help_reviewed_on", sa.Date(), nullable=True),
        sa.Column("is_abuse_commissioned", sa.Boolean(), nullable=False),
        sa.Column("directory_published_on", sa.Date(), nullable=True),
        sa.Column("abuse_reviewed_on", sa.Date(), nullable=True),
        sa.Column("has_abuse_specialist", sa.Boolean(), nullable=False),
        sa.Column("trained_pct", sa.Float(), nullable=True),
        sa.Column("has_prison_protocol", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_provision_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_provision")),
    )
    with op.batch_alter_table("record_provision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_provision_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_provision_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "record_rebaseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("action_ref", sa.String(), nullable=False),
        sa.Column("rebaselined_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "approver_role",
            sa.Enum(
                "senior_owner",
                "policy_lead",
                "dcs",
                "lead_partner",
                "delegated_partner",
                "chair",
                "panel_chair",
                "inspector",
                name="ownerrole",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_record_rebaseline_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_rebaseline")),
    )
    with op.batch_alter_table("record_rebaseline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_rebaseline_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "release_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "approved",
                "returned",
                "cancelled",
                name="releasestep",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "step <> 'approved' OR decided_by <> prepared_by", name=op.f("ck_release_decision_two_people")
        ),
        sa.CheckConstraint("step <> 'approved' OR visible_from IS NOT NULL", name=op.f("ck_release_decision_dated")),
        sa.CheckConstraint(
            "visible_from IS NULL OR visible_from >= decided_at", name=op.f("ck_release_decision_not_before")
        ),
        sa.ForeignKeyConstraint(
            ["release_id", "prepared_by"],
            ["release.id", "release.prepared_by"],
            name=op.f("fk_release_decision_release_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_decision")),
        sa.UniqueConstraint("release_id", "step", name=op.f("uq_release_decision_release_id_step")),
    )
    with op.batch_alter_table("release_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_release_decision_once",
            ["release_id"],
            unique=True,
            sqlite_where=sa.text("step <> 'cancelled'"),
            postgresql_where=sa.text("step <> 'cancelled'"),
        )

    op.create_table(
        "release_hidden",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("geography", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("breakdown", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_hidden_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_hidden")),
    )
    with op.batch_alter_table("release_hidden", schema=None) as batch_op:
        batch_op.create_index("ix_release_hidden_place", ["release_id", "period"], unique=False)

    op.create_table(
        "release_return",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_return_release_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_release_return_submission_id")),
        sa.PrimaryKeyConstraint("release_id", "submission_id", name=op.f("pk_release_return")),
    )
    op.create_table(
        "return_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("return_title", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("dfe_code", sa.String(), nullable=False),
        sa.Column("ons_code", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("is_amendment", sa.Boolean(), nullable=False),
        sa.Column("amendment_reason", sa.String(), nullable=True),
        sa.Column("is_nil", sa.Boolean(), nullable=True),
        sa.Column("nil_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_return_cover_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_cover")),
    )
    with op.batch_alter_table("return_cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_cover_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_return_cover_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "sheet_kept",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=32), nullable=False),
        sa.Column("kept_from_id", sa.Integer(), nullable=False),
        sa.Column("in_file_of_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["in_file_of_id"], ["submission.id"], name=op.f("fk_sheet_kept_in_file_of_id")),
        sa.ForeignKeyConstraint(["kept_from_id"], ["submission.id"], name=op.f("fk_sheet_kept_kept_from_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_sheet_kept_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "sheet", name=op.f("pk_sheet_kept")),
    )
    op.create_table(
        "source_allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("dfe_code", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column(
            "grant",
            sa.Enum(
                "transformation",
                "prevention",
                "pathfinder",
                name="grant",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum("start_up", "ongoing", name="grantpurpose", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("financial_year", sa.String(), nullable=False),
        sa.Column("amount_gbp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_source_allocation_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_allocation")),
    )
    with op.batch_alter_table("source_allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_allocation_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_allocation_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "source_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "authority",
                "joint",
                "region",
                "england",
                "group",
                name="geography",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("geography", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("region_code", sa.String(length=9), nullable=True),
        sa.Column("reference_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "ok",
                "c",
                "z",
                "x",
                "low",
                "u",
                name="valuestatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("flags", sa.String(length=8), nullable=False),
        sa.Column("cell", sa.String(length=16), nullable=False),
        sa.CheckConstraint("(value IS NULL) = (status <> 'ok')", name=op.f("ck_source_figure_value_or_status")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_source_figure_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_figure")),
    )
    with op.batch_alter_table("source_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_figure_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index("ix_source_figure_measure", ["submission_id", "measure", "level"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_figure_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "source_ofsted_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("ofsted_region", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("inspection_type", sa.String(), nullable=False),
        sa.Column(
            "overall",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "leaders",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "help_and_protection",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "children_in_care",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "care_leavers",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_source_ofsted_history_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_ofsted_history")),
    )
    with op.batch_alter_table("source_ofsted_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_ofsted_history_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_ofsted_history_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "source_ofsted_latest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("ofsted_region", sa.String(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column(
            "overall",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "leaders",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "help_and_protection",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "children_in_care",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "care_leavers",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_source_ofsted_latest_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_ofsted_latest")),
    )
    with op.batch_alter_table("source_ofsted_latest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_ofsted_latest_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_ofsted_latest_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "source_ofsted_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("web_link", sa.String(), nullable=True),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("ofsted_region", sa.String(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("visit_type", sa.String(), nullable=False),
        sa.Column(
            "overall",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "leaders",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "help_and_protection",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "children_in_care",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "care_leavers",
            sa.Enum(
                "outstanding",
                "good",
                "requires_improvement",
                "inadequate",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("visit_theme", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_source_ofsted_visits_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_ofsted_visits")),
    )
    with op.batch_alter_table("source_ofsted_visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_ofsted_visits_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_ofsted_visits_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "standards_audits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("audits_completed_count", sa.Integer(), nullable=False),
        sa.Column("audits_good_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_standards_audits_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standards_audits")),
    )
    with op.batch_alter_table("standards_audits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standards_audits_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standards_audits_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "standards_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "standard",
            sa.Enum(
                "PS1",
                "PS2",
                "PS3",
                "PS4",
                "PS5",
                "PS6",
                "PS7",
                "PS8",
                "PS9",
                "PS10",
                name="practicestandard",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "score",
            sa.Enum(
                "0",
                "1",
                "2",
                "3",
                "not_applicable",
                name="standardscore",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("not_applicable_reason", sa.String(), nullable=True),
        sa.Column("evidence_note", sa.String(), nullable=True),
        sa.Column(
            "validated_by",
            sa.Enum(
                "none",
                "scrutineer",
                "peer",
                "inspectorate",
                name="validator",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("validated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_standards_scores_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standards_scores")),
    )
    with op.batch_alter_table("standards_scores", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standards_scores_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standards_scores_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "standards_themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "theme",
            sa.Enum(
                "weak_risk_assessment",
                "optimism_bias",
                "poor_information_sharing",
                "high_workload",
                "poverty_context",
                "extra_familial_harm",
                name="practicetheme",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("theme_audits_count", sa.Integer(), nullable=False),
        sa.Column("theme_good_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_standards_themes_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standards_themes")),
    )
    with op.batch_alter_table("standards_themes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standards_themes_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standards_themes_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_by", sa.String(length=120), nullable=False),
        sa.Column("is_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column(
            "follows",
            sa.Enum(
                "in_review",
                "authorised",
                "returned",
                name="reviewstep",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "in_review",
                "authorised",
                "returned",
                name="reviewstep",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("after_computation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(step = 'authorised') = (follows IS NOT NULL)", name=op.f("ck_submission_review_follows_review")
        ),
        sa.CheckConstraint(
            "follows IS NULL OR follows = 'in_review'", name=op.f("ck_submission_review_follows_nothing_else")
        ),
        sa.CheckConstraint(
            "step <> 'authorised' OR (by <> prepared_by AND by <> approved_by AND approved_by <> prepared_by)",
            name=op.f("ck_submission_review_three_people"),
        ),
        sa.CheckConstraint(
            "step <> 'in_review' OR NOT is_on_behalf OR approved_by = by",
            name=op.f("ck_submission_review_approved_by_who_took"),
        ),
        sa.CheckConstraint(
            "step <> 'in_review' OR approved_by <> prepared_by", name=op.f("ck_submission_review_two_people")
        ),
        sa.CheckConstraint("step <> 'returned' OR reason <> ''", name=op.f("ck_submission_review_says_why")),
        sa.CheckConstraint(
            "is_on_behalf OR approved_by = submitted_by", name=op.f("ck_submission_review_approved_by_who_submitted")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "follows", "approved_by"],
            ["submission_review.submission_id", "submission_review.step", "submission_review.approved_by"],
            name="fk_submission_review_follows",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "prepared_by", "submitted_by", "is_on_behalf"],
            ["submission.id", "submission.received_by", "submission.submitted_by", "submission.is_on_behalf"],
            name=op.f("fk_submission_review_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_review")),
        sa.UniqueConstraint(
            "submission_id", "step", "approved_by", name=op.f("uq_submission_review_submission_id_step_approved_by")
        ),
        sa.UniqueConstraint("submission_id", "step", name=op.f("uq_submission_review_submission_id_step")),
    )
    with op.batch_alter_table("submission_review", schema=None) as batch_op:
        batch_op.create_index(
            "ix_submission_review_end",
            ["submission_id"],
            unique=True,
            sqlite_where=sa.text("step <> 'in_review'"),
            postgresql_where=sa.text("step <> 'in_review'"),
        )
        batch_op.create_index(
            "ix_submission_review_returned",
            ["submission_id"],
            unique=False,
            sqlite_where=sa.text("step = 'returned'"),
            postgresql_where=sa.text("step = 'returned'"),
        )

    op.create_table(
        "unit_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "agreement",
            sa.Enum(
                "information_sharing",
                "data_protection",
                "design",
                name="agreementkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "partner",
            sa.Enum(
                "local_authority",
                "police",
                "icb",
                "education",
                "other",
                name="partner",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "draft",
                "signed",
                name="agreementstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("names_unit", sa.Boolean(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_agreements_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_agreements")),
    )
    with op.batch_alter_table("unit_agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_agreements_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_agreements_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unit_functions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column(
            "function",
            sa.Enum(
                "F1",
                "F2",
                "F3",
                "F4",
                "F5",
                "F6",
                "F7",
                "F8",
                "F9",
                name="function",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "not_live",
                "partial",
                "live",
                name="functionstatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("live_on", sa.Date(), nullable=True),
        sa.Column("limitation", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_functions_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_functions")),
    )
    with op.batch_alter_table("unit_functions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_functions_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_functions_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unit_milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "milestone",
            sa.Enum(
                "M01",
                "M02",
                "M03",
                "M04",
                "M05",
                "M06",
                "M07",
                "M08",
                "M09",
                "M10",
                "M11",
                "M12",
                "M13",
                "M14",
                "M15",
                "M16",
                "M17",
                "M18",
                "M19",
                "M20",
                name="milestone",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("evidence_ref", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_milestones_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_milestones")),
    )
    with op.batch_alter_table("unit_milestones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_milestones_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_milestones_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unit_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column(
            "agency",
            sa.Enum(
                "social_work",
                "police",
                "health",
                "education",
                "child_mental_health",
                "adult_mental_health",
                "probation",
                "youth_justice",
                "domestic_abuse",
                "substance_misuse",
                "housing",
                "adult_social_care",
                "vcse",
                "legal",
                name="agency",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "employment_model",
            sa.Enum(
                "seconded",
                "direct_joint_funded",
                "direct_single_funded",
                "aligned_not_seconded",
                "agency_or_contract",
                name="employmentmodel",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("filled_fte", sa.Float(), nullable=False),
        sa.Column("ending_6m_fte", sa.Float(), nullable=False),
        sa.Column("ending_6m_no_successor_fte", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_models_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_models")),
    )
    with op.batch_alter_table("unit_models", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_models_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_models_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unit_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column(
            "agency",
            sa.Enum(
                "social_work",
                "police",
                "health",
                "education",
                "child_mental_health",
                "adult_mental_health",
                "probation",
                "youth_justice",
                "domestic_abuse",
                "substance_misuse",
                "housing",
                "adult_social_care",
                "vcse",
                "legal",
                name="agency",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("is_core_nominated", sa.Boolean(), nullable=False),
        sa.Column("established_fte", sa.Float(), nullable=False),
        sa.Column("filled_fte", sa.Float(), nullable=False),
        sa.Column("colocated_fte", sa.Float(), nullable=False),
        sa.Column("access_fte", sa.Float(), nullable=False),
        sa.Column("experienced_fte", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_posts_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_posts")),
    )
    with op.batch_alter_table("unit_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_posts_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_posts_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "unit_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("declared_stage", sa.Integer(), nullable=False),
        sa.Column(
            "self_confidence",
            sa.Enum("green", "amber", "red", name="confidence", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("covers_home", sa.Boolean(), nullable=False),
        sa.Column("covers_outside_home", sa.Boolean(), nullable=False),
        sa.Column("covers_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("is_baseline_recorded", sa.Boolean(), nullable=False),
        sa.Column("is_lead_named", sa.Boolean(), nullable=False),
        sa.Column("is_site_confirmed", sa.Boolean(), nullable=False),
        sa.Column("stage5_exception", sa.String(), nullable=True),
        sa.Column(
            "slippage_reason",
            sa.Enum(
                "none",
                "health_posts",
                "police_posts",
                "education_posts",
                "social_work_posts",
                "site",
                "agreement",
                "funding",
                "systems",
                "reorganisation",
                "other",
                name="slippagereason",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("narrative", sa.String(), nullable=True),
        sa.Column("lead_practitioner_fte", sa.Float(), nullable=False),
        sa.Column("open_s47_count", sa.Integer(), nullable=False),
        sa.Column("plan_children_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_unit_units_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_units")),
    )
    with op.batch_alter_table("unit_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_units_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_units_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "failed",
                "unknown",
                "not_needed",
                "demonstration",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_delivery_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_message_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("unit_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_units_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_units_authority_id"))

    op.drop_table("unit_units")
    with op.batch_alter_table("unit_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_posts_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_posts_authority_id"))

    op.drop_table("unit_posts")
    with op.batch_alter_table("unit_models", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_models_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_models_authority_id"))

    op.drop_table("unit_models")
    with op.batch_alter_table("unit_milestones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_milestones_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_milestones_authority_id"))

    op.drop_table("unit_milestones")
    with op.batch_alter_table("unit_functions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_functions_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_functions_authority_id"))

    op.drop_table("unit_functions")
    with op.batch_alter_table("unit_agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_agreements_submission_id"))
        batch_op.drop_index(batch_op.f("ix_unit_agreements_authority_id"))

    op.drop_table("unit_agreements")
    with op.batch_alter_table("submission_review", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_submission_review_returned",
            sqlite_where=sa.text("step = 'returned'"),
            postgresql_where=sa.text("step = 'returned'"),
        )
        batch_op.drop_index(
            "ix_submission_review_end",
            sqlite_where=sa.text("step <> 'in_review'"),
            postgresql_where=sa.text("step <> 'in_review'"),
        )

    op.drop_table("submission_review")
    with op.batch_alter_table("standards_themes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standards_themes_submission_id"))
        batch_op.drop_index(batch_op.f("ix_standards_themes_authority_id"))

    op.drop_table("standards_themes")
    with op.batch_alter_table("standards_scores", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standards_scores_submission_id"))
        batch_op.drop_index(batch_op.f("ix_standards_scores_authority_id"))

    op.drop_table("standards_scores")
    with op.batch_alter_table("standards_audits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standards_audits_submission_id"))
        batch_op.drop_index(batch_op.f("ix_standards_audits_authority_id"))

    op.drop_table("standards_audits")
    with op.batch_alter_table("source_ofsted_visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_ofsted_visits_submission_id"))
        batch_op.drop_index(batch_op.f("ix_source_ofsted_visits_authority_id"))

    op.drop_table("source_ofsted_visits")
    with op.batch_alter_table("source_ofsted_latest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_ofsted_latest_submission_id"))
        batch_op.drop_index(batch_op.f("ix_source_ofsted_latest_authority_id"))

    op.drop_table("source_ofsted_latest")
    with op.batch_alter_table("source_ofsted_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_ofsted_history_submission_id"))
        batch_op.drop_index(batch_op.f("ix_source_ofsted_history_authority_id"))

    op.drop_table("source_ofsted_history")
    with op.batch_alter_table("source_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_figure_submission_id"))
        batch_op.drop_index("ix_source_figure_measure")
        batch_op.drop_index(batch_op.f("ix_source_figure_authority_id"))

    op.drop_table("source_figure")
    with op.batch_alter_table("source_allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_allocation_submission_id"))
        batch_op.drop_index(batch_op.f("ix_source_allocation_authority_id"))

    op.drop_table("source_allocation")
    op.drop_table("sheet_kept")
    with op.batch_alter_table("return_cover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_cover_submission_id"))
        batch_op.drop_index(batch_op.f("ix_return_cover_authority_id"))

    op.drop_table("return_cover")
    op.drop_table("release_return")
    with op.batch_alter_table("release_hidden", schema=None) as batch_op:
        batch_op.drop_index("ix_release_hidden_place")

    op.drop_table("release_hidden")
    with op.batch_alter_table("release_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_release_decision_once",
            sqlite_where=sa.text("step <> 'cancelled'"),
            postgresql_where=sa.text("step <> 'cancelled'"),
        )

    op.drop_table("release_decision")
    with op.batch_alter_table("record_rebaseline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_rebaseline_submission_id"))

    op.drop_table("record_rebaseline")
    with op.batch_alter_table("record_provision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_provision_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_provision_authority_id"))

    op.drop_table("record_provision")
    with op.batch_alter_table("record_priority_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_priority_action_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_priority_action_authority_id"))

    op.drop_table("record_priority_action")
    with op.batch_alter_table("record_plan_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_plan_milestone_submission_id"))

    op.drop_table("record_plan_milestone")
    with op.batch_alter_table("record_plan_dependency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_plan_dependency_submission_id"))

    op.drop_table("record_plan_dependency")
    with op.batch_alter_table("record_plan_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_plan_action_submission_id"))

    op.drop_table("record_plan_action")
    with op.batch_alter_table("record_partnership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_partnership_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_partnership_authority_id"))

    op.drop_table("record_partnership")
    with op.batch_alter_table("record_panel_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_panel_theme_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_panel_theme_authority_id"))

    op.drop_table("record_panel_theme")
    with op.batch_alter_table("record_panel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_panel_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_panel_authority_id"))

    op.drop_table("record_panel")
    with op.batch_alter_table("record_moderated_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_moderated_rating_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_moderated_rating_authority_id"))

    op.drop_table("record_moderated_rating")
    with op.batch_alter_table("record_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_meeting_submission_id"))

    op.drop_table("record_meeting")
    with op.batch_alter_table("record_joint_inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_joint_inspection_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_joint_inspection_authority_id"))

    op.drop_table("record_joint_inspection")
    with op.batch_alter_table("record_intervention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_intervention_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_intervention_authority_id"))

    op.drop_table("record_intervention")
    with op.batch_alter_table("record_impact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_impact_submission_id"))

    op.drop_table("record_impact")
    with op.batch_alter_table("record_exploitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_exploitation_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_exploitation_authority_id"))

    op.drop_table("record_exploitation")
    with op.batch_alter_table("record_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_decision_submission_id"))

    op.drop_table("record_decision")
    with op.batch_alter_table("record_arising", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_arising_submission_id"))

    op.drop_table("record_arising")
    with op.batch_alter_table("record_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_answer_submission_id"))
        batch_op.drop_index(batch_op.f("ix_record_answer_authority_id"))

    op.drop_table("record_answer")
    with op.batch_alter_table("record_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_action_submission_id"))

    op.drop_table("record_action")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_state")

    op.drop_table("message")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_submission_id"))
        batch_op.drop_index(batch_op.f("ix_issue_fingerprint"))

    op.drop_table("issue")
    with op.batch_alter_table("funding_grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_grants_submission_id"))
        batch_op.drop_index(batch_op.f("ix_funding_grants_authority_id"))

    op.drop_table("funding_grants")
    with op.batch_alter_table("funding_costs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_costs_submission_id"))
        batch_op.drop_index(batch_op.f("ix_funding_costs_authority_id"))

    op.drop_table("funding_costs")
    with op.batch_alter_table("funding_contributions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_contributions_submission_id"))
        batch_op.drop_index(batch_op.f("ix_funding_contributions_authority_id"))

    op.drop_table("funding_contributions")
    with op.batch_alter_table("early_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_early_access_release_id"))

    op.drop_table("early_access")
    with op.batch_alter_table("declaration_made", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_made_submission_id"))

    op.drop_table("declaration_made")
    with op.batch_alter_table("batch_file", schema=None) as batch_op:
        batch_op.drop_index("ix_batch_file_state")

    op.drop_table("batch_file")
    with op.batch_alter_table("activity_counts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_counts_submission_id"))
        batch_op.drop_index(batch_op.f("ix_activity_counts_authority_id"))

    op.drop_table("activity_counts")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_current")

    op.drop_table("submission")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    op.drop_table("release")
    with op.batch_alter_table("register_passing", schema=None) as batch_op:
        batch_op.drop_index("ix_register_passing_item")

    op.drop_table("register_passing")
    op.drop_table("register_ending")
    op.drop_table("register_decision")
    op.drop_table("register_code")
    op.drop_table("register_beginning")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index("ix_observation_period_indicator")
        batch_op.drop_index("ix_observation_period_geography")
        batch_op.drop_index("ix_observation_period_as_of")
        batch_op.drop_index(batch_op.f("ix_observation_computation_id"))

    op.drop_table("observation")
    with op.batch_alter_table("commentary", schema=None) as batch_op:
        batch_op.drop_index("ix_commentary_period")

    op.drop_table("commentary")
    with op.batch_alter_table("collection_dates_before", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collection_dates_before_collection_id"))

    op.drop_table("collection_dates_before")
    with op.batch_alter_table("collection_allowance", schema=None) as batch_op:
        batch_op.drop_index("ix_collection_allowance_whose")

    op.drop_table("collection_allowance")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_person")

    op.drop_table("alert")
    op.drop_table("web_setting")
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.drop_index("ix_waiver_form_authority")

    op.drop_table("waiver")
    op.drop_table("source_file")
    op.drop_table("sign_in_session")
    op.drop_table("register_change")
    op.drop_table("person")
    op.drop_table("joint_reporting")
    op.drop_table("job")
    with op.batch_alter_table("explanation_given", schema=None) as batch_op:
        batch_op.drop_index("ix_explanation_given_whose")

    op.drop_table("explanation_given")
    op.drop_table("explanation_answer")
    op.drop_table("event_head")
    op.drop_table("event_anchor")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_submission_id"))
        batch_op.drop_index(batch_op.f("ix_event_kind"))
        batch_op.drop_index(batch_op.f("ix_event_at"))
        batch_op.drop_index(batch_op.f("ix_event_actor"))

    op.drop_table("event")
    with op.batch_alter_table("computation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_computation_published_at"))

    op.drop_table("computation")
    op.drop_table("collection")
    op.drop_table("batch")
