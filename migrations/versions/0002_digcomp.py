"""DigComp 3.0 by code and title, as it ships with the product."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from lms.competency.framework_files import DIGCOMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _table(name: str, *columns: str) -> sa.TableClause:
    kinds = {"id": sa.Uuid(), "framework_id": sa.Uuid(), "area_id": sa.Uuid(), "number": sa.Integer()}
    return sa.table(name, *(sa.column(column, kinds.get(column, sa.String())) for column in columns))


def upgrade() -> None:
    framework = uuid4()
    areas = {area.code: uuid4() for area in DIGCOMP.areas}
    op.bulk_insert(
        _table("framework", "id", "slug", "title", "version", "source", "licence"),
        [{"id": framework, **{name: getattr(DIGCOMP, name) for name in ("slug", "title", "version", "source", "licence")}}],
    )
    op.bulk_insert(
        _table("competence_area", "id", "framework_id", "code", "title", "description"),
        [{"id": areas[area.code], "framework_id": framework, "code": area.code, "title": area.title, "description": ""} for area in DIGCOMP.areas],
    )
    op.bulk_insert(
        _table("competence", "id", "framework_id", "area_id", "code", "title", "description"),
        [
            {"id": uuid4(), "framework_id": framework, "area_id": areas[one.area], "code": one.code, "title": one.title, "description": ""}
            for one in DIGCOMP.competences
        ],
    )
    op.bulk_insert(
        _table("proficiency_level", "id", "framework_id", "number", "band", "label"),
        [{"id": uuid4(), "framework_id": framework, "number": one.number, "band": one.band, "label": one.label} for one in DIGCOMP.levels],
    )


def downgrade() -> None:
    op.execute("DELETE FROM framework WHERE slug = 'digcomp'")
