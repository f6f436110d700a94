"""Every setting, with its default. Set them as environment variables that begin with OVERSIGHT_."""

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = ZoneInfo("Europe/London")


class Environment(StrEnum):
    """What the product runs for. Only a demonstration may pretend people and data."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class Encryption(StrEnum):
    """How the connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Settings of one process."""

    model_config = SettingsConfigDict(env_prefix="OVERSIGHT_")

    environment: Environment = Field(default=Environment.PRODUCTION, description="production, or demonstration")
    database_url: str = Field(
        default="sqlite:///var/oversight.db",
        pattern=r"^(sqlite:///.+|postgresql://.+)$",
        description="an SQLite file, such as sqlite:///var/oversight.db, or postgresql://user:password@host/name",
    )
    today: date | None = Field(default=None, description="the day to take as today, for demonstrations and tests")
    host: str = Field(default="127.0.0.1", description="the address to serve on")
    port: int = Field(default=8501, description="the port to serve on")
    public_url: str = Field(
        default="", description="the address that people use; by default http://localhost and the port"
    )
    oidc_issuer: str = Field(
        default="", description="the OpenID provider's issuer; its discovery document is read from it"
    )
    oidc_client_id: str = Field(default="oversight", description="our client id at the provider")
    oidc_client_secret: str = Field(default="", description="our client secret at the provider")
    oidc_scope: str = Field(default="openid profile email", description="the scopes to ask for")
    session_idle_minutes: int = Field(default=30, description="a session ends after so long without use")
    session_hours: int = Field(default=10, description="a session ends after so long in any case")
    upload_limit_mb: int = Field(default=20, description="the largest file that may be uploaded")

    archive: Path = Field(
        default=Path("var/archive"), description="the folder of the pages of releases that work without a script"
    )

    collections_contact: str = Field(
        default="the department's collections team", description="whom an authority asks about a collection, in words"
    )
    smtp_host: str = Field(default="", description="the mail server; without one messages wait in the outbox")
    smtp_port: int = Field(default=587, description="the mail server's port")
    smtp_encryption: Encryption = Field(default=Encryption.STARTTLS, description="starttls, tls or none")
    smtp_user: str = Field(default="", description="our name at the mail server, if it asks for one")
    smtp_password: str = Field(default="", description="our password at the mail server")
    smtp_from: str = Field(default="", description="the address that messages come from")

    @property
    def is_demonstration(self) -> bool:
        """Whether illustrative people and data are allowed."""
        return self.environment is Environment.DEMONSTRATION

    @property
    def base_url(self) -> str:
        """The address that people use, without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is the embedded one."""
        return self.database_url.startswith("sqlite")

    def now(self) -> datetime:
        """The instant that the product takes as now: the real time of day, on `today` if that is set."""
        real = datetime.now(UTC)
        return real if self.today is None else datetime.combine(self.today, real.timetz())

    def day(self) -> date:
        """The day that the product takes as today, in England: the one clock of every page, message and window."""
        return self.today or day_of(self.now())

    def sqlite_path(self) -> Path:
        """The embedded store's file."""
        return Path(self.database_url.removeprefix("sqlite:///"))


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def in_england(instant: datetime) -> datetime:
    """An instant by the clocks of England."""
    return instant.astimezone(_HERE)


def day_of(instant: datetime) -> date:
    """The day in England at an instant: an hour before midnight UTC in summer, the next day has begun."""
    return in_england(instant).date()


def wall_clock() -> datetime:
    """The real instant, whatever `today` is set to: what sign-in is timed by."""
    return datetime.now(UTC)
