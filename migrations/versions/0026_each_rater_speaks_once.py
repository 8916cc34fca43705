"""Levels on which one person spoke as trainer and as manager: they are computed again, since each person speaks once in all.

A version of the rules below all others makes the job ``apply-level-rules`` compute them within a minute.
"""

from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

COMPUTE_AGAIN = """
UPDATE standing SET rules_number = -1 WHERE EXISTS (
    SELECT 1 FROM evidence one JOIN evidence other
        ON other.person_id = one.person_id AND other.competence_id = one.competence_id AND other.by_id = one.by_id
    WHERE one.person_id = standing.person_id AND one.competence_id = standing.competence_id
        AND one.kind = 'trainer_rating' AND other.kind = 'manager_rating' AND one.withdrawn_at IS NULL AND other.withdrawn_at IS NULL
)
"""


def upgrade() -> None:
    op.execute(COMPUTE_AGAIN)


def downgrade() -> None:
    """The code of before counts them as two, and computes the same levels again."""
    op.execute(COMPUTE_AGAIN)
