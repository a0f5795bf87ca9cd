"""Searches and scores: questions and answers."""

import uuid
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from app.schemas.commun import Entree, Net, NombreJson, Sortie, ValeurRefusee
from app.schemas.cvs import CVResume, FiltresCV
from app.schemas.offres import FiltresOffres, OffreResume
from app.schemas.score import ScoreRead

Limite = Annotated[int, NombreJson, Field(ge=1, le=100)]
Requete = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Net, StringConstraints(min_length=1)]


class RechercheOffres(Entree):
    """Search offers from a CV, from words, or (neither) from the caller's latest CV."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limite": 20}]})

    cv_id: uuid.UUID | None = None
    requete: Requete | None = None
    filtres: FiltresOffres | None = None
    limite: Limite = 20

    @model_validator(mode="after")
    def _une_question(self) -> "RechercheOffres":
        if self.cv_id is not None and self.requete is not None:
            raise ValeurRefusee("donnez « cv_id » ou « requete », pas les deux", "give 'cv_id' or 'requete', not both", "requete")
        return self


class RechercheCVs(Entree):
    """Search CVs from an offer or from words."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"requete": "développement d'API en Python, PostgreSQL", "limite": 20}]})

    offre_id: uuid.UUID | None = None
    requete: Requete | None = None
    filtres: FiltresCV | None = None
    limite: Limite = 20

    @model_validator(mode="after")
    def _une_question(self) -> "RechercheCVs":
        if (self.offre_id is None) == (self.requete is None):
            raise ValeurRefusee("donnez « offre_id » ou « requete », l'un des deux seulement", "give 'offre_id' or 'requete', one of them only", "requete")
        return self


class RechercheCandidats(Entree):
    """Best candidates for an offer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limite": 20}]})

    filtres: FiltresCV | None = None
    limite: Limite = 20


class MeilleuresOffres(Entree):
    """Best offers for a CV."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limite": 20}]})

    cv_id: uuid.UUID | None = Field(default=None, description="Absent : votre dernier CV")
    filtres: FiltresOffres | None = None
    limite: Limite = 20


class DemandeScore(Entree):
    """One CV against one offer."""

    cv_id: uuid.UUID | None = Field(default=None, description="Absent : votre dernier CV (candidat)")
    offre_id: uuid.UUID


class PassageTrouve(Sortie):
    """A passage that matched."""

    texte: str
    section: str


SIMILARITE = "Proximité de sens, de -1 à 1. Les résultats sont rangés par le sens et par les mots en commun : leur ordre peut s'en écarter"


class OffreTrouvee(Sortie):
    """An offer found by meaning."""

    offre: OffreResume
    similarite: float = Field(description=SIMILARITE)
    passages: list[PassageTrouve]


class CVTrouve(Sortie):
    """A CV found by meaning."""

    cv_id: uuid.UUID
    cv: CVResume
    similarite: float = Field(description=SIMILARITE)
    passages: list[PassageTrouve]


class OffreNotee(Sortie):
    """An offer with its final score and the detail."""

    offre: OffreResume
    score: float
    similarite: float
    forces: list[str]
    manques: list[str]
    passages: list[PassageTrouve]
    detail: ScoreRead


class CandidatNote(Sortie):
    """A CV with its final score and the detail."""

    cv_id: uuid.UUID
    cv: CVResume
    score: float
    similarite: float
    forces: list[str]
    manques: list[str]
    passages: list[PassageTrouve]
    detail: ScoreRead


class ResultatsOffres(Sortie):
    """Offers found, best first."""

    items: list[OffreTrouvee]


class ResultatsCVs(Sortie):
    """CVs found, best first."""

    items: list[CVTrouve]


class ResultatsOffresNotees(Sortie):
    """Offers by final score."""

    items: list[OffreNotee]


class ResultatsCandidats(Sortie):
    """Candidates by final score."""

    items: list[CandidatNote]
