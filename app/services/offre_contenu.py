"""What a recruiter writes, made into an offer's document, passages and row, and back."""

from dataclasses import dataclass
from decimal import Decimal

from app.ai.matching.controle_offre import avertissement_de_lecture, avertissements_offre, criteres_interdits
from app.ai.matching.lecture_offre import lire_voeux
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.db import UniteDeTravail
from app.core.errors import Code, ErreurMetier
from app.models import Offre
from app.schemas.documents import CompetenceDocument, OffreDocument, PassageVectorise
from app.schemas.offres import CompetenceOffre, OffreBase
from app.services.langue import langue_du_texte
from app.services.passages import vectoriser_passages
from app.utils.text import fold
from app.vector_store.indexing import Vectoriseur
from app.vector_store.text_builders import passages_offre

CHAMPS_SIMPLES = frozenset({"titre", "description", "localisation", "salaire_min", "salaire_max", "devise", "niveau_etudes_min", "expire_le"})
CHAMPS_DE_COMPETENCES = ("competences_requises", "competences_souhaitees", "obligatoires")


@dataclass(frozen=True)
class Preparee:
    """An offer ready to be stored: checked, projected, embedded."""

    demande: OffreBase
    document: OffreDocument
    passages: list[PassageVectorise]

    @property
    def competences(self) -> tuple[CompetenceDocument, ...]:
        """Every skill that it names."""
        return self.document.competences_requises + self.document.competences_souhaitees + self.document.obligatoires


def preparer(demande: OffreBase, unite: UniteDeTravail, vectoriseur: Vectoriseur) -> Preparee:
    """Check, project and embed what is asked; no connection is held meanwhile. Raises CRITERE_INTERDIT."""
    for champ in CHAMPS_DE_COMPETENCES:
        for valeur, raison in criteres_interdits(getattr(demande, champ)):
            raise ErreurMetier(Code.CRITERE_INTERDIT, champ=champ, valeur=valeur, raison=raison)
    document = projeter_offre(
        OffreSource(
            titre=demande.titre,
            description=demande.description,
            competences_requises=tuple(demande.competences_requises),
            competences_souhaitees=tuple(demande.competences_souhaitees),
            obligatoires=tuple(demande.obligatoires),
            experience_min=demande.experience_min,
            niveau_etudes_min=demande.niveau_etudes_min,
            langues=tuple((x.langue, x.niveau_min) for x in demande.langues),
            localisation=demande.localisation,
            teletravail=demande.teletravail,
            poids=demande.poids or {},
        )
    )
    return Preparee(demande, document, vectoriser_passages(unite, vectoriseur, passages_offre(document)))


def remplir(offre: Offre, preparee: Preparee) -> None:
    """Set every column that follows from what was asked."""
    demande, document = preparee.demande, preparee.document
    for champ in CHAMPS_SIMPLES:
        setattr(offre, champ, getattr(demande, champ))
    offre.rendu, offre.rendu_forme = "", ""
    offre.localisation_cle = fold(demande.localisation)
    offre.teletravail, offre.type_contrat = demande.teletravail.value, demande.type_contrat.value
    offre.salaire_periode = demande.salaire_periode.value if demande.salaire_periode else None
    offre.experience_min = None if demande.experience_min is None else Decimal(str(demande.experience_min))
    for champ in CHAMPS_DE_COMPETENCES:
        source = "saisie" if getattr(demande, champ) else "description"
        setattr(offre, champ, [_competence(c, source) for c in getattr(document, champ)])
    offre.langues = [x.model_dump(mode="json") for x in demande.langues]
    offre.poids = {critere.value: poids for critere, poids in (demande.poids or {}).items()}
    offre.document = document.model_dump(mode="json")
    offre.concepts = sorted({c.concept_id or " ".join(fold(c.nom).split())[:200] for c in preparee.competences})
    offre.langue = langue_du_texte(f"{demande.titre} {demande.description}")
    avertissements = avertissements_offre(
        titre=demande.titre,
        description=demande.description,
        salaire_min=demande.salaire_min,
        salaire_max=demande.salaire_max,
        teletravail=demande.teletravail,
        competences=[*demande.competences_requises, *demande.competences_souhaitees, *demande.obligatoires],
    )
    remplis = {champ for champ in (*CHAMPS_DE_COMPETENCES, "langues") if getattr(demande, champ)}
    remplis |= {champ for champ in ("experience_min", "niveau_etudes_min") if getattr(demande, champ) is not None}
    avertissements += avertissement_de_lecture(document, remplis, lire_voeux(demande.description))
    offre.avertissements = [a.model_dump(mode="json") for a in avertissements]


def _competence(competence: CompetenceDocument, source: str) -> dict[str, object]:
    return {"nom": competence.nom, "concept_id": competence.concept_id, "libelle": competence.libelle_fr, "source": source}


def demande_de(offre: Offre) -> dict[str, object]:
    """The request that an offer came from; skills that were read in the description are left out, to be read anew."""
    return {
        **{champ: getattr(offre, champ) for champ in CHAMPS_SIMPLES | {"teletravail", "type_contrat", "salaire_periode", "langues"}},
        "experience_min": None if offre.experience_min is None else float(offre.experience_min),
        **{champ: [c.nom for c in map(CompetenceOffre.model_validate, getattr(offre, champ)) if c.source == "saisie"] for champ in CHAMPS_DE_COMPETENCES},
        "poids": offre.poids or None,
    }
