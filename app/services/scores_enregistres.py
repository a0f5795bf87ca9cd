"""Score records: written with all that went in, computed again offline, and brought to the present version of the scorer beside the old ones."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ai.matching.explication import depassements, expliquer
from app.ai.matching.sceau import PassageScelle, empreinte, empreinte_cote, empreinte_score, score_des_criteres
from app.ai.matching.score import POIDS_ANTERIEURS, VERSION, calculer_score
from app.core.db import UniteDeTravail
from app.core.enums import Critere
from app.core.errors import ErreurMetier
from app.models import Candidature, Offre, ScoreEnregistre
from app.schemas.documents import CVDocument, OffreDocument, Passage, PassageVectorise
from app.schemas.score import Explication, ScoreCalcule
from app.services.journal import journaliser
from app.services.passages import lire_vecteurs
from app.vector_store.modele import MODELE

SANS_SCEAU = ("1", "2")  # versions whose records may come from before results were sealed too


class PassageGarde(BaseModel):
    """A passage of a record, its vector by the hash of its text."""

    passage: Passage
    hash_texte: str


class EntreesScore(BaseModel):
    """All that went into a score."""

    modele: str
    cv: CVDocument
    offre: OffreDocument
    passages_cv: list[PassageGarde]
    passages_offre: list[PassageGarde]

    @classmethod
    def de(cls, cv: CVDocument, passages_cv: Sequence[PassageVectorise], offre: OffreDocument, passages_offre: Sequence[PassageVectorise]) -> "EntreesScore":
        """From what the scorer reads, under the present embedder."""
        return cls(modele=MODELE, cv=cv, offre=offre, passages_cv=_gardes(passages_cv), passages_offre=_gardes(passages_offre))

    def calculer(self, vecteurs: Mapping[str, bytes]) -> ScoreCalcule:
        """The present scorer's answer. Raises ErreurMetier (OFFRE_INSUFFISANTE), KeyError when a vector is not there."""
        return calculer_score(self.cv, _avec_vecteurs(self.passages_cv, vecteurs), self.offre, _avec_vecteurs(self.passages_offre, vecteurs), self.modele)


class _PassageScelle(BaseModel):
    passage: dict[str, JsonValue]
    hash_texte: str


class _EntreesScellees(BaseModel):
    """What went in as it is stored, whatever shape documents had then."""

    modele: str
    cv: dict[str, JsonValue]
    offre: dict[str, JsonValue]
    passages_cv: list[_PassageScelle]
    passages_offre: list[_PassageScelle]


def _gardes(passages: Sequence[PassageVectorise]) -> list[PassageGarde]:
    return [PassageGarde(passage=p.passage, hash_texte=p.hash_texte) for p in passages]


def _avec_vecteurs(passages: Sequence[PassageGarde], vecteurs: Mapping[str, bytes]) -> list[PassageVectorise]:
    return [PassageVectorise(passage=p.passage, hash_texte=p.hash_texte, vecteur=vecteurs[p.hash_texte]) for p in passages]


@dataclass(frozen=True)
class Versions:
    """Which CV and which versions a record speaks of."""

    cv_id: uuid.UUID
    cv_version: int
    offre_version: int


def enregistrer(candidature_id: uuid.UUID, versions: Versions, entrees: EntreesScore, calcule: ScoreCalcule, explication: Explication) -> ScoreEnregistre:
    """A record, not yet in a session; `entrees.sceau` seals the result."""
    resultat = calcule.model_dump(mode="json")
    return ScoreEnregistre(
        candidature_id=candidature_id,
        cv_id=versions.cv_id,
        cv_version=versions.cv_version,
        offre_version=versions.offre_version,
        resultat=resultat,
        explication=explication.model_dump(mode="json"),
        entrees={**entrees.model_dump(mode="json"), "sceau": empreinte(resultat)},
        empreintes_vecteurs=sorted({p.hash_texte for p in (*entrees.passages_cv, *entrees.passages_offre)}),
        calcule_le=datetime.now(timezone.utc),
    )


def depassements_de(score: ScoreEnregistre, calcule: ScoreCalcule) -> frozenset[Critere]:
    """What a record's sealed facts show beyond the offer's demands; nothing for an earlier version, whose documents may have a shape no longer read."""
    if version_de(score) != VERSION:
        return frozenset()
    entrees = EntreesScore.model_validate(score.entrees)
    return depassements(calcule, entrees.cv, entrees.offre)


def version_de(score: ScoreEnregistre) -> str:
    """Version of the scorer that a record names."""
    return str(score.resultat.get("version"))


def controler(session: Session, score: ScoreEnregistre) -> str | None:
    """What is wrong with a record, None when nothing is.

    One of the present version is computed again, offline, and must give the same bits. One of an earlier version cannot be: its seals are checked (documents,
    passages, vectors, weights, result), and that its criteria add up to its score.
    """
    vecteurs = lire_vecteurs(session, set(score.empreintes_vecteurs))
    if set(score.empreintes_vecteurs) - set(vecteurs):
        return "vecteurs absents"
    if score.entrees.get("modele") != MODELE:
        return f"calculé avec {score.entrees.get('modele')}"
    if version_de(score) == VERSION:
        return _recalculer(score, vecteurs)
    if version_de(score) not in POIDS_ANTERIEURS:
        return f"version inconnue : {version_de(score)}"
    try:
        return _verifier_sceaux(score, vecteurs)
    except (ValidationError, KeyError) as erreur:
        return f"illisible ({type(erreur).__name__})"


def _recalculer(score: ScoreEnregistre, vecteurs: Mapping[str, bytes]) -> str | None:
    refait = EntreesScore.model_validate(score.entrees).calculer(vecteurs)
    if refait.model_dump(mode="json") != score.resultat:
        return f"{refait.score} au lieu de {score.resultat.get('score')}"
    return None if _sceau_intact(score) else "sceau du résultat rompu"


def _verifier_sceaux(score: ScoreEnregistre, vecteurs: Mapping[str, bytes]) -> str | None:
    calcule = ScoreCalcule.model_validate(score.resultat)
    entrees = _EntreesScellees.model_validate(score.entrees)
    poids = {**POIDS_ANTERIEURS[calcule.version], **TypeAdapter(dict[Critere, int]).validate_python(entrees.offre.get("poids"))}
    cv = empreinte_cote(entrees.cv, _scelles(entrees.passages_cv, vecteurs))
    offre = empreinte_cote(entrees.offre, _scelles(entrees.passages_offre, vecteurs))
    if empreinte_score(calcule.version, entrees.modele, cv, offre, poids) != calcule.empreinte:
        return "sceau des faits rompu"
    if not _sceau_intact(score):
        return "sceau du résultat rompu"
    somme = score_des_criteres(calcule, poids)
    return None if somme == calcule.score else f"ses critères font {somme} au lieu de {calcule.score}"


def _scelles(passages: Sequence[_PassageScelle], vecteurs: Mapping[str, bytes]) -> list[PassageScelle]:
    return [(p.passage, p.hash_texte, vecteurs[p.hash_texte]) for p in passages]


def _sceau_intact(score: ScoreEnregistre) -> bool:
    sceau = score.entrees.get("sceau")
    return sceau == empreinte(score.resultat) if sceau is not None else version_de(score) in SANS_SCEAU


def anterieurs(session: Session) -> list[int]:
    """Numbers of the records that applications show and that an earlier version computed."""
    derniers = select(func.max(ScoreEnregistre.numero)).group_by(ScoreEnregistre.candidature_id)
    version = ScoreEnregistre.resultat["version"].astext
    requete = select(ScoreEnregistre.numero).where(ScoreEnregistre.numero.in_(derniers), version.in_(POIDS_ANTERIEURS)).order_by(ScoreEnregistre.numero)
    return list(session.execute(requete).scalars())


def par_version_anterieure(session: Session) -> dict[str, int]:
    """How many records each earlier version of the scorer left."""
    version = ScoreEnregistre.resultat["version"].astext
    requete = select(version, func.count()).where(version.in_(POIDS_ANTERIEURS)).group_by(version).order_by(version)
    return {str(v): nombre for v, nombre in session.execute(requete)}


def mettre_a_jour(unite: UniteDeTravail) -> tuple[int, list[tuple[int, str]]]:
    """Bring what applications show to the present version: (records made, [(record left as it was, why)]).

    Each new record stands beside the old one, which stays with its seals, and is computed from the same sealed facts: the version of the scorer moves, never
    the CV or the offer. A record whose seals do not hold is left alone. Running it again changes nothing.
    """
    faits, laisses = 0, []
    with unite() as session:
        numeros = anterieurs(session)
    for numero in numeros:
        with unite() as session:
            raison = _refaire(session, numero)
        faits += raison is None
        laisses += [(numero, raison)] if raison is not None else []
    return faits, laisses


def _refaire(session: Session, numero: int) -> str | None:
    ancien = session.execute(select(ScoreEnregistre).where(ScoreEnregistre.numero == numero)).scalar_one_or_none()
    if ancien is None:
        return "effacé entre-temps"
    candidature = session.execute(select(Candidature).where(Candidature.id == ancien.candidature_id).with_for_update()).scalar_one()
    if session.execute(select(func.max(ScoreEnregistre.numero)).where(ScoreEnregistre.candidature_id == candidature.id)).scalar_one() != numero:
        return "remplacé entre-temps"
    if (raison := controler(session, ancien)) is not None:
        return raison
    try:
        entrees = EntreesScore.model_validate(ancien.entrees)
        calcule = entrees.calculer(lire_vecteurs(session, set(ancien.empreintes_vecteurs)))
    except ValidationError:
        return "faits d'une forme que cette version ne lit plus : POST /candidatures/{id}/rescorer repart du CV et de l'offre d'aujourd'hui"
    except ErreurMetier as erreur:
        return erreur.detail("fr")
    titre = session.execute(select(Offre.titre).where(Offre.id == candidature.offre_id)).scalar_one()
    dite = Explication.model_validate(ancien.explication)
    explication = expliquer(calcule, titre, dite.langue, depassements(calcule, entrees.cv, entrees.offre), dite.lecteur)
    session.add(enregistrer(candidature.id, Versions(ancien.cv_id, ancien.cv_version, ancien.offre_version), entrees, calcule, explication))
    candidature.score = Decimal(str(calcule.score))
    journaliser(session, None, "candidature_rescoree", "candidature", candidature.id)
    return None
