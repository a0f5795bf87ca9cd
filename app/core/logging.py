"""JSON lines on stderr with the request's number; nothing personal is ever passed to a logger."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path

requete_id: ContextVar[str] = ContextVar("requete_id", default="-")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        ligne: dict[str, object] = {
            "t": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "journal": record.name,
            "requete": requete_id.get(),
            "message": record.getMessage(),
        }
        champs = getattr(record, "champs", None)
        if isinstance(champs, dict):
            ligne.update(champs)
        if record.exc_info and record.exc_info[0] is not None:
            # the type and our own places, never the message: it may quote a CV
            ligne["exception"] = record.exc_info[0].__name__
            ligne["lieux"] = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2]) if "/app/" in f.filename][-6:]
        return json.dumps(ligne, ensure_ascii=False)


def configurer_journal(niveau: str = "INFO") -> None:
    """Send every logger to stderr as JSON lines; libraries only from WARNING on."""
    sortie = logging.StreamHandler(sys.stderr)
    sortie.setFormatter(_Json())
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(niveau)
    for nom in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(nom).handlers.clear()
        # uvicorn's own access log would repeat ours, with addresses and query strings in it
        logging.getLogger(nom).propagate = nom != "uvicorn.access"
    logging.getLogger("uvicorn.error").setLevel(niveau)
