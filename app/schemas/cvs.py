"""CVs as served."""

import math
import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from app.core.enums import StatutAnalyse, TypeContrat
from app.schemas.commun import Entree, Ligne, NombreJson, Sortie, ValeurRefusee, texte_propre, texte_visible
from app.schemas.langues import CodeLangueParlee, code_connu
from app.schemas.profil import Preuve, ProfilExtrait, Qualite

PROFONDEUR_MAX = 4


class CVRead(Sortie):
    """A CV with all that was read from it."""

    id: uuid.UUID
    nom_fichier: str
    taille: int = Field(description="Octets")
    nb_pages: int
    langue: str | None
    statut_analyse: StatutAnalyse
    version: int
    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    qualite: Qualite
    corrige: list[str] = Field(default_factory=list, description="Chemins corrigés à la main")
    recu_le: datetime
    analyse_le: datetime | None


class CVResume(Sortie):
    """A CV in few words."""

    id: uuid.UUID
    nom_complet: str | None = None
    titre: str | None
    annees_experience: float | None
    niveau_etudes: int | None
    competences: list[str] = Field(description="Les dix premières")
    recu_le: datetime
    nom_fichier: str | None = None
    statut_analyse: StatutAnalyse = StatutAnalyse.terminee


class PageRead(Sortie):
    """A page of the visible text: from `debut` to `fin`, in characters; its size in points."""

    numero: int
    largeur: float
    hauteur: float
    debut: int
    fin: int


class TexteRead(Sortie):
    """The visible text that every proof counts in."""

    texte: str
    pages: list[PageRead]


def _enregistrable(valeur: object, profondeur: int = 0) -> object:
    """A JSON value that PostgreSQL can hold and that is no deeper than a profile, its texts without what no eye sees. Raises ValueError."""
    if profondeur > PROFONDEUR_MAX:
        raise ValeurRefusee("valeur trop imbriquée", "value nested too deep")
    if isinstance(valeur, str):
        return texte_visible(texte_propre(valeur))
    if isinstance(valeur, float) and not math.isfinite(valeur):
        raise ValeurRefusee("doit être un nombre fini", "must be a finite number")
    if isinstance(valeur, dict):
        return {texte_propre(cle): _enregistrable(partie, profondeur + 1) for cle, partie in valeur.items()}
    return [_enregistrable(partie, profondeur + 1) for partie in valeur] if isinstance(valeur, list) else valeur


Chemin = Annotated[str, StringConstraints(max_length=100), AfterValidator(texte_propre)]
ValeurCorrigee = Annotated[object, AfterValidator(_enregistrable)]


class CorrectionsIn(Entree):
    """Corrections by path: `{"telephone": "+33123456789", "experiences.0.fin": null, "competences": [...]}`. They win over any later reading."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"corrections": {"telephone": "+33123456789", "disponibilite": "dans un mois"}}]})

    corrections: dict[Chemin, ValeurCorrigee] = Field(max_length=200)


class ComptesIndexation(Sortie):
    """What an indexing did."""

    cvs: int = 0
    offres: int = 0
    passages: int = 0


class FiltresCV(Entree):
    """Filters on candidates; never residence, age, gender or nationality."""

    competences: Annotated[list[Ligne], Field(max_length=20)] = Field(default_factory=list)
    experience_min: Annotated[float, NombreJson, Field(ge=0, le=50, allow_inf_nan=False)] | None = None
    niveau_etudes_min: Annotated[int, NombreJson, Field(ge=0, le=8)] | None = None
    langues: Annotated[list[Annotated[CodeLangueParlee, AfterValidator(code_connu)]], Field(max_length=10)] = Field(default_factory=list)
    mobilite: Ligne | None = Field(default=None, description="Lieu que la personne déclare accepter")
    type_contrat_souhaite: TypeContrat | None = None
