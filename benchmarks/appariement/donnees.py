"""The measuring set of matching: offers, CVs, a grade for every pair. Criteria of the grades: `donnees/CRITERES.md`.

`offres.json`  [{id, langue, metier, reserve, offre}]: `offre` is the body of POST /offres; `reserve` offers judge and are never tuned on
`cvs.json`     CVs in the truth format of tests/donnees/cv, plus `id`
`notes.tsv`    offre, cv, note (0 to 3), raison: one line for every pair
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.schemas.offres import OffreCreate

DOSSIER = Path(__file__).parent / "donnees"
MOIS_DE_REFERENCE = "2026-11"
Langue = Literal["fr", "en"]
Mois = Field(pattern=r"^\d{4}-\d{2}$")


class JeuInvalide(ValueError):
    """The set contradicts itself; the message says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Groupe(_Strict):
    category: str
    items: list[str]


class Poste(_Strict):
    title: str
    company: str
    location: str
    start: str = Mois
    end: str | None = Mois
    description: list[str] = Field(min_length=1)


class Formation(_Strict):
    degree: str
    field: str
    institution: str
    location: str
    start: str
    end: str
    eqf: int = Field(ge=1, le=8)


class LangueParlee(_Strict):
    name: str
    level: str


class Certificat(_Strict):
    name: str
    issuer: str
    date: str = Mois


class CV(_Strict):
    """One CV; `years_experience` is the union of its posts' months, both ends included, open posts ending in `MOIS_DE_REFERENCE`."""

    id: str
    lang: Langue
    name: str
    title: str
    email: str
    phone: str
    location: str
    links: list[str]
    summary: str
    skills: list[Groupe]
    experiences: list[Poste] = Field(min_length=1)
    education: list[Formation]
    languages: list[LangueParlee]
    certifications: list[Certificat]
    years_experience: float
    education_eqf: int | None


class OffreMesuree(_Strict):
    id: str
    langue: Langue
    metier: str
    reserve: bool
    offre: OffreCreate


class Note(_Strict):
    offre: str
    cv: str
    note: int = Field(ge=0, le=3)
    raison: str = Field(min_length=10)


@dataclass(frozen=True)
class Jeu:
    """The whole set, checked. `notes` is keyed by (offer id, CV id)."""

    offres: dict[str, OffreMesuree]
    cvs: dict[str, CV]
    notes: dict[tuple[str, str], Note]


def charger(dossier: Path = DOSSIER) -> Jeu:
    """Read and check the set.

    Raises:
        JeuInvalide: a file breaks its format, an id is unknown or twice there, or a pair has no grade.
    """
    offres = {o.id: o for o in _lire(dossier / "offres.json", list[OffreMesuree])}
    cvs = {c.id: c for c in _lire(dossier / "cvs.json", list[CV])}
    return Jeu(offres, cvs, _notes(dossier / "notes.tsv", offres, cvs))


def annees(postes: list[Poste]) -> float:
    """Years covered by the posts, overlaps counted once."""
    mois: set[int] = set()
    for poste in postes:
        mois.update(range(_rang(poste.start), _rang(poste.end or MOIS_DE_REFERENCE) + 1))
    return round(len(mois) / 12, 1)


def _rang(mois: str) -> int:
    an, numero = mois.split("-")
    return int(an) * 12 + int(numero)


def _lire(chemin: Path, forme: type[list]) -> list:
    try:
        lus = TypeAdapter(forme).validate_python(json.loads(chemin.read_text(encoding="utf-8")))
    except ValidationError as exc:
        raise JeuInvalide(f"{chemin.name} : {exc}") from exc
    _uniques(chemin.name, [lu.id for lu in lus])
    return lus


def _uniques(fichier: str, cles: list) -> None:
    doubles = sorted({cle for cle in cles if cles.count(cle) > 1})
    if doubles:
        raise JeuInvalide(f"{fichier} : en double {doubles}")


def _notes(chemin: Path, offres: dict[str, OffreMesuree], cvs: dict[str, CV]) -> dict[tuple[str, str], Note]:
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter="\t", quoting=csv.QUOTE_NONE))
    try:
        notes = TypeAdapter(list[Note]).validate_python(lignes)
    except ValidationError as exc:
        raise JeuInvalide(f"{chemin.name} : {exc}") from exc
    cles = [(note.offre, note.cv) for note in notes]
    _uniques(chemin.name, cles)
    attendues = {(offre, cv) for offre in offres for cv in cvs}
    if inconnues := sorted(set(cles) - attendues):
        raise JeuInvalide(f"{chemin.name} : paires inconnues {inconnues}")
    if absentes := sorted(attendues - set(cles)):
        raise JeuInvalide(f"{chemin.name} : paires sans note {absentes}")
    return dict(zip(cles, notes, strict=True))
