"""Everything an operator can set, typed, from the environment or a ``.env`` file; all faults are told at once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lms.kit.errors import DomainError

STATEMENTS_KEPT = 2000
"""Statements that a process keeps put together: SQLAlchemy's 500 are fewer than all pages ask, and each that was let go is put together anew."""


class Environment(StrEnum):
    """Where the house runs; it decides how strict the settings are."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class SettingsRefused(DomainError):
    """The settings cannot be used; the message lists each fault."""


class Settings(BaseSettings):
    """The settings of one installation. ``LMS_`` is the prefix; ``DATABASE_URL`` and ``SECRET_KEY`` go without."""

    model_config = SettingsConfigDict(env_prefix="LMS_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    environment: Environment = Environment.PRODUCTION
    product: str = "Civic Campus"
    data_dir: Path = Path("var/lms")
    database_url: str = Field(default="", validation_alias=AliasChoices("DATABASE_URL", "LMS_DATABASE_URL"))
    secret_key: str = Field(default="", validation_alias=AliasChoices("SECRET_KEY", "LMS_SECRET_KEY"))
    base_url: str = "http://localhost:8000"
    languages: tuple[str, ...] = ("en", "fr")
    time_zone: str = "Europe/Brussels"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    mail_server: str = ""
    mail_port: int = 587
    mail_username: str = ""
    mail_password: str = ""
    mail_tls: bool = True
    mail_from: str = "campus@localhost"
    session_hours: int = Field(default=12, ge=1, le=720)
    upload_megabytes: int = Field(default=200, ge=1, le=2000)
    metrics_token: str = ""
    import_folder: Path | None = None
    log_level: str = "INFO"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("name a zone such as Europe/Brussels")
        return zone

    @field_validator("import_folder", mode="before")
    @classmethod
    def _no_folder(cls, folder: Any) -> Any:
        return folder or None  # an empty setting is none, not the folder that the process happens to be in

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("write the whole address, such as https://campus.example.org")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _safe_in_production(self) -> "Settings":
        if self.environment is Environment.PRODUCTION and len(self.secret_key) < 32:
            raise ValueError(
                "SECRET_KEY needs 32 characters or more in production; `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` makes one"
            )
        return self

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address: the embedded file unless DATABASE_URL says otherwise."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'campus.sqlite').resolve()}"
        for plain in ("postgres://", "postgresql://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        return self.database_url

    @property
    def secure(self) -> bool:
        """Whether visitors come over https."""
        return self.base_url.startswith("https://")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say in a sentence what a data folder that cannot be written means.

        :raises SettingsRefused: in place of the machine's error.
        """
        try:
            yield
        except OSError as error:
            reason = f"{self.data_dir} cannot be written ({error.strerror}). Make room on its disk, or name a folder that the server may write."
            raise SettingsRefused(f"LMS_DATA_DIR: {reason}") from None

    def make_data_dir(self) -> Path:
        """The data folder, made if it was not there.

        :raises SettingsRefused: when it cannot be made.
        """
        with self.writing():
            self.data_dir.mkdir(parents=True, exist_ok=True)
        return self.data_dir

    def flask(self) -> dict[str, Any]:
        """The same, in the words of Flask and its extensions."""
        key = self.secret_key or secrets.token_urlsafe(48)
        return {
            "SECRET_KEY": key,
            "BASE_URL": self.base_url,
            "MAIL_FROM": self.mail_from,
            "DATA_DIR": self.data_dir,
            "SQLALCHEMY_DATABASE_URI": self.database,
            "SQLALCHEMY_ENGINE_OPTIONS": {"query_cache_size": STATEMENTS_KEPT, "pool_pre_ping": self.database.startswith("postgresql")},
            "MAX_CONTENT_LENGTH": self.upload_megabytes * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "LANGUAGES": self.languages,
            "TIME_ZONE": self.time_zone,
            "SESSION_COOKIE_NAME": "__Host-campus" if self.secure else "campus",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": self.secure,
            "TESTING": self.environment is Environment.TEST,
            "TEMPLATES_AUTO_RELOAD": False,
        }


def read_settings(**given: Any) -> Settings:
    """Read the settings; refuse with all their faults in one sentence each.

    :raises SettingsRefused: when one or more settings are missing or wrong.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [
            f"- {'.'.join(str(part) for part in fault['loc']) or 'settings'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        ]
        raise SettingsRefused("The settings cannot be used:\n" + "\n".join(faults)) from None
