"""Scores: one pair, or the best of many. Everything is read in one short session, then computed without a connection."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ai.matching.explication import expliquer
from app.ai.matching.explication_modele import expliquer_avec_modele
from app.ai.matching.score import calculer_score
from app.ai.matching.traduction_en import en_anglais
from app.core.db import UniteDeTravail
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.models import CV, Offre, Profil, ScoreEnregistre
from app.schemas.documents import CVDocument, OffreDocument, Passage, PassageVectorise
from app.schemas.score import Explication, ScoreCalcule, ScoreRead
from app.services import cv_queries, offre_queries
from app.services.acteur import Acteur
from app.services.journal import journaliser
from app.services.passages import charger_passages, lire_vecteurs
from app.vector_store.modele import MODELE

if TYPE_CHECKING:
    from app.ai.modele_langage import ModeleLangage


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


@dataclass(frozen=True)
class Paire:
    """A CV and an offer as the scorer reads them, at known versions."""

    cv_id: uuid.UUID
    cv_version: int
    cv: CVDocument
    passages_cv: Sequence[PassageVectorise]
    offre_id: uuid.UUID
    offre_version: int
    offre: OffreDocument
    passages_offre: Sequence[PassageVectorise]
    titre_offre: str

    def calculer(self) -> ScoreCalcule:
        """The score. Raises OFFRE_INSUFFISANTE."""
        return calculer_score(self.cv, self.passages_cv, self.offre, self.passages_offre, MODELE)

    def entrees(self) -> dict[str, object]:
        """All that goes into the score, vectors by the hash of their text."""
        return EntreesScore(
            modele=MODELE, cv=self.cv, offre=self.offre, passages_cv=_gardes(self.passages_cv), passages_offre=_gardes(self.passages_offre)
        ).model_dump(mode="json")

    def empreintes(self) -> list[str]:
        """Hashes of the texts whose vectors the score was computed from."""
        return sorted({p.hash_texte for p in (*self.passages_cv, *self.passages_offre)})


def _gardes(passages: Sequence[PassageVectorise]) -> list[PassageGarde]:
    return [PassageGarde(passage=p.passage, hash_texte=p.hash_texte) for p in passages]


def charger_paire(session: Session, cv: CV, profil: Profil, offre: Offre) -> Paire:
    """Snapshot of a pair from its rows."""
    passages = charger_passages(session, [cv.id, offre.id])
    return Paire(
        cv_id=cv.id,
        cv_version=cv.version,
        cv=CVDocument.model_validate(profil.document),
        passages_cv=passages.get(cv.id, []),
        offre_id=offre.id,
        offre_version=offre.version,
        offre=OffreDocument.model_validate(offre.document),
        passages_offre=passages.get(offre.id, []),
        titre_offre=offre.titre,
    )


class MatchingService:
    """Score of one pair, and its explanation."""

    def __init__(self, unite: UniteDeTravail, llm: "ModeleLangage | None", delai_llm_s: float) -> None:
        self._unite, self._llm, self._delai_llm_s = unite, llm, delai_llm_s

    def score(self, acteur: Acteur, cv_id: uuid.UUID, offre_id: uuid.UUID, langue: str) -> ScoreRead:
        """Score of a CV and an offer that the actor may both see. Raises CV_INTROUVABLE, OFFRE_INTROUVABLE, OFFRE_INSUFFISANTE."""
        with self._unite() as session:
            paire = self._paire_visible(session, acteur, cv_id, offre_id)
            if acteur.role is not Role.candidat:
                journaliser(session, acteur.id, "cv_compare", "cv", cv_id)  # the proofs quote the CV
        calcule = paire.calculer()
        return rendre_score(calcule, self.expliquer(calcule, paire.titre_offre, langue))

    def expliquer(self, calcule: ScoreCalcule, titre_offre: str, langue: str) -> Explication:
        """By the model when one is configured and answers well in time, else by the template."""
        return expliquer_avec_modele(calcule, titre_offre, langue, self._llm, delai_s=self._delai_llm_s)

    @staticmethod
    def _paire_visible(session: Session, acteur: Acteur, cv_id: uuid.UUID, offre_id: uuid.UUID) -> Paire:
        lignes = session.execute(cv_queries.cv_visible(acteur, cv_id)).one_or_none()
        if lignes is None:
            raise ErreurMetier(Code.CV_INTROUVABLE)
        offre = session.execute(select(Offre).where(Offre.id == offre_id, offre_queries.visible_par(acteur))).scalar_one_or_none()
        if offre is None:
            raise ErreurMetier(Code.OFFRE_INTROUVABLE)
        cv, profil = lignes
        return charger_paire(session, cv, profil, offre)


def rendre_score(calcule: ScoreCalcule, explication: Explication) -> ScoreRead:
    """A score as served, at this instant, all in the language of its explanation."""
    montre = en_anglais(calcule) if explication.langue == "en" else calcule
    return ScoreRead(**montre.model_dump(), explication=explication, calcule_le=datetime.now(timezone.utc))


def score_de_liste(calcule: ScoreCalcule, titre_offre: str, langue: str) -> ScoreRead:
    """A score inside a list: explained by the template, which costs next to nothing."""
    return rendre_score(calcule, expliquer(calcule, titre_offre, langue))


def recalculer(session: Session, score: ScoreEnregistre) -> str | None:
    """Compute a record again from what it kept, offline. None when every bit is the same, else what differs."""
    entrees = EntreesScore.model_validate(score.entrees)
    vecteurs = lire_vecteurs(session, set(score.empreintes_vecteurs))
    manquants = set(score.empreintes_vecteurs) - set(vecteurs)
    if manquants or entrees.modele != MODELE:
        return "vecteurs absents" if manquants else f"calculé avec {entrees.modele}"
    refait = calculer_score(entrees.cv, _avec_vecteurs(entrees.passages_cv, vecteurs), entrees.offre, _avec_vecteurs(entrees.passages_offre, vecteurs), MODELE)
    return None if refait.model_dump(mode="json") == score.resultat else f"{refait.score} au lieu de {score.resultat.get('score')}"


def _avec_vecteurs(passages: Sequence[PassageGarde], vecteurs: Mapping[str, bytes]) -> list[PassageVectorise]:
    return [PassageVectorise(passage=p.passage, hash_texte=p.hash_texte, vecteur=vecteurs[p.hash_texte]) for p in passages]
