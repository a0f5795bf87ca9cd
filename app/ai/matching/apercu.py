"""A CV's projection as far as putting many in order needs it: every field that a number depends on, and of quotations only that there is one.

Reading 400 projections in full made 30,000 quotations that nobody was to see. The order is the one of the full documents (tests/ai/matching/test_apercu.py);
those that are shown are read again, in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypedDict

from pydantic_core import from_json

from app.core.enums import NiveauLangue
from app.schemas.documents import Citation, CompetenceDocument, CVDocument, ExperienceDocument, FormationDocument, LangueDocument

CITEE = Citation(citation="", page=0, debut=0, fin=0)
"""Stands for any quotation: no number depends on what one says."""
_UNE = (CITEE,)


class _CompetenceJson(TypedDict, total=False):
    nom: str
    concept_id: str | None
    libelle_fr: str | None
    citations: list[object]
    pratiquee: bool
    debutant: bool


@dataclass(slots=True)
class CompetenceApercue:
    """See `CompetenceDocument`."""

    nom: str
    concept_id: str | None
    libelle_fr: str | None
    citations: tuple[Citation, ...]
    pratiquee: bool
    debutant: bool


@dataclass(slots=True)
class ExperienceApercue:
    """See `ExperienceDocument`."""

    titre: str | None
    metier_id: str | None
    description: str
    debut_mois: int | None
    fin_mois: int | None
    concepts: tuple[str, ...]
    citation: Citation | None
    citation_dates: Citation | None


@dataclass(slots=True)
class FormationApercue:
    """See `FormationDocument`."""

    niveau: int | None
    citation: Citation | None


@dataclass(slots=True)
class LangueApercue:
    """See `LangueDocument`."""

    langue: str
    niveau: NiveauLangue | None
    citation: Citation | None


CompetenceCompare: TypeAlias = CompetenceDocument | CompetenceApercue
ExperienceCompare: TypeAlias = ExperienceDocument | ExperienceApercue
FormationCompare: TypeAlias = FormationDocument | FormationApercue
LangueCompare: TypeAlias = LangueDocument | LangueApercue


@dataclass(slots=True)
class CVApercu:
    """See `CVDocument`."""

    titre: str | None
    metier_id: str | None
    citation_titre: Citation | None
    competences: tuple[CompetenceCompare, ...]
    experiences: tuple[ExperienceCompare, ...]
    formations: tuple[FormationCompare, ...]
    langues: tuple[LangueCompare, ...]
    certifications: tuple[CompetenceCompare, ...]
    mobilite_lieux: tuple[str, ...]
    mobilite_teletravail: bool | None
    citation_mobilite: Citation | None
    texte: str
    debuts_pages: tuple[int, ...]


CVCompare: TypeAlias = CVDocument | CVApercu


def apercevoir(document: str) -> CVApercu:
    """The stored JSON of a `CVDocument`, as written from one: not validated again. Raises ValueError when it is no JSON, KeyError when a name is missing."""
    d = from_json(document)
    return CVApercu(
        titre=d.get("titre"),
        metier_id=d.get("metier_id"),
        citation_titre=CITEE if d.get("citation_titre") else None,
        competences=_competences(d.get("competences", ())),
        experiences=tuple(
            ExperienceApercue(
                e.get("titre"),
                e.get("metier_id"),
                e.get("description", ""),
                e.get("debut_mois"),
                e.get("fin_mois"),
                tuple(e.get("concepts", ())),
                CITEE if e.get("citation") else None,
                CITEE if e.get("citation_dates") else None,
            )
            for e in d.get("experiences", ())
        ),
        formations=tuple(FormationApercue(f.get("niveau"), CITEE if f.get("citation") else None) for f in d.get("formations", ())),
        langues=tuple(
            LangueApercue(x["langue"], NiveauLangue(x["niveau"]) if x.get("niveau") else None, CITEE if x.get("citation") else None)
            for x in d.get("langues", ())
        ),
        certifications=_competences(d.get("certifications", ())),
        mobilite_lieux=tuple(d.get("mobilite_lieux", ())),
        mobilite_teletravail=d.get("mobilite_teletravail"),
        citation_mobilite=CITEE if d.get("citation_mobilite") else None,
        texte=d.get("texte", ""),
        debuts_pages=tuple(d.get("debuts_pages", ())),
    )


def _competences(lues: Iterable[_CompetenceJson]) -> tuple[CompetenceApercue, ...]:
    return tuple(
        CompetenceApercue(
            c["nom"], c.get("concept_id"), c.get("libelle_fr"), _UNE if c.get("citations") else (), c.get("pratiquee", False), c.get("debutant", False)
        )
        for c in lues
    )
