"""What is read from a CV: the profile, the proof of each fact, and how well the reading went.

Dates are ``YYYY`` or ``YYYY-MM``; languages ISO 639-1, those without such a code ISO 639-3; levels of education on the European scale (EQF, 0 to 8).
A *chemin* names a fact inside a profile: ``email``, ``competences.0``, ``experiences.1.poste`` (dots, zero-based).
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.enums import NiveauLangue, SourceFait, TypeContrat

DatePartielle = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
Cadre = tuple[float, float, float, float]


class Element(BaseModel):
    """Base of every part of a profile: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Preuve(Element):
    """Where a fact stands in the CV's visible text."""

    citation: str = Field(description="Texte exact du CV")
    page: int = Field(ge=1)
    debut: int = Field(ge=0, description="Premier caractère, dans le texte visible du CV")
    fin: int = Field(ge=0, description="Caractère qui suit le dernier")
    cadres: list[Cadre] = Field(default_factory=list, description="Rectangles sur la page [x0, y0, x1, y1], en points, origine en haut à gauche")
    source: SourceFait = SourceFait.regles
    confiance: float = Field(default=1.0, ge=0, le=1)


class Localisation(Element):
    """A place as the CV states it. Never scored."""

    ville: str | None = None
    code_postal: str | None = None
    pays: str | None = None


class CompetenceLue(Element):
    """A skill: as written (`brut`) and as known to the lexicon (`concept_id`, `nom`)."""

    nom: str
    brut: str
    concept_id: str | None = None
    categorie: str | None = None
    niveau: str | None = None
    mois: int | None = Field(default=None, ge=0, description="Mois de pratique, union des postes qui la citent")


class ExperienceLue(Element):
    """A post."""

    poste: str | None = None
    entreprise: str | None = None
    lieu: str | None = None
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    en_cours: bool = False
    description: str | None = None
    competences: list[str] = Field(default_factory=list, description="Concepts ou noms de compétences cités dans le poste")


class FormationLue(Element):
    """A degree or a course of study."""

    diplome: str | None = None
    etablissement: str | None = None
    domaine: str | None = None
    niveau: int | None = Field(default=None, ge=0, le=8)
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    en_cours: bool = False


class LangueLue(Element):
    """A language and its CEFR level, when the CV gives one."""

    langue: str = Field(pattern=r"^[a-z]{2,3}$")
    niveau: NiveauLangue | None = None


class CertificationLue(Element):
    """A certificate."""

    nom: str
    organisme: str | None = None
    date: DatePartielle | None = None


class ProjetLu(Element):
    """A project, a publication or a voluntary engagement."""

    nom: str
    description: str | None = None


class MobiliteLue(Element):
    """Where the candidate declares to want to work; never where they live."""

    lieux: list[str] = Field(default_factory=list)
    teletravail: bool | None = None


class ProfilExtrait(Element):
    """Facts read from one CV."""

    nom_complet: str | None = None
    prenom: str | None = None
    nom: str | None = None
    email: str | None = None
    telephone: str | None = Field(default=None, description="E.164")
    localisation: Localisation | None = None
    liens: list[str] = Field(default_factory=list)
    titre: str | None = None
    resume: str | None = None
    annees_experience: float | None = Field(default=None, ge=0, description="Union des mois travaillés, en années")
    niveau_etudes: int | None = Field(default=None, ge=0, le=8)
    competences: list[CompetenceLue] = Field(default_factory=list)
    experiences: list[ExperienceLue] = Field(default_factory=list)
    formations: list[FormationLue] = Field(default_factory=list)
    langues: list[LangueLue] = Field(default_factory=list)
    certifications: list[CertificationLue] = Field(default_factory=list)
    projets: list[ProjetLu] = Field(default_factory=list)
    benevolat: list[ProjetLu] = Field(default_factory=list)
    permis: list[str] = Field(default_factory=list)
    centres_interet: list[str] = Field(default_factory=list)
    mobilite: MobiliteLue | None = None
    type_contrat_souhaite: TypeContrat | None = None
    disponibilite: str | None = None
    langue_cv: str | None = Field(default=None, pattern=r"^[a-z]{2}$")


class Avertissement(Element):
    """Something the reader wants a person to know; `code` is stable."""

    code: str
    message: str = Field(description="En français")
    page: int | None = None


class Qualite(Element):
    """How well a CV could be read."""

    nb_pages: int = 0
    nb_mots: int = 0
    nb_colonnes: int = 1
    part_texte_cache: float = Field(default=0.0, ge=0, le=1)
    avertissements: list[Avertissement] = Field(default_factory=list)
    non_compris: list[str] = Field(default_factory=list, description="Lignes dont aucun fait n'a été tiré")


class PageTexte(Element):
    """One page of the visible text: `texte[debut:fin]` of the whole."""

    numero: int = Field(ge=1)
    largeur: float
    hauteur: float
    debut: int
    fin: int


class MotPlace(Element):
    """Place of one word: `texte[debut:fin]` stands in `cadre` on `page`."""

    debut: int
    fin: int
    page: int
    cadre: Cadre


class TexteVisible(Element):
    """What an eye can read in a CV, in reading order, with the place of every word."""

    texte: str
    pages: list[PageTexte] = Field(default_factory=list)
    mots: list[MotPlace] = Field(default_factory=list)
    liens: list[str] = Field(default_factory=list)

    def preuve(self, debut: int, fin: int, confiance: float = 1.0, source: SourceFait = SourceFait.regles) -> Preuve:
        """Proof of `texte[debut:fin]`, with one frame a line of words. Raises ValueError on an empty or foreign span."""
        if not 0 <= debut < fin <= len(self.texte):
            raise ValueError(f"span {debut}:{fin} outside the text")
        mots = [m for m in self.mots if m.debut < fin and m.fin > debut]
        cadres: list[Cadre] = []
        for mot in mots:
            x0, y0, x1, y1 = mot.cadre
            if cadres and abs(cadres[-1][1] - y0) < 3 and x0 >= cadres[-1][0]:
                haut = cadres[-1]
                cadres[-1] = (haut[0], min(haut[1], y0), max(haut[2], x1), max(haut[3], y1))
            else:
                cadres.append(mot.cadre)
        page = mots[0].page if mots else next((p.numero for p in self.pages if p.debut <= debut < p.fin), 1)
        return Preuve(citation=self.texte[debut:fin], page=page, debut=debut, fin=fin, cadres=cadres, source=source, confiance=confiance)


class LectureCV(Element):
    """All that the contained child tells about one file."""

    texte: TexteVisible
    profil: ProfilExtrait
    preuves: dict[str, Preuve] = Field(default_factory=dict)
    qualite: Qualite
    recu_le: date
