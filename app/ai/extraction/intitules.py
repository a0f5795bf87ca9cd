"""Headings of the sections of a CV, French and English, however they are decorated."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from app.ai.extraction.etendue import Etendue
from app.utils.text import fold

_DONNEES = Path(__file__).parent / "donnees"
LONGUEUR_MAX = 70
MOTS_MAX = 8


class Section(str, Enum):
    """What a section of a CV is about."""

    profil = "profil"
    competences = "competences"
    experience = "experience"
    formation = "formation"
    langues = "langues"
    certifications = "certifications"
    projets = "projets"
    benevolat = "benevolat"
    interets = "interets"
    contact = "contact"
    references = "references"
    publications = "publications"
    mobilite = "mobilite"
    autres = "autres"


@dataclass(frozen=True)
class Intitule(Etendue):
    """A heading. `confiance`: 1 as listed and set in capitals or with a colon, less for words that also serve elsewhere or for composed forms."""

    section: Section
    confiance: float


_VIDES = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "en", "et", "mes", "mon", "ma", "my", "the", "of", "and", "a", "au", "aux", "avec"]
)
_MOT = re.compile(r"[a-z]{1,40}")
_ET = re.compile(r"\s{0,3}(?:&|/|\+|,|\||\bet\b|\band\b|\bou\b)\s{0,3}")
_NUMERO = re.compile(r"^\s{0,4}(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)/:-]\s{0,3}|\d{1,2}\s{1,3}(?=[a-z]))")
_PARENTHESE = re.compile(r"\s{0,3}\([^()]{1,30}$")
_ESPACEES = re.compile(r"^(?:\S\s{1,6}){3,60}\S$")
_PLURIEL = re.compile(r"\(s(?:\)|$)")
_PHRASE = re.compile(r"[.!;](?:\s|$)|\d{3}|@|://")


def _singulier(mot: str) -> str:
    """A word without its plural mark, enough to compare headings: both sides go through here."""
    if mot.endswith("ies") and len(mot) > 4:
        return mot[:-3] + "y"
    if mot.endswith("aux") and len(mot) > 4:
        return mot[:-3] + "al"
    return mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot


@lru_cache(maxsize=1)
def _mots() -> dict[str, frozenset[str]]:
    """Qualifying adjectives and weak headings, in the singular."""
    listes: dict[str, set[str]] = {}
    for ligne in (_DONNEES / "intitules_mots.txt").read_text(encoding="utf-8").splitlines():
        if ligne.startswith("["):
            courante = listes.setdefault(ligne.strip("[]"), set())
        elif ligne and not ligne.startswith("#"):
            courante.add(_singulier(ligne))
    return {nom: frozenset(mots) for nom, mots in listes.items()}


def _clef(texte: str) -> str:
    """Comparison key of a folded heading: its words in the singular, small words dropped, no blanks (letter-spacing then cannot matter)."""
    mots = _MOT.findall(texte)
    pleins = [_singulier(m) for m in mots if m not in _VIDES]
    return "".join(pleins or mots)


@lru_cache(maxsize=1)
def _lexique() -> tuple[dict[str, Section], dict[str, Section]]:
    """Headings by key, and by bare letters for letter-spaced lines. The first section that lists a form keeps it."""
    par_clef: dict[str, Section] = {}
    par_lettres: dict[str, Section] = {}
    section = Section.autres
    chemin = _DONNEES / "intitules.txt"
    for ligne in chemin.read_text(encoding="utf-8").splitlines():
        if not ligne or ligne.startswith("#"):
            continue
        if ligne.startswith("["):
            section = Section(ligne.strip("[]"))
            continue
        plie = fold(ligne)
        par_clef.setdefault(_clef(plie), section)
        mots = _MOT.findall(plie)
        for variante in (mots, [m if m in _VIDES or m[-1] in "sx" else m + "s" for m in mots]):
            par_lettres.setdefault("".join(variante), section)
    return par_clef, par_lettres


def _section(plie: str) -> tuple[Section, float] | None:
    """Section of a folded heading without decoration, with a confidence."""
    par_clef, _ = _lexique()
    clef = _clef(plie)
    if section := par_clef.get(clef):
        return section, 0.6 if clef in _mots()["faibles"] else 0.95
    parties = [p for p in _ET.split(plie) if p.strip()]
    if 1 < len(parties) <= 3:
        lues = [par_clef.get(_clef(p)) for p in parties]
        qualifies = [lu or (_sans_qualificatif(p) if _clef(p) else None) for lu, p in zip(lues, parties, strict=True)]
        if qualifies[0] and all(qualifies):
            return qualifies[0], 0.85
    seule = _sans_qualificatif(plie)
    return (seule, 0.85) if seule else None


def _sans_qualificatif(plie: str) -> Section | None:
    """Section of "mes principales compétences techniques": a listed form once the usual adjectives are away."""
    par_clef, _ = _lexique()
    mots = [_singulier(m) for m in _MOT.findall(plie) if m not in _VIDES]
    restants = [m for m in mots if m not in _mots()["qualificatifs"]]
    if not restants or len(restants) == len(mots):
        return None
    return par_clef.get("".join(restants))


def _bornes(ligne: str) -> tuple[int, int]:
    """Offsets of the first and after the last letter or digit: icons, bullets, rules and colons away."""
    lettres = [i for i, c in enumerate(ligne) if c.isalnum()]
    return (lettres[0], lettres[-1] + 1) if lettres else (0, 0)


def reconnaitre(ligne: str) -> Intitule | None:
    """The heading that `ligne` is, or None. A sentence or a line of skills is none; "Langues : anglais, allemand" is for `reconnaitre_prefixe`."""
    debut, fin = _bornes(ligne) if len(ligne) <= 4 * LONGUEUR_MAX else (0, 0)
    if fin == debut:
        return None
    plie = _PLURIEL.sub(lambda lu: "s".ljust(len(lu.group())), fold(ligne[debut:fin]))
    numero = _NUMERO.match(plie)
    if numero:
        debut, plie = debut + numero.end(), plie[numero.end() :]
    parenthese = _PARENTHESE.search(plie)
    if parenthese:
        fin, plie = debut + parenthese.start(), plie[: parenthese.start()]
    espacee = bool(_ESPACEES.match(plie))
    if _PHRASE.search(plie) or (len(plie) > LONGUEUR_MAX and not espacee):
        return None
    if espacee:
        section = _lexique()[1].get("".join(_MOT.findall(plie)))
        return Intitule(debut, fin, section, 0.95) if section else None
    if ligne[debut:fin].startswith("MA ") and not ligne[debut:fin].isupper():
        return None  # the degree, not the French "ma"
    if len(plie.split()) > MOTS_MAX or (lu := _section(plie)) is None:
        return None
    section, confiance = lu
    corps = ligne[debut:fin]
    if corps.isupper() or ligne[fin:].strip() == ":":
        confiance = min(1.0, confiance + 0.05)
    elif corps[0].islower():
        confiance -= 0.25
    return Intitule(debut, fin, section, round(confiance, 2))


def reconnaitre_prefixe(ligne: str) -> Intitule | None:
    """The heading before a colon, a tab or a spaced dash, when content follows on the same line. `fin` is where the content begins."""
    trouve = re.match(r"\A[^:\t\n]{3,40}?(?:\s{0,3}[:\t]|\s{1,3}[–—|-]\s)\s{0,5}(?=\S)", ligne)
    if trouve is None:
        return None
    lu = reconnaitre(re.sub(r"[\s:|–—-]{1,9}$", "", trouve.group()))
    return Intitule(lu.debut, trouve.end(), lu.section, round(lu.confiance - 0.1, 2)) if lu else None
