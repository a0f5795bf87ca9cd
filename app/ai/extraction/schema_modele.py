"""What a model is asked to fill in, and nothing more. Closed, with every length and count capped; the docstrings go out with the tool."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Valeur = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Citation = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class _Ferme(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TitreCite(_Ferme):
    """Intitulé que la personne se donne."""

    valeur: Valeur
    citation: Citation


class CompetenceCitee(_Ferme):
    """Une compétence."""

    nom: Valeur
    citation: Citation


class ExperienceCitee(_Ferme):
    """Un poste."""

    poste: Valeur | None = None
    entreprise: Valeur | None = None
    lieu: Valeur | None = None
    description: Passage | None = None
    citation: Citation
    citation_dates: Citation | None = None


class FormationCitee(_Ferme):
    """Un diplôme ou une formation."""

    diplome: Valeur | None = None
    etablissement: Valeur | None = None
    domaine: Valeur | None = None
    citation: Citation
    citation_dates: Citation | None = None


class LangueCitee(_Ferme):
    """Une langue parlée."""

    langue: str = Field(pattern="^[a-z]{2,3}$", description="Code ISO 639-1, sinon ISO 639-3")
    citation: Citation


class CertificationCitee(_Ferme):
    """Un certificat."""

    nom: Valeur
    organisme: Valeur | None = None
    citation: Citation


class ProjetCite(_Ferme):
    """Un projet, une publication ou un engagement."""

    nom: Valeur
    description: Passage | None = None
    citation: Citation


class FaitsDuCV(_Ferme):
    """Faits relevés dans le CV, chacun avec sa citation mot pour mot."""

    titre: TitreCite | None = None
    resume: Passage | None = None
    competences: list[CompetenceCitee] = Field(default=[], max_length=150)
    experiences: list[ExperienceCitee] = Field(default=[], max_length=40)
    formations: list[FormationCitee] = Field(default=[], max_length=30)
    langues: list[LangueCitee] = Field(default=[], max_length=20)
    certifications: list[CertificationCitee] = Field(default=[], max_length=40)
    projets: list[ProjetCite] = Field(default=[], max_length=30)
    benevolat: list[ProjetCite] = Field(default=[], max_length=20)
