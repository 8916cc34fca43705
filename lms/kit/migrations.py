"""Where Flask-Migrate is set up: for commands, since a server never migrates and need not carry Alembic."""

from flask import Flask
from flask_migrate import Migrate

from lms.kit.db import db
from lms.kit.paths import bundled


def init_app(app: Flask) -> Flask:
    """Let ``app`` migrate its database; return it."""
    Migrate(app, db, directory=str(bundled("migrations")), render_as_batch=True, compare_type=True)
    return app
