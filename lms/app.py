"""Puts the house together."""

import sys
from typing import Any

from flask import Flask, has_request_context
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import literal, select, true

from lms.assessment import views as assessment
from lms.audit import views as audit
from lms.bottlenecks.views import mounted as bottlenecks
from lms.catalogue.views import mounted as catalogue
from lms.champions.views import mounted as champions
from lms.city import queries as city
from lms.city import views as city_views
from lms.city.models import CityProfile
from lms.cohorts.views import attendance, calendars, timetable
from lms.cohorts.views import care as cohort_care
from lms.cohorts.views import ending as cohort_ending
from lms.cohorts.views import forum as cohort_forum
from lms.cohorts.views import mounted as cohorts
from lms.cohorts.views.work import mounted as cohort_work
from lms.competency.views import mounted as competency
from lms.credentials import views as credentials
from lms.development.views import mounted as development
from lms.home import views as home
from lms.ideas.views import mounted as ideas
from lms.ideas.views import sponsoring_mounted as sponsorship
from lms.kit import access, assets, db, i18n, logs, web
from lms.kit.errors import DomainError
from lms.kit.events import Teller
from lms.kit.paths import bundled
from lms.kit.templating import Keep
from lms.leadership.views import mounted as leadership
from lms.learning.views import mounted as learning
from lms.navigation import places
from lms.notices import queries as notices
from lms.notices import views as notices_views
from lms.operations import views as operations
from lms.operations.queries import refuse_unless_ready
from lms.people import accounts
from lms.people.queries import directory as people
from lms.people.queries import managers
from lms.people.queries.sign_ins import with_roles
from lms.people.views import account, departments, directory, importing
from lms.placements.queries.load import placed_hours
from lms.placements.views import mounted as placements
from lms.policy import POLICY
from lms.privacy import views as privacy
from lms.projects.views import mounted as projects
from lms.reactions import REACTIONS
from lms.relations.views import mounted as relations
from lms.reports.views import library as report_library
from lms.reports.views import reports
from lms.schedule import SCHEDULE
from lms.settings import Settings, read_settings
from lms.strategy.views import mounted as strategy
from lms.strategy.views.road_map import mounted as road_map
from lms.thread import views as thread

BLUEPRINTS = (
    home.bp,
    operations.bp,
    account.bp,
    directory.bp,
    departments.bp,
    importing.bp,
    privacy.bp,
    road_map.bp,
    audit.bp,
    city_views.bp,
    notices_views.bp,
    competency.bp,
    catalogue.bp,
    learning.bp,
    assessment.bp,
    credentials.bp,
    development.bp,
    cohort_care.bp,
    cohort_forum.bp,
    cohort_ending.bp,
    cohorts.bp,
    timetable.bp,
    attendance.bp,
    calendars.bp,
    cohort_work.bp,
    champions.bp,
    relations.bp,
    placements.bp,
    projects.bp,
    thread.bp,
    reports.bp,
    report_library.bp,
    strategy.bp,
    ideas.bp,
    sponsorship.bp,
    bottlenecks.bp,
    leadership.bp,
)


_frame = select(*city.IDENTITY, notices.UNREAD.scalar_subquery().label("unread"), managers.HAS_REPORTS.label("has_reports")).select_from(
    select(literal(1)).subquery().outerjoin(CityProfile.__table__, true())  # always one row: the city's may not be there yet
)


def _for_every_page() -> dict[str, Any]:
    """What the frame of each page shows. One statement, since each page pays for it."""
    person = access.me() if has_request_context() else None
    me = person if person is not None and person.is_authenticated else None
    row = db.db.session.execute(_frame, {"person_id": me.id if me else None}).one()
    return {
        "city": city.identity_of(row),
        "me": me,
        "unread": row.unread,
        "navigation": places(has_reports=row.has_reports, external=me is not None and me.external),
        "locale": i18n.language(),
        "dir": i18n.direction(),
    }


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house as a WSGI application.

    :raises SettingsRefused: when the settings cannot be used.
    """
    settings = settings or read_settings()
    app = web.Application("lms", template_folder=str(bundled("templates")), static_folder=None)
    app.config.from_mapping(settings.flask())
    app.extensions["lms.settings"] = settings
    app.jinja_env.add_extension(Keep)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings.make_data_dir()
    logs.set_up(settings.log_level)
    db.init_app(app)
    app.extensions["lms.teller"] = Teller(REACTIONS)
    app.extensions["lms.schedule"] = SCHEDULE
    app.extensions["lms.champions.placed_hours"] = placed_hours
    app.extensions["lms.audit.people"] = people
    i18n.init_app(app)
    CSRFProtect(app)
    web.init_app(app, trusted_proxies=settings.trusted_proxies, secure=settings.secure)
    with settings.writing():
        assets.init_app(app, source=bundled("static"), cache=settings.data_dir / "cache" / "static")
    accounts.init_app(app, settings)
    access.init_app(app, POLICY, with_roles)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals["languages"] = i18n.available(app)
    app.context_processor(_for_every_page)
    return app


def open_house() -> Flask:
    """The house as ``lms serve`` has gunicorn load it, once and before its workers: when it is fit to serve.

    :raises SystemExit: with why it is not, for the operator.
    """
    try:
        app = create_app()
        with app.app_context():
            refuse_unless_ready(app.extensions["lms.settings"].data_dir)
            db.db.session.remove()
            db.db.engine.dispose()  # each worker opens connections of its own
    except DomainError as refusal:
        sys.exit(str(refusal))
    return app
