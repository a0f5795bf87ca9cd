"""JSON lines on stderr with the request's number, plain ones for a person at a terminal; nothing personal is ever passed to a logger."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path

requete_id: ContextVar[str] = ContextVar("requete_id", default="-")


def _champs(record: logging.LogRecord) -> dict[str, object]:
    champs = dict(getattr(record, "champs", {}))
    if record.exc_info and record.exc_info[0] is not None:
        # the type and our own places, never the message: it may quote a CV
        champs["exception"] = record.exc_info[0].__name__
        champs["lieux"] = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2]) if "/app/" in f.filename][-6:]
    return champs


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        ligne: dict[str, object] = {
            "t": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "journal": record.name,
            "requete": requete_id.get(),
            "message": record.getMessage(),
        }
        return json.dumps(ligne | _champs(record), ensure_ascii=False)


class _Ligne(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        heure = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        suite = "".join(f"  {nom}={json.dumps(valeur, ensure_ascii=False)}" for nom, valeur in _champs(record).items())
        # a line break in a value must not make a new line of the journal
        message = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in record.getMessage())
        return f"{heure} {record.levelname:<7} {message}{suite}"


def configurer_journal(niveau: str = "INFO") -> None:
    """Send every logger to stderr, as JSON lines unless that is a terminal; libraries only from WARNING on."""
    sortie = logging.StreamHandler(sys.stderr)
    sortie.setFormatter(_Ligne() if sys.stderr.isatty() else _Json())
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(niveau)
    for nom in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(nom).handlers.clear()
        # uvicorn's own access log would repeat ours, with addresses and query strings in it
        logging.getLogger(nom).propagate = nom != "uvicorn.access"
    logging.getLogger("uvicorn.error").setLevel(niveau)
