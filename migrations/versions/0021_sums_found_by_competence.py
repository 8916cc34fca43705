"""A change of a level finds the sums that hold it by competence, department and post, instead of looking at all sums of the competence."""

from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('heat_entry') as batch:
        batch.drop_index('ix_heat_entry_competence_id')
        batch.create_index('ix_heat_entry_of_competence', ['competence_id', 'department_id', 'post_id'])


def downgrade() -> None:
    with op.batch_alter_table('heat_entry') as batch:
        batch.drop_index('ix_heat_entry_of_competence')
        batch.create_index('ix_heat_entry_competence_id', ['competence_id'])
