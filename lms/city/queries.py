"""Reads of what makes the installation this city's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.city import colours
from lms.city.models import CityProfile, Holiday
from lms.kit import blobs, papers
from lms.kit.db import db

DEFAULT_STYLESHEET = colours.stylesheet(colours.Palette())
DEFAULT_HASH = colours.short_hash(DEFAULT_STYLESHEET)
LOGOS = {"image/svg+xml": "logo.svg", "image/png": "logo.png", "image/jpeg": "logo.jpg", "image/webp": "logo.webp"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What each page shows of the city."""

    name: str
    product: str
    logo_url: str | None
    stylesheet_url: str


def profile() -> CityProfile | None:
    """The city's row; nothing before the first save."""
    return db.session.scalar(select(CityProfile).limit(1))


def holidays() -> frozenset[date]:
    """The days on which the city does not work."""
    return frozenset(db.session.scalars(select(Holiday.day)))


_OF_CITY = CityProfile.__table__.c
IDENTITY = (_OF_CITY.name, _OF_CITY.product, _OF_CITY.logo_hash, _OF_CITY.stylesheet_hash)
"""The columns that ``identity_of`` reads."""


def holiday_list() -> list[Holiday]:
    """The holidays with their names, by day."""
    return list(db.session.scalars(select(Holiday).order_by(Holiday.day)))


def identity() -> Identity:
    """The city's name, logo and style sheet; the product's own before the first save."""
    return identity_of(db.session.execute(select(*IDENTITY)).first())


def identity_of(row: Any) -> Identity:
    """What a row with the columns ``IDENTITY`` says; no row, or one without a name: the city was not set up yet."""
    if row is None or row.name is None:
        return Identity(name="", product="Civic Campus", logo_url=None, stylesheet_url=f"/brand/{DEFAULT_HASH}.css")
    return Identity(
        name=row.name,
        product=row.product,
        logo_url=f"/logo/{row.logo_hash}" if row.logo_hash else None,
        stylesheet_url=f"/brand/{row.stylesheet_hash}.css",
    )


def stylesheet(short_hash: str) -> str:
    """The style sheet of that hash, else the newest: an old page must not lose its colours.

    The default palette's is computed once per process.
    """
    row = profile()
    if short_hash == DEFAULT_HASH or row is None:
        return DEFAULT_STYLESHEET
    return row.stylesheet


def logo_type(digest: str) -> str | None:
    """What the bytes of that hash are, when they are the city's logo; nothing for any other bytes."""
    return db.session.scalar(select(CityProfile.logo_type).where(CityProfile.logo_hash == digest))


@dataclass(frozen=True, slots=True)
class Look:
    """What all papers of a city share: its colours by step, its logo, and the files that the pages name."""

    identity: Identity
    main: Mapping[str, str]
    accent: Mapping[str, str]
    logo: str | None
    files: Mapping[str, bytes]


def city_look() -> Look:
    """How papers look just now."""
    row = profile()
    chosen = colours.Palette() if row is None else colours.Palette(primary=row.primary, accent=row.accent)
    files = papers.fonts()
    logo = LOGOS.get(row.logo_type or "") if row is not None and row.logo_hash else None
    if logo and row is not None and row.logo_hash:
        files[logo] = blobs.read(row.logo_hash)
    return Look(identity(), colours.scale(chosen.primary).light, colours.scale(chosen.accent).light, logo, files)
