"""The measuring set of matching: offers, CVs, a grade for every pair. Criteria of the grades: `donnees/CRITERES.md`.

`offres.json`  [{id, langue, metier, reserve, offre}]: `offre` is the body of POST /offres; `reserve` offers judge and are never tuned on
`cvs.json`     CVs in the truth format of tests/donnees/cv, plus `id`
`notes.tsv`    offre, cv, note (0 to 3; to 4 in the judging set), raison: one line for every pair
`adverses.json` [{id, genre, offre, honnete, piege, attendu, raison}]: sixty ways to fool a scorer, split like their offer. `piege` is
               {"base": CV id, "modifications": {key: new value}} (whole top-level keys) or {"cv": a CV without its two totals};
               `Jeu.piege(paire)` builds it. `attendu` bounds the trap's score on the offer, see `Attendu`.
"""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError, model_validator

from app.schemas.offres import OffreCreate

DOSSIER, JUGEMENT = Path(__file__).parent / "donnees", Path(__file__).parent / "jugement"
MOIS_DE_REFERENCE = "2026-11"
Langue = Literal["fr", "en"]
Genre = Literal["bourrage", "mauvais_role", "synonymes", "autre_langue", "surqualifie", "sans_certificat"]
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


class _Identifie(_Strict):
    id: str


T = TypeVar("T", bound=_Identifie)


class CV(_Identifie):
    """One CV; `years_experience` is the union of its posts' months, both ends included, open posts ending in `MOIS_DE_REFERENCE`."""

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


class OffreMesuree(_Identifie):
    langue: Langue
    metier: str
    reserve: bool
    offre: OffreCreate


class Note(_Strict):
    offre: str
    cv: str
    note: int = Field(ge=0, le=4)
    raison: str = Field(min_length=10)


class Piege(_Strict):
    """A CV made to fool the scorer: a known CV with some keys replaced, or a new one."""

    base: str | None = None
    modifications: dict[str, JsonValue] = Field(default_factory=dict)
    cv: dict[str, JsonValue] | None = None

    @model_validator(mode="after")
    def _une_forme(self) -> "Piege":
        if (self.base is None) == (self.cv is None) or (self.cv is not None and self.modifications):
            raise ValueError("un piège a soit base et modifications, soit cv")
        return self


class Attendu(_Strict):
    """What the trap's score may be: points above `honnete` at most, strictly below or above another CV, or equal to it and no more."""

    gain_max: float | None = Field(default=None, ge=0)
    sous: str | None = None
    au_dessus: str | None = None
    pas_au_dessus: str | None = None

    @model_validator(mode="after")
    def _une_borne(self) -> "Attendu":
        if not self.model_fields_set:
            raise ValueError("aucune borne")
        return self

    @property
    def voisins(self) -> set[str]:
        return {cv for cv in (self.sous, self.au_dessus, self.pas_au_dessus) if cv is not None}


class PaireAdverse(_Identifie):
    genre: Genre
    offre: str
    honnete: str
    piege: Piege
    attendu: Attendu
    raison: str = Field(min_length=10)


@dataclass(frozen=True)
class Jeu:
    """The whole set, checked. `notes` is keyed by (offer id, CV id)."""

    offres: dict[str, OffreMesuree]
    cvs: dict[str, CV]
    notes: dict[tuple[str, str], Note]
    adverses: tuple[PaireAdverse, ...]

    def piege(self, paire: PaireAdverse) -> CV:
        """The trap as a full CV, its id the pair's and its totals counted again."""
        return _piege(paire, self.cvs)


def charger(dossier: Path = DOSSIER) -> Jeu:
    """Read and check the set.

    Raises:
        JeuInvalide: a file breaks its format, an id is unknown or twice there, or a pair has no grade.
    """
    offres = {o.id: o for o in _lire(dossier / "offres.json", OffreMesuree)}
    cvs = {c.id: c for c in _lire(dossier / "cvs.json", CV)}
    return Jeu(offres, cvs, _notes(dossier / "notes.tsv", offres, cvs), _adverses(dossier / "adverses.json", offres, cvs))


def annees(postes: list[Poste]) -> float:
    """Years covered by the posts, overlaps counted once."""
    mois: set[int] = set()
    for poste in postes:
        mois.update(range(_rang(poste.start), _rang(poste.end or MOIS_DE_REFERENCE) + 1))
    return round(len(mois) / 12, 1)


def _rang(mois: str) -> int:
    an, numero = mois.split("-")
    return int(an) * 12 + int(numero)


def _lire(chemin: Path, forme: type[T]) -> list[T]:
    try:
        lus = [forme.model_validate(brut) for brut in json.loads(chemin.read_text(encoding="utf-8"))]
    except ValidationError as exc:
        raise JeuInvalide(f"{chemin.name} : {exc}") from exc
    _uniques(chemin.name, [lu.id for lu in lus])
    return lus


def _uniques(fichier: str, cles: Sequence[object]) -> None:
    doubles = [cle for cle, fois in Counter(cles).items() if fois > 1]
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


def _adverses(chemin: Path, offres: dict[str, OffreMesuree], cvs: dict[str, CV]) -> tuple[PaireAdverse, ...]:
    paires = _lire(chemin, PaireAdverse)
    for paire in paires:
        cites = {paire.honnete, paire.piege.base or paire.honnete, *paire.attendu.voisins}
        if inconnus := sorted(cites - set(cvs)) + sorted({paire.offre} - set(offres)):
            raise JeuInvalide(f"{chemin.name} : {paire.id} cite {inconnus}")
        try:
            _piege(paire, cvs)
        except ValidationError as exc:
            raise JeuInvalide(f"{chemin.name} : {paire.id} : {exc}") from exc
    return tuple(paires)


def _piege(paire: PaireAdverse, cvs: dict[str, CV]) -> CV:
    base = {} if paire.piege.base is None else cvs[paire.piege.base].model_dump()
    faits = base | (paire.piege.cv or {}) | paire.piege.modifications
    brut = CV.model_validate({**faits, "id": paire.id, "years_experience": 0.0, "education_eqf": None})
    return brut.model_copy(update={"years_experience": annees(brut.experiences), "education_eqf": max((f.eqf for f in brut.education), default=None)})
