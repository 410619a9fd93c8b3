"""Settings from the environment or `.env`: each named, typed and documented; a wrong one stops the start."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

FREE_RATE = 30  # messages a second that Telegram lets a bot send without paying


class SettingsError(Exception):
    """A setting is missing, unknown or wrong; `str()` is one clear line."""


class Settings(BaseSettings):
    """What the environment says. Names are `CCBOT_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="CCBOT_", env_file=".env", extra="ignore", frozen=True)

    token: SecretStr | None = Field(None, description="BotFather's token")
    api_url: str = Field("https://api.telegram.org", description="Bot API server (a local one, or the sandbox)")
    database_url: str = Field("sqlite:///ccbot.db", description="also postgresql+psycopg://…")
    owners: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), description="Telegram ids, with commas, of the network coordinators from the start"
    )
    network: Path | None = Field(None, description="your network.toml; the shipped one where none is named")
    webhook_url: str | None = Field(None, description="https address Telegram calls; long polling where none is named")
    webhook_secret: SecretStr | None = Field(None, description="what Telegram must send along; needed with a webhook")
    listen: str = Field("127.0.0.1:8080", description="address and port of health, metrics, calendars and the webhook")
    public_url: str | None = Field(None, description="where the world reaches CCBOT_LISTEN; turns calendar feeds on")
    rate: int = Field(FREE_RATE, ge=1, le=1000, description="messages a second")
    paid_broadcast: bool = Field(
        default=False, description="yes lets CCBOT_RATE pass 30; each message above costs Stars"
    )
    log: Literal["text", "json"] = Field("text", description="how log lines are written")
    # Not in the table: only `ccbot demo` and the tests hand it to the processes that they start.
    follow_sandbox: bool = Field(default=False, exclude=True)

    @field_validator("owners", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:
        if isinstance(value, str):
            try:
                return frozenset(int(part) for part in value.replace(";", ",").split(",") if part.strip())
            except ValueError:
                raise ValueError("whole numbers with commas between them, such as 123456,987654") from None
        return value

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host, colon, port = value.rpartition(":")
        if not colon or not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("an address and a port, such as 127.0.0.1:8080")
        return value

    @field_validator("api_url", "public_url", "webhook_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("a web address that begins with https:// (or http://)")
        return value and value.rstrip("/")

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.rate > FREE_RATE and not self.paid_broadcast:
            raise ValueError("CCBOT_RATE above 30 needs CCBOT_PAID_BROADCAST=yes, and then each message costs Stars")
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("CCBOT_WEBHOOK_URL needs CCBOT_WEBHOOK_SECRET, or anybody could write to the bot")
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def bot_id(self) -> int:
        """The bot's Telegram id: the first part of its token.

        Raises SettingsError when there is no token, or it has no such part.
        """
        return int(self.known_token.partition(":")[0])

    @property
    def known_token(self) -> str:
        """The token.

        Raises SettingsError with what to do when it is missing or cannot be one.
        """
        token = self.token.get_secret_value() if self.token else ""
        if not token:
            raise SettingsError("CCBOT_TOKEN is missing: ask @BotFather in Telegram for a bot and put its token there")
        if not token.partition(":")[0].isdigit() or not token.partition(":")[2]:
            raise SettingsError("CCBOT_TOKEN is no token: BotFather's look like 123456789:AbCdEf…")
        return token


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises SettingsError with one clear line: which setting, and what is wrong.
    """
    known = {f"CCBOT_{name.upper()}" for name in Settings.model_fields}
    for name in (*_dotenv(), *os.environ):
        if name.upper().startswith("CCBOT_") and name.upper() not in known:
            near = get_close_matches(name.upper(), known, 1)
            raise SettingsError(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        where = f"CCBOT_{str(first['loc'][0]).upper()}: " if first["loc"] else ""
        raise SettingsError(where + first["msg"].removeprefix("Value error, ")) from None


def _dotenv() -> list[str]:
    """List the names that `.env` sets."""
    path = Path(".env")
    if not path.is_file():
        return []
    lines = (line.strip().removeprefix("export ") for line in path.read_text("utf-8").splitlines())
    return [line.partition("=")[0].strip() for line in lines if line and not line.startswith("#")]
