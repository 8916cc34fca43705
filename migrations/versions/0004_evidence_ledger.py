"""The ledger of evidence: rules as data, claims, ratings asked for, self-assessments; and a standing for all evidence that is there."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from lms.competency.levels.reckoning import Piece, reckon, story
from lms.competency.levels.rules import DEFAULT
from lms.competency.triggers import APPEND_ONLY, UNDO
from lms.kit.clock import now

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('level_rules',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('in_force', sa.Boolean(), nullable=True),
    sa.Column('in_force_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_level_rules_made_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_rules')),
    sa.UniqueConstraint('in_force', name=op.f('uq_level_rules_in_force')),
    sa.UniqueConstraint('number', name=op.f('uq_level_rules_number'))
    )
    op.create_table('observer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('named_by_id', sa.Uuid(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['named_by_id'], ['person.id'], name=op.f('fk_observer_named_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_observer_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observer'))
    )
    with op.batch_alter_table('observer', schema=None) as batch_op:
        batch_op.create_index('uq_observer_named', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('self_assessment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('framework_id', sa.Uuid(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['framework_id'], ['framework.id'], name=op.f('fk_self_assessment_framework_id_framework'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_self_assessment_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_assessment'))
    )
    with op.batch_alter_table('self_assessment', schema=None) as batch_op:
        batch_op.create_index('uq_self_assessment_open', ['person_id', 'framework_id'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.create_table('claim',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('competence_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'returned', 'accepted', 'declined', 'withdrawn', name='claimstate', native_enum=False, length=40), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('learnt_on', sa.Date(), nullable=False),
    sa.Column('link', sa.String(length=400), nullable=False),
    sa.Column('file_hash', sa.String(length=64), nullable=True),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('level BETWEEN 1 AND 8', name=op.f('ck_claim_one_to_eight')),
    sa.ForeignKeyConstraint(['competence_id'], ['competence.id'], name=op.f('fk_claim_competence_id_competence'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_claim_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_state'), ['state'], unique=False)

    op.create_table('rating_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('competence_id', sa.Uuid(), nullable=False),
    sa.Column('rater_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['competence_id'], ['competence.id'], name=op.f('fk_rating_request_competence_id_competence'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rating_request_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rater_id'], ['person.id'], name=op.f('fk_rating_request_rater_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating_request'))
    )
    with op.batch_alter_table('rating_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_request_rater_id'), ['rater_id'], unique=False)
        batch_op.create_index('uq_rating_request_waiting', ['person_id', 'competence_id', 'rater_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.create_table('self_rating',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('assessment_id', sa.Uuid(), nullable=False),
    sa.Column('competence_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('level BETWEEN 0 AND 8', name=op.f('ck_self_rating_nought_to_eight')),
    sa.ForeignKeyConstraint(['assessment_id'], ['self_assessment.id'], name=op.f('fk_self_rating_assessment_id_self_assessment'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['competence_id'], ['competence.id'], name=op.f('fk_self_rating_competence_id_competence'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_rating')),
    sa.UniqueConstraint('assessment_id', 'competence_id', name=op.f('uq_self_rating_assessment_id_competence_id'))
    )
    op.create_table('claim_move',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('claim_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.Enum('submitted', 'returned', 'accepted', 'declined', 'withdrawn', name='claimstate', native_enum=False, length=40), nullable=True),
    sa.Column('after', sa.Enum('submitted', 'returned', 'accepted', 'declined', 'withdrawn', name='claimstate', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_claim_move_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_claim_move_claim_id_claim'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_move'))
    )
    with op.batch_alter_table('claim_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_move_claim_id'), ['claim_id'], unique=False)

    with op.batch_alter_table('course_competence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shown_by', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('course_competence', schema=None) as batch_op:
        batch_op.alter_column('shown_by', server_default=None)

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_by_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.create_foreign_key(batch_op.f('fk_evidence_withdrawn_by_id_person'), 'person', ['withdrawn_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rules_number', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_index(batch_op.f('ix_standing_rules_number'), ['rules_number'], unique=False)
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.alter_column('withdrawn_reason', server_default=None)
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.alter_column('rules_number', server_default=None)

    _bring_in_force(op.get_bind())
    _give_standings(op.get_bind())
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _bring_in_force(connection: sa.Connection) -> None:
    moment = now()
    row = {"id": uuid4(), "number": 1, "content": DEFAULT.plain(), "reason": "What ships with the product", "made_at": moment, "in_force": True, "in_force_at": moment}
    connection.execute(sa.insert(_table(connection, "level_rules")), row)


def _give_standings(connection: sa.Connection) -> None:
    """What the rules say of the evidence that was written before there were rules, and how it came to that."""
    evidence, standing, change = (_table(connection, name) for name in ("evidence", "standing", "standing_change"))
    moment = now()
    pieces: dict[tuple[object, object], list[Piece]] = {}
    for row in connection.execute(sa.select(evidence)):
        dates = (_aware(row.shown_at), row.items, row.by_id, _aware(row.expires_at), _aware(row.withdrawn_at))
        pieces.setdefault((row.person_id, row.competence_id), []).append(Piece(row.id, row.kind, row.level, *dates))
    kept, changes = [], []
    for (person_id, competence_id), some in pieces.items():
        pair = {"person_id": person_id, "competence_id": competence_id}
        reckoned = reckon(some, DEFAULT, moment)
        dates = [one.piece.shown_at for one in reckoned.counting]
        facts = {"level": reckoned.level, "confidence": reckoned.confidence, "pieces": len(dates), "recheck_at": reckoned.recheck_at, "rules_number": 1}
        kept.append({"id": uuid4(), **pair, **facts, "oldest_at": min(dates, default=None), "newest_at": max(dates, default=None)})
        changes += [
            {"id": uuid4(), **pair, "at": at, "before": before, "after": after, "because": "evidence"}
            for at, before, after in story(some, DEFAULT, moment)
        ]
    for table, rows in ((standing, kept), (change, changes)):
        for start in range(0, len(rows), 1000):
            connection.execute(sa.insert(table), rows[start : start + 1000])


_KINDS = {"id": sa.Uuid(), "person_id": sa.Uuid(), "competence_id": sa.Uuid(), "by_id": sa.Uuid(), "content": sa.JSON(), "in_force": sa.Boolean()}


def _table(connection: sa.Connection, name: str) -> sa.Table:
    """The table as it is now; a database without types of its own for ids and instants is told what they are."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for column in table.columns:
        if column.name in _KINDS:
            column.type = _KINDS[column.name]
        elif column.name.endswith("_at") or column.name == "at":
            column.type = sa.DateTime(timezone=True)
    return table


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def downgrade() -> None:
    for statement in UNDO[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standing_rules_number'))
        batch_op.drop_column('rules_number')

    with op.batch_alter_table('course_competence', schema=None) as batch_op:
        batch_op.drop_column('shown_by')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evidence_withdrawn_by_id_person'), type_='foreignkey')
        batch_op.drop_column('withdrawn_reason')
        batch_op.drop_column('withdrawn_by_id')

    with op.batch_alter_table('claim_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_move_claim_id'))

    op.drop_table('claim_move')
    op.drop_table('self_rating')
    with op.batch_alter_table('rating_request', schema=None) as batch_op:
        batch_op.drop_index('uq_rating_request_waiting', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_rating_request_rater_id'))

    op.drop_table('rating_request')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_state'))
        batch_op.drop_index(batch_op.f('ix_claim_person_id'))

    op.drop_table('claim')
    with op.batch_alter_table('self_assessment', schema=None) as batch_op:
        batch_op.drop_index('uq_self_assessment_open', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.drop_table('self_assessment')
    with op.batch_alter_table('observer', schema=None) as batch_op:
        batch_op.drop_index('uq_observer_named', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('observer')
    op.drop_table('level_rules')
