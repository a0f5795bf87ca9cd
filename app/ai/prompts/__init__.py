"""Prompts, one Markdown file each. They are data: a change of file is a new version, and no text of a user is ever part of a template."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DOSSIER = Path(__file__).parent


@dataclass(frozen=True)
class Prompt:
    """`systeme` goes out as it stands; what varies is sent beside it as data. `version`: ``name@hash`` of the file."""

    nom: str
    systeme: str
    version: str


@lru_cache(maxsize=8)
def charger(nom: str) -> Prompt:
    """The prompt of file ``nom.md``. Raises FileNotFoundError."""
    octets = (_DOSSIER / f"{nom}.md").read_bytes()
    return Prompt(nom=nom, systeme=octets.decode("utf-8").strip(), version=f"{nom}@{hashlib.sha256(octets).hexdigest()[:12]}")


def encadrer(etiquette: str, donnees: str) -> str:
    """`donnees` between two marks that it cannot forge: they carry its own hash."""
    sceau = hashlib.sha256(donnees.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"<{etiquette} sceau={sceau}>\n{donnees}\n</{etiquette} sceau={sceau}>"
