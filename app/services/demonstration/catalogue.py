"""The invented people, trades and companies that the demonstration is made of, read from `donnees/` and checked."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.core.enums import SalairePeriode, Teletravail, TypeContrat

DOSSIER = Path(__file__).parent / "donnees"


class Fiche(BaseModel):
    """Closed and immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Metier(Fiche):
    """A trade: titles by seniority as (masculine, feminine), and what its people write in a CV.

    `formations` are (degree, EQF level, years, kind of school), `certifications` (name, body); `competences` begin with the trade's core.
    """

    id: str
    secteur: str
    anglais: bool = Field(description="English is usual in this trade")
    postes: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    resume: str
    competences: tuple[str, ...] = Field(min_length=9)
    missions: tuple[str, ...] = Field(min_length=5)
    formations: tuple[tuple[str, int, int, str], ...] = Field(min_length=1)
    certifications: tuple[tuple[str, str], ...]
    permis: tuple[str, ...]


class LanguesDemo(Fiche):
    """Levels of English, and other languages with theirs."""

    anglais: tuple[str, ...]
    autres: tuple[tuple[str, str], ...]


class Contexte(Fiche):
    """People as (first name, name, m or f), places as (town, post code), companies and schools by kind."""

    personnes: tuple[tuple[str, str, str], ...]
    lieux: tuple[tuple[str, str], ...]
    entreprises: dict[str, tuple[str, ...]]
    etablissements: dict[str, tuple[str, ...]]
    langues: LanguesDemo
    interets: tuple[str, ...]
    benevolat: tuple[str, ...]


class EntrepriseDemo(Fiche):
    """A company that recruits, with its recruiters as (first name, name)."""

    cle: str
    nom: str
    recruteurs: tuple[tuple[str, str], ...] = Field(min_length=1)
    presentation: str


class CanevasOffre(Fiche):
    """What one offer says, before it is put into sentences. `salaire` is (low, high, period)."""

    entreprise: str
    metier: str
    titre: str
    localisation: str
    teletravail: Teletravail
    type_contrat: TypeContrat
    salaire: tuple[int, int, SalairePeriode]
    experience_min: int
    niveau_etudes_min: int | None
    requises: tuple[str, ...]
    souhaitees: tuple[str, ...]
    langues: tuple[tuple[str, str], ...]
    obligatoires: tuple[str, ...]
    contexte: str
    missions: tuple[str, ...]
    profil: str
    conditions: str


class CatalogueOffres(Fiche):
    """The companies and what they look for."""

    entreprises: tuple[EntrepriseDemo, ...]
    offres: tuple[CanevasOffre, ...]


class CatalogueMetiers(Fiche):
    """All trades."""

    metiers: tuple[Metier, ...]


@lru_cache(maxsize=1)
def metiers() -> tuple[Metier, ...]:
    """The thirty trades. Raises pydantic.ValidationError when the file is wrong."""
    brut = (DOSSIER / "metiers.json").read_text(encoding="utf-8")
    return CatalogueMetiers.model_validate_json(f'{{"metiers": {brut}}}').metiers


@lru_cache(maxsize=1)
def contexte() -> Contexte:
    """People, places, companies, schools."""
    return Contexte.model_validate_json((DOSSIER / "contexte.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def catalogue_offres() -> CatalogueOffres:
    """The companies that recruit and their forty offers."""
    return CatalogueOffres.model_validate_json((DOSSIER / "offres.json").read_text(encoding="utf-8"))
