"""Frozen snapshots that ai and vector_store work on. The closed projection: nothing here says who a person is.

No name, contact, address, birth date, school name, graduation year or hobby has a field, so none can reach a
criterion, an embedded text or a prompt (design: matching, section 1, rule 3). Texts are already gender-neutral.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from app.core.enums import Critere, NiveauLangue, Teletravail


class Fige(BaseModel):
    """Immutable, closed and hashable by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Fige):
    """A verbatim quotation of the CV's visible text."""

    citation: str
    page: int
    debut: int
    fin: int


class CompetenceDocument(Fige):
    """A skill of the CV or of an offer. `nom` is as written; labels come from the lexicon when it knows the skill."""

    nom: str
    concept_id: str | None = None
    libelle_fr: str | None = None
    libelle_en: str | None = None
    citations: tuple[Citation, ...] = ()
    pratiquee: bool = Field(default=False, description="Named by a post, a project, a degree or a certificate, not only in a list")
    debutant: bool = Field(default=False, description="Called a beginner's wherever it is named, and not `pratiquee`")


class ExperienceDocument(Fige):
    """A post: neutral title and description, months on the absolute scale ``12 * year + month - 1``.

    `debut_mois` is inclusive, `fin_mois` exclusive; both None when the CV gives no dates.
    """

    titre: str | None = None
    metier_id: str | None = None
    titre_fr: str | None = None
    titre_en: str | None = None
    description: str = ""
    debut_mois: int | None = None
    fin_mois: int | None = None
    concepts: tuple[str, ...] = ()
    citation: Citation | None = None
    citation_dates: Citation | None = None


class FormationDocument(Fige):
    """A degree: its level and field, never the school nor the year."""

    diplome: str | None = None
    domaine: str | None = None
    niveau: int | None = None
    citation: Citation | None = None


class LangueDocument(Fige):
    """A language and its level."""

    langue: str
    niveau: NiveauLangue | None = None
    citation: Citation | None = None


class CVDocument(Fige):
    """The closed projection of a CV."""

    titre: str | None = None
    metier_id: str | None = None
    titre_fr: str | None = None
    titre_en: str | None = None
    citation_titre: Citation | None = None
    resume: str = ""
    competences: tuple[CompetenceDocument, ...] = ()
    experiences: tuple[ExperienceDocument, ...] = ()
    formations: tuple[FormationDocument, ...] = ()
    langues: tuple[LangueDocument, ...] = ()
    certifications: tuple[CompetenceDocument, ...] = ()
    mobilite_lieux: tuple[str, ...] = ()
    mobilite_teletravail: bool | None = None
    citation_mobilite: Citation | None = None
    texte: str = Field(
        default="", description="Visible text without identity, for literal search of skills the lexicon does not know; same offsets as the CV's text"
    )
    debuts_pages: tuple[int, ...] = Field(default=(), description="Where each page begins in `texte`, first page first")


class LangueDemandee(Fige):
    """A language that an offer asks for."""

    langue: str
    niveau_min: NiveauLangue


class OffreDocument(Fige):
    """What an offer asks for."""

    titre: str
    metier_id: str | None = None
    titre_fr: str | None = None
    titre_en: str | None = None
    description: str = ""
    competences_requises: tuple[CompetenceDocument, ...] = ()
    competences_souhaitees: tuple[CompetenceDocument, ...] = ()
    obligatoires: tuple[CompetenceDocument, ...] = ()
    experience_min: float | None = None
    niveau_etudes_min: int | None = None
    langues: tuple[LangueDemandee, ...] = ()
    localisation: str = ""
    teletravail: Teletravail = Teletravail.non
    poids: dict[Critere, int] = Field(default_factory=dict, description="The offer's own weights; empty: the defaults")


class Passage(Fige):
    """A piece of text that is embedded. `cle` is stable inside its document (``profil``, ``competences``, ``experience.0`` …)."""

    cle: str
    section: str
    texte: str
    poids: float = 1.0
    citation: Citation | None = None


class PassageVectorise(Fige):
    """A passage with its vector: 384 little-endian float32, unit length, as stored in PostgreSQL."""

    passage: Passage
    hash_texte: str
    vecteur: bytes

    @property
    def cle(self) -> str:
        """Of the passage."""
        return self.passage.cle

    @property
    def section(self) -> str:
        """Of the passage."""
        return self.passage.section

    @property
    def citation(self) -> Citation | None:
        """Of the passage."""
        return self.passage.citation


class ReferenceTemps(Fige):
    """The day a CV was received: what "présent" means in it."""

    recu_le: date
