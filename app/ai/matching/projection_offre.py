"""What an offer asks for, as the scorer reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.ai.matching.intitule import intitule_du_poste, metiers_nommes
from app.ai.matching.lecture_offre import lire_demande
from app.ai.matching.projection import document_competence, lier_metier
from app.ai.referentiels import lexique, neutraliser
from app.core.enums import Critere, NiveauLangue, Teletravail
from app.schemas.documents import CompetenceDocument, LangueDemandee, OffreDocument
from app.utils.text import fold


@dataclass(frozen=True)
class OffreSource:
    """The plain fields of an offer. `langues` holds (ISO 639 code of two or three letters, least CEFR level) pairs; `experience_min` is in years; `poids` goes from 0 to 100."""

    titre: str
    description: str = ""
    competences_requises: tuple[str, ...] = ()
    competences_souhaitees: tuple[str, ...] = ()
    obligatoires: tuple[str, ...] = ()
    experience_min: float | None = None
    niveau_etudes_min: int | None = None
    langues: tuple[tuple[str, NiveauLangue], ...] = ()
    localisation: str = ""
    teletravail: Teletravail = Teletravail.non
    poids: Mapping[Critere, int] = field(default_factory=dict)


def projeter_offre(offre: OffreSource) -> OffreDocument:
    """The projection of an offer. A field left empty takes what the description asks; 0 asks for nothing."""
    titre = intitule_du_poste(neutraliser(offre.titre), offre.localisation)
    metier = lier_metier(titre) or next((lexique().metiers[i] for i in metiers_nommes(titre)), None)
    lue = lire_demande(offre.description)
    obligatoires = competences_nommees(offre.obligatoires) or lue.obligatoires
    requises = competences_nommees(offre.competences_requises) or lue.requises
    prises = {_cle(c) for c in (*requises, *obligatoires)}
    souhaitees = competences_nommees(offre.competences_souhaitees) or lue.souhaitees
    return OffreDocument(
        titre=titre,
        metier_id=metier.id if metier else None,
        titre_fr=neutraliser(metier.fr_m) if metier else None,
        titre_en=metier.en if metier else None,
        description=neutraliser(offre.description),
        competences_requises=requises,
        competences_souhaitees=tuple(c for c in souhaitees if _cle(c) not in prises),
        obligatoires=obligatoires,
        experience_min=lue.experience_min if offre.experience_min is None else offre.experience_min,
        niveau_etudes_min=lue.niveau_etudes_min if offre.niveau_etudes_min is None else offre.niveau_etudes_min,
        langues=tuple(LangueDemandee(langue=langue, niveau_min=niveau) for langue, niveau in offre.langues) or lue.langues,
        localisation=offre.localisation,
        teletravail=offre.teletravail,
        poids=dict(offre.poids),
    )


def competences_nommees(noms: Iterable[str]) -> tuple[CompetenceDocument, ...]:
    """Each named skill once, linked to the lexicon when it knows the name, else kept as written."""
    documents: dict[str, CompetenceDocument] = {}
    for nom in noms:
        propre = " ".join(nom.split())
        if propre:
            concept = lexique().lier(propre)
            document = document_competence(propre, concept.id if concept else None)
            documents.setdefault(_cle(document), document)
    return tuple(documents.values())


def _cle(competence: CompetenceDocument) -> str:
    return competence.concept_id or fold(competence.nom)
