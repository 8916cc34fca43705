"""Courses are found as a whole: the index of the search holds things, and a second one their named parts."""

from alembic import op
from sqlalchemy import select, text

from lms.kit import search

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for command in search.CREATE_PARTS[op.get_bind().dialect.name]:
        op.execute(command)
    search.rebuild(op.get_bind())


def downgrade() -> None:
    op.execute("DROP TABLE search_words_in_parts")
    connection, entry = op.get_bind(), search.SearchEntry
    connection.execute(text("DELETE FROM search_words"))
    for number in connection.scalars(select(entry.number)).all():
        words = connection.execute(select(entry.title, entry.body).where(entry.number == number)).one()
        search.index(connection, number, words.title, words.body)
