"""The blueprint with all its pages."""

from lms.cohorts.views.work import board, extensions, handing_in, marking, peers, teams
from lms.cohorts.views.work.blueprint import bp

__all__ = ["board", "bp", "extensions", "handing_in", "marking", "peers", "teams"]
