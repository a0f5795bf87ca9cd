"""The score of one CV for one offer, as arithmetic with proof (design: matching; api: ScoreRead)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.enums import Critere, Lecteur, SourceExplication, StatutCritere
from app.schemas.documents import Citation


class CritereRead(BaseModel):
    """One criterion: weight after renormalisation, sub-score, points brought, proof."""

    model_config = ConfigDict(extra="forbid")

    critere: Critere
    libelle: str
    poids: float = Field(ge=0, le=100, description="Part du total, après répartition des critères ignorés (somme 100)")
    score: float = Field(ge=0, le=1)
    contribution: float = Field(ge=0, le=100, description="Points apportés au score")
    statut: StatutCritere
    preuves: list[Citation] = Field(default_factory=list)
    satisfaits: list[str] = Field(default_factory=list)
    manquants: list[str] = Field(default_factory=list)
    conseil: str | None = None


class CritereIgnore(BaseModel):
    """A criterion left out, and why."""

    critere: Critere
    libelle: str
    raison: str


class Explication(BaseModel):
    """A score told in words."""

    texte: str
    source: SourceExplication
    langue: str
    lecteur: Lecteur = Field(default=Lecteur.recruteur, description="À qui le texte s'adresse : au candidat (« votre CV ») ou à qui recrute")


class ScoreCalcule(BaseModel):
    """What the scorer computes; no clock, no identity, nothing but its inputs."""

    model_config = ConfigDict(extra="forbid")

    score: float = Field(ge=0, le=100, description="Score final, une décimale")
    similarite: float = Field(ge=-1, le=1, description="Cosinus, quatre décimales")
    recommandation: str
    criteres: list[CritereRead]
    criteres_ignores: list[CritereIgnore] = Field(default_factory=list)
    avertissements: list[str] = Field(default_factory=list)
    version: str
    empreinte: str = Field(description="Empreinte SHA-256 de tout ce qui est entré dans le calcul")


class ScoreRead(ScoreCalcule):
    """A score as served."""

    explication: Explication
    calcule_le: datetime
