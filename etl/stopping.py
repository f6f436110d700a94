"""How the command stops: a sentence on the error stream and exit code 2, never a trace."""

from typing import Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from typer.core import TyperGroup

from etl.settings import Settings

_SECRET = frozenset({"database_url", "oidc_client_secret"})
_CHECK = "Check OVERSIGHT_DATABASE_URL."


def stop(sentence: str) -> typer.Exit:
    """Say a sentence; the caller raises what comes back."""
    typer.echo(sentence, err=True)
    return typer.Exit(2)


class InSentences(TyperGroup):
    """Commands of which none ends in a trace because of a setting, the store or the disk."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the class it overrides has it
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ValidationError as wrong:
            raise stop(_about_settings(wrong)) from wrong
        except DatabaseError as failure:
            if type(failure) not in (DatabaseError, OperationalError, InterfaceError):
                raise
            raise stop(_about_store(str(failure.orig))) from failure
        except BrokenPipeError:
            raise
        except OSError as failure:
            where = f"{failure.filename}: " if failure.filename else ""
            raise stop(f"{where}{failure.strerror or failure}. Nothing was changed.") from failure


def _about_settings(wrong: ValidationError) -> str:
    said = []
    for error in wrong.errors():
        name = str(error["loc"][0])
        described = Settings.model_fields[name].description if name in Settings.model_fields else "another value"
        # A database address holds a password, so what was entered is not said back.
        entered = "cannot be used" if name in _SECRET else f"is “{error['input']}”"
        said.append(f"OVERSIGHT_{name.upper()} {entered}. Enter {described}.")
    return " ".join(said)


def _about_store(reason: str) -> str:
    first = reason.strip().splitlines()[0].rstrip(".") if reason.strip() else "no reason given"
    if "locked" in first:
        return "The store is busy: something else has been writing to it for half a minute. Nothing was changed. Try again."
    return f"The store cannot be used ({first}). {_CHECK}"
