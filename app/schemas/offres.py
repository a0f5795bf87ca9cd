"""Offers: what a recruiter writes, what everybody reads."""

import re
import uuid
from datetime import datetime, timedelta, timezone
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints, model_validator
from pydantic.config import JsonDict

from app.core.enums import Critere, NiveauLangue, SalairePeriode, StatutCandidature, StatutOffre, Teletravail, TypeContrat
from app.schemas.commun import Entree, Ligne, Net, NombreJson, Page, Sortie, ValeurRefusee
from app.schemas.comptes import EntrepriseRead
from app.schemas.langues import CODE_INCONNU, CODES_CONNUS, CodeLangue, CodeLangueParlee
from app.schemas.profil import Avertissement

_DATE_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
Competences = Annotated[list[Ligne], Field(max_length=50)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Net]


SALAIRES_INVERSES = ("le salaire minimum dépasse le salaire maximum", "the lowest salary is above the highest")


def _au_moins_un(poids: dict[Critere, int]) -> dict[Critere, int]:
    if not any(poids.values()):
        raise ValeurRefusee("au moins un poids doit être positif", "at least one weight must be above zero")
    return poids


def _date_ecrite(valeur: object) -> object:
    # a bare number would be read as seconds since 1970
    if not isinstance(valeur, datetime) and not (isinstance(valeur, str) and _DATE_ISO.match(valeur)):
        raise ValeurRefusee(
            "date et heure ISO 8601 attendues, par exemple 2026-12-31T23:59:00Z", "ISO 8601 date and time expected, for example 2026-12-31T23:59:00Z"
        )
    return valeur


def _proche(instant: datetime) -> datetime:
    # far dates overflow once another time zone reads them
    if not 2000 <= instant.year <= 2200:
        raise ValeurRefusee("doit se situer entre 2000 et 2200", "must lie between 2000 and 2200")
    return instant


def _en_utc(instant: datetime) -> datetime:
    # PostgreSQL reads offsets below sixteen hours only, ISO 8601 has them up to twenty-four
    decalage = instant.utcoffset()
    if decalage is None:
        return instant
    try:
        return instant.astimezone(timezone.utc)
    except OverflowError:
        return (datetime.min if decalage > timedelta(0) else datetime.max).replace(tzinfo=timezone.utc)


Poids = Annotated[dict[Critere, Annotated[int, NombreJson, Field(ge=0, le=100)]], AfterValidator(_au_moins_un)]
Echeance = Annotated[AwareDatetime, BeforeValidator(_date_ecrite), AfterValidator(_proche), AfterValidator(_en_utc)]
Instant = Annotated[datetime, BeforeValidator(_date_ecrite), AfterValidator(_en_utc)]
Montant = Annotated[int, Field(ge=0, le=10_000_000)]
MontantSaisi = Annotated[Montant, NombreJson]

EXEMPLE_OFFRE: JsonDict = {
    "titre": "Développeuse / Développeur Python (F/H)",
    "description": "Vous rejoignez une équipe de six personnes qui construit une plateforme de prise de rendez-vous médicaux. Vous concevez des API, "
    "vous écrivez des tests et vous accompagnez leur mise en production.",
    "localisation": "Lyon",
    "teletravail": "partiel",
    "type_contrat": "cdi",
    "salaire_min": 42000,
    "salaire_max": 52000,
    "salaire_periode": "an",
    "devise": "EUR",
    "experience_min": 2,
    "niveau_etudes_min": 5,
    "competences_requises": ["Python", "FastAPI", "PostgreSQL"],
    "competences_souhaitees": ["Docker", "React"],
    "langues": [{"langue": "fr", "niveau_min": "B2"}],
}


class LangueDemandeeIn(Entree):
    """A language that the post needs."""

    langue: CodeLangueParlee
    niveau_min: NiveauLangue


def _langues_connues(langues: list[LangueDemandeeIn]) -> list[LangueDemandeeIn]:
    # not in the element itself, which answers are made of too: an offer stored before this rule is still read
    for rang, demandee in enumerate(langues):
        if demandee.langue not in CODES_CONNUS:
            raise ValeurRefusee(*CODE_INCONNU, champ=f"{rang}.langue")
    return langues


LanguesDemandees = Annotated[list[LangueDemandeeIn], Field(max_length=10), AfterValidator(_langues_connues)]


class OffreBase(Entree):
    """Fields of an offer, all checked."""

    titre: Ligne
    description: Description
    localisation: Ligne
    teletravail: Teletravail = Teletravail.non
    type_contrat: TypeContrat
    salaire_min: MontantSaisi | None = None
    salaire_max: MontantSaisi | None = None
    salaire_periode: SalairePeriode | None = None
    devise: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    experience_min: Annotated[float, NombreJson, Field(ge=0, le=50, allow_inf_nan=False)] | None = Field(
        default=None, description="Années ; absent : lu dans la description ; 0 : aucune"
    )
    niveau_etudes_min: Annotated[int, NombreJson, Field(ge=0, le=8)] | None = Field(
        default=None, description="Cadre européen : Bac = 4, Bac+2 = 5, Bac+3 = 6, Bac+5 = 7 ; absent : lu dans la description ; 0 : aucun"
    )
    competences_requises: Competences = Field(default_factory=list, description="Vide : elles sont tirées de la description")
    competences_souhaitees: Competences = Field(default_factory=list, description="Vide : tirées de la description")
    langues: LanguesDemandees = Field(default_factory=list, description="Vide : tirées de la description")
    obligatoires: Competences = Field(
        default_factory=list, description="Sans quoi personne ne peut être embauché : CACES, permis, diplôme d'État ; vide : tirés de la description"
    )
    poids: Poids | None = Field(default=None, description="Poids de chaque critère, 0 l'éteint ; absent : poids par défaut")
    expire_le: Echeance | None = None

    @model_validator(mode="after")
    def _coherente(self) -> "OffreBase":
        if self.salaire_min is not None and self.salaire_max is not None and self.salaire_min > self.salaire_max:
            raise ValeurRefusee(*SALAIRES_INVERSES, champ="salaire_min")
        return self


class OffreCreate(OffreBase):
    """A new offer, public at once unless it is a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXEMPLE_OFFRE]})

    brouillon: StrictBool = False


class OffreUpdate(Entree):
    """Fields to change; what is absent stays. `null` empties an optional field."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"salaire_max": 55000, "competences_souhaitees": ["Docker", "React", "Redis"]}]})

    titre: Ligne | None = None
    description: Description | None = None
    localisation: Ligne | None = None
    teletravail: Teletravail | None = None
    type_contrat: TypeContrat | None = None
    salaire_min: MontantSaisi | None = None
    salaire_max: MontantSaisi | None = None
    salaire_periode: SalairePeriode | None = None
    devise: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    experience_min: Annotated[float, NombreJson, Field(ge=0, le=50, allow_inf_nan=False)] | None = None
    niveau_etudes_min: Annotated[int, NombreJson, Field(ge=0, le=8)] | None = None
    competences_requises: Competences | None = None
    competences_souhaitees: Competences | None = None
    langues: LanguesDemandees | None = None
    obligatoires: Competences | None = None
    poids: Poids | None = None
    expire_le: Echeance | None = None


class CompetenceOffre(Sortie):
    """A skill of an offer, linked to the lexicon when it is known there."""

    nom: str
    concept_id: str | None = None
    libelle: str | None = Field(default=None, description="Nom dans le lexique")
    source: Literal["saisie", "description"] = "saisie"


class OffreResume(Sortie):
    """An offer in few words."""

    id: uuid.UUID
    titre: str
    entreprise: EntrepriseRead
    localisation: str
    teletravail: Teletravail
    type_contrat: TypeContrat
    statut: StatutOffre
    publiee_le: datetime | None


class OffreRead(OffreResume):
    """An offer in full."""

    description: str
    salaire_min: int | None
    salaire_max: int | None
    salaire_periode: SalairePeriode | None
    devise: str | None
    experience_min: float | None
    niveau_etudes_min: int | None
    competences_requises: list[CompetenceOffre]
    competences_souhaitees: list[CompetenceOffre]
    obligatoires: list[CompetenceOffre]
    langues: list[LangueDemandeeIn]
    poids: dict[Critere, int]
    langue: str
    expire_le: datetime | None
    fermee_le: datetime | None
    version: int
    avertissements: list[Avertissement] = Field(default_factory=list, description="Pour l'entreprise de l'offre")
    nb_candidatures: int | None = Field(default=None, description="Pour l'entreprise de l'offre")


class OffreDeMonEntreprise(OffreRead):
    """An offer with its applications counted by status."""

    candidatures_par_statut: dict[StatutCandidature, int]


class ValeurFacette(Sortie):
    """A value and how many offers carry it."""

    valeur: str
    nombre: int


class PageOffres(Page[OffreRead]):
    """A page of offers, with facets when asked."""

    facettes: dict[str, list[ValeurFacette]] | None = None


class FiltresOffres(Entree):
    """Filters of the public list."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Net] | None = Field(
        default=None, description="Mots cherchés dans le titre, la description et les compétences"
    )
    localisation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Net] | None = None
    type_contrat: TypeContrat | None = None
    teletravail: Teletravail | None = None
    competence: Annotated[list[Ligne], Field(max_length=20)] = Field(default_factory=list, description="Répétable ; toutes sont exigées")
    niveau_etudes_max: Annotated[int, Field(ge=0, le=8)] | None = None
    experience_max: Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)] | None = None
    salaire_min: Montant | None = Field(
        default=None, description="Brut annuel. Une offre au mois, au jour ou à l'heure est ramenée à l'année : × 12, × 218 jours, × 1607 heures"
    )
    entreprise: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Net] | None = Field(
        default=None, description="Nom de l'entreprise, ou une partie"
    )
    langue: CodeLangue | None = Field(default=None, description="Langue de l'offre")
    publiee_apres: Instant | None = None
