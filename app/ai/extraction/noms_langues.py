"""Names of languages in French and English, by ISO 639 code."""

import re
from functools import lru_cache
from pathlib import Path

from app.utils.text import fold


@lru_cache(maxsize=1)
def _formes() -> dict[str, list[str]]:
    """Names of each language by its code, the French one first."""
    lignes = (Path(__file__).parent / "donnees" / "langues.txt").read_text(encoding="utf-8").splitlines()
    return {ligne.split(";")[0]: ligne.split(";")[1:] for ligne in lignes if not ligne.startswith("#")}


def nom_francais(code: str) -> str | None:
    """French name of a language by its ISO 639 code, as it stands in a sentence."""
    return _formes()[code][0] if code in _formes() else None


@lru_cache(maxsize=1)
def noms_anglais() -> dict[str, str]:
    """English name of each language by its French name."""
    return {formes[0]: formes[:2][-1].capitalize() for formes in _formes().values()}


@lru_cache(maxsize=1)
def feminins() -> dict[str, str]:
    """Folded feminine adjective to code; none that is a name too ("créole")."""
    formes = {code: [f for f in noms if f.endswith(("ais", "ien", "ois", "and", "ol", "ain", "rec", "urc", "éen"))] for code, noms in _formes().items()}
    return {fold(_feminin(forme)): code for code, noms in formes.items() for forme in noms}


@lru_cache(maxsize=1)
def noms_et_motif() -> tuple[dict[str, str], re.Pattern[str]]:
    """Folded name to code, and the pattern that finds any of them."""
    noms = {fold(forme): code for code, formes in _formes().items() for forme in formes} | feminins()
    alternatives = "|".join(re.escape(nom) for nom in sorted(noms, key=len, reverse=True))
    return noms, re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _feminin(forme: str) -> str:
    if forme.endswith(("ien", "éen")):
        return forme + "ne"
    return {"grec": "grecque", "turc": "turque"}.get(forme, forme + "e")
