"""Scores: one pair, or the best of many. Everything is read in one short session, then computed without a connection."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ai.matching.explication import depassements, expliquer
from app.ai.matching.explication_modele import expliquer_avec_modele
from app.ai.matching.score import calculer_score
from app.ai.matching.traduction_en import en_anglais
from app.core.db import UniteDeTravail
from app.core.enums import Lecteur, Role
from app.core.errors import Code, ErreurMetier
from app.models import CV, Offre, Profil, ScoreEnregistre
from app.schemas.documents import CVDocument, OffreDocument, PassageVectorise
from app.schemas.score import Explication, ScoreCalcule, ScoreRead
from app.services import cv_queries, offre_queries
from app.services.acteur import Acteur
from app.services.journal import journaliser
from app.services.passages import charger_passages
from app.services.scores_enregistres import EntreesScore, Versions, enregistrer
from app.vector_store.modele import MODELE

if TYPE_CHECKING:
    from app.ai.modele_langage import ModeleLangage


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

    def enregistrement(self, candidature_id: uuid.UUID, calcule: ScoreCalcule, explication: Explication) -> ScoreEnregistre:
        """The record of `calcule`, not yet in a session."""
        versions = Versions(self.cv_id, self.cv_version, self.offre_version)
        return enregistrer(candidature_id, versions, EntreesScore.de(self.cv, self.passages_cv, self.offre, self.passages_offre), calcule, explication)


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
        return rendre_score(calcule, self.expliquer(calcule, paire, langue, acteur.lecteur))

    def expliquer(self, calcule: ScoreCalcule, paire: Paire, langue: str, lecteur: Lecteur) -> Explication:
        """By the model when one is configured and answers well in time, else by the template."""
        depasses = depassements(calcule, paire.cv, paire.offre)
        return expliquer_avec_modele(calcule, paire.titre_offre, langue, self._llm, lecteur=lecteur, depasses=depasses, delai_s=self._delai_llm_s)

    @staticmethod
    def _paire_visible(session: Session, acteur: Acteur, cv_id: uuid.UUID, offre_id: uuid.UUID) -> Paire:
        lignes = session.execute(cv_queries.cv_visible(acteur, cv_id, Profil.document)).one_or_none()
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


def score_de_liste(calcule: ScoreCalcule, cv: CVDocument, offre: OffreDocument, titre_offre: str, langue: str, lecteur: Lecteur) -> ScoreRead:
    """A score inside a list: explained by the template, which costs next to nothing."""
    return rendre_score(calcule, expliquer(calcule, titre_offre, langue, depassements(calcule, cv, offre), lecteur))
