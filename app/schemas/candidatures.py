"""Applications as written and as served."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.core.enums import Critere, Role, StatutCandidature, StatutCritere
from app.schemas.commun import Entree, Net, Sortie
from app.schemas.documents import Citation
from app.schemas.offres import OffreResume
from app.schemas.score import CritereIgnore, CritereRead, Explication


class CandidatureCreate(Entree):
    """An application. `cv_id` absent: the candidate's latest CV."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"offre_id": "0d000000-0000-4000-8000-000000000001", "lettre_motivation": "Bonjour, votre offre m'intéresse."}]}
    )

    offre_id: uuid.UUID
    cv_id: uuid.UUID | None = Field(default=None, description="Absent : votre dernier CV")
    lettre_motivation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), Net] | None = None


class ChangementStatutIn(Entree):
    """A step decided by a person."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"statut": "en_revue"}]})

    statut: StatutCandidature
    motif: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Net] | None = Field(default=None, description="Obligatoire pour un refus")


class ChangementStatutRead(Sortie):
    """A step of the history."""

    depuis: StatutCandidature | None
    vers: StatutCandidature
    motif: str | None
    acteur_role: Role
    le: datetime


class CandidatRead(Sortie):
    """The applicant, as far as the reader may see."""

    id: uuid.UUID
    nom: str
    prenom: str
    email: str | None


class CandidatureResume(Sortie):
    """An application in a list."""

    id: uuid.UUID
    offre: OffreResume
    cv_id: uuid.UUID | None
    candidat: CandidatRead
    statut: StatutCandidature
    score: float | None
    similarite: float | None
    forces: list[str]
    manques: list[str]
    creee_le: datetime


class CandidatureRead(CandidatureResume):
    """An application in full: score, detail, explanation, history. Without a CV any more, without a score either."""

    lettre_motivation: str | None
    recommandation: str | None
    criteres: list[CritereRead]
    criteres_ignores: list[CritereIgnore]
    avertissements: list[str]
    version: str | None
    empreinte: str | None
    calcule_le: datetime | None
    explication: Explication | None
    perime: bool = Field(description="Le CV ou l'offre a changé depuis ce score")
    historique: list[ChangementStatutRead]


class CandidatureComparee(Sortie):
    """One column of a comparison. No score: withdrawn, or its CV was erased."""

    id: uuid.UUID
    candidat: CandidatRead
    cv_id: uuid.UUID | None
    statut: StatutCandidature
    score: float | None
    recommandation: str | None
    forces: list[str]
    manques: list[str]
    avertissements: list[str]
    perime: bool = Field(description="Le CV ou l'offre a changé depuis ce score")


class CelluleComparee(Sortie):
    """One criterion of one application; all None with `raison` where that score leaves the criterion out."""

    candidature_id: uuid.UUID
    poids: float | None = Field(default=None, description="Part du total de cette candidature")
    score: float | None = Field(default=None, description="0 à 1")
    contribution: float | None = Field(default=None, description="Points apportés au score")
    statut: StatutCritere | None = None
    satisfaits: list[str] = Field(default_factory=list)
    manquants: list[str] = Field(default_factory=list)
    preuves: list[Citation] = Field(default_factory=list)
    raison: str | None = Field(default=None, description="Pourquoi le critère n'est pas compté")


class LigneComparee(Sortie):
    """One criterion, one cell for each application in the order of the columns."""

    critere: Critere
    libelle: str
    cellules: list[CelluleComparee]


class ComparaisonRead(Sortie):
    """Applications to one offer side by side, criterion by criterion, in the order in which they were asked for."""

    offre_id: uuid.UUID
    titre: str
    candidatures: list[CandidatureComparee]
    criteres: list[LigneComparee]
