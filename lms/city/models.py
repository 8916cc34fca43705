"""What makes the installation this city's own."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base


class CityProfile(Base):
    """The city's name, logo and colours: one row."""

    __tablename__ = "city_profile"
    __table_args__ = (CheckConstraint("singleton = 1", name="one_row"),)
    singleton: Mapped[int] = mapped_column(default=1, unique=True)
    name: Mapped[str] = mapped_column(String(120))
    product: Mapped[str] = mapped_column(String(60))
    logo_hash: Mapped[str | None] = mapped_column(String(64))
    logo_type: Mapped[str | None] = mapped_column(String(40))
    primary: Mapped[str] = mapped_column(String(7))
    accent: Mapped[str] = mapped_column(String(7))
    topic1: Mapped[str] = mapped_column(String(7))
    topic2: Mapped[str] = mapped_column(String(7))
    topic3: Mapped[str] = mapped_column(String(7))
    stylesheet: Mapped[str]
    """The brand's CSS, computed when the colours were saved."""
    stylesheet_hash: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Holiday(Base):
    """A day on which the city does not work: terms in working days pass over it."""

    __tablename__ = "holiday"
    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(120))
