"""Searches in both directions: by meaning, and by final score."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.ai.matching.apercu import apercevoir
from app.ai.matching.explication import forces_et_manques
from app.ai.matching.score import classer, classer_offres, exiger_matiere, ordonner
from app.core.db import UniteDeTravail, parmi
from app.core.errors import Code, ErreurMetier
from app.models import CV, Offre, Profil
from app.schemas.documents import CVDocument, OffreDocument, PassageVectorise
from app.schemas.offres import FiltresOffres, OffreResume
from app.schemas.recherche import (
    CandidatNote,
    CVTrouve,
    MeilleuresOffres,
    OffreNotee,
    OffreTrouvee,
    RechercheCandidats,
    RechercheCVs,
    RechercheOffres,
    ResultatsCandidats,
    ResultatsCVs,
    ResultatsOffres,
    ResultatsOffresNotees,
)
from app.services import cv_queries, offre_queries
from app.services.acteur import Acteur
from app.services.cv_rendu import resumer_cv
from app.services.extraits import extraits_cv, extraits_offre
from app.services.matching_service import score_de_liste
from app.services.passages import charger_a_comparer, charger_passages
from app.services.rappel_service import Question, RappelService, Visibles
from app.vector_store.modele import MODELE

SURVIVANTS_MIN = 400


class RechercheService:
    """Use cases of search."""

    def __init__(self, unite: UniteDeTravail, rappel: RappelService) -> None:
        self._unite, self._rappel = unite, rappel

    def offres_par_sens(self, acteur: Acteur, demande: RechercheOffres) -> ResultatsOffres:
        """Published offers nearest in meaning to a CV or to words. Raises CV_INTROUVABLE."""
        question = self._rappel.question(demande.requete) if demande.requete else self._question_cv(acteur, self._mon_cv(acteur, demande.cv_id))
        trouves = self._rappel.chercher("offre", question, _offres_visibles(demande.filtres), demande.limite)
        with self._unite() as session:
            gagnants = self._rappel.gagnants(session, trouves)
            offres = _offres(session, [t.objet_id for t in trouves])
        return ResultatsOffres(
            items=[
                OffreTrouvee(
                    offre=OffreResume.model_validate(offres[t.objet_id]),
                    similarite=t.similarite,
                    passages=extraits_offre(gagnants[t.objet_id], offres[t.objet_id]),
                )
                for t in trouves
                if t.objet_id in offres
            ]
        )

    def cvs_par_sens(self, acteur: Acteur, demande: RechercheCVs) -> ResultatsCVs:
        """CVs that the recruiter may find, nearest in meaning to an offer or to words. Raises OFFRE_INTROUVABLE."""
        if demande.requete is not None:
            question = self._rappel.question(demande.requete)
        else:
            with self._unite() as session:
                question = _question_offre(session, self._mon_offre(session, acteur, demande.offre_id))
        trouves = self._rappel.chercher("cv", question, _cvs_visibles(acteur, demande), demande.limite)
        with self._unite() as session:
            gagnants = self._rappel.gagnants(session, trouves)
            lignes = _cvs(session, [t.objet_id for t in trouves])
        return ResultatsCVs(
            items=[
                CVTrouve(
                    cv_id=t.objet_id,
                    cv=resumer_cv(*lignes[t.objet_id]),
                    similarite=t.similarite,
                    passages=extraits_cv(gagnants[t.objet_id], lignes[t.objet_id][1]),
                )
                for t in trouves
                if t.objet_id in lignes
            ]
        )

    def meilleures_offres(self, acteur: Acteur, demande: MeilleuresOffres, langue: str) -> ResultatsOffresNotees:
        """Published offers by final score for one of the caller's CVs. Raises CV_INTROUVABLE."""
        cv_id = self._mon_cv(acteur, demande.cv_id)
        question = self._question_cv(acteur, cv_id)
        survivants = self._rappel.survivants("offre", question, _offres_visibles(demande.filtres), max(SURVIVANTS_MIN, demande.limite))
        with self._unite() as session:
            cv, profil = self._cv_visible(session, acteur, cv_id)
            document = CVDocument.model_validate(profil.document)
            lues = {i: OffreDocument.model_validate_json(lue) for i, lue in session.execute(offre_queries.documents(survivants))}
            passages = charger_passages(session, [cv.id, *lues])
        notes = classer_offres(document, passages.get(cv.id, []), [(i, lue, passages.get(i, [])) for i, lue in lues.items()], MODELE, demande.limite)
        with self._unite() as session:
            offres = _offres(session, [i for i, _ in notes])
            gagnants = self._rappel.passages(session, "offre", question, [i for i, _ in notes])
        items = []
        for offre_id, calcule in notes:
            # one that was erased meanwhile is shown to nobody
            if offre_id in offres:
                forces, manques = forces_et_manques(calcule, langue)
                items.append(
                    OffreNotee(
                        offre=OffreResume.model_validate(offres[offre_id]),
                        score=calcule.score,
                        similarite=calcule.similarite,
                        forces=forces,
                        manques=manques,
                        passages=extraits_offre(gagnants.get(offre_id, []), offres[offre_id]),
                        detail=score_de_liste(calcule, document, lues[offre_id], offres[offre_id].titre, langue, acteur.lecteur),
                    )
                )
        return ResultatsOffresNotees(items=items)

    def meilleurs_candidats(self, acteur: Acteur, offre_id: uuid.UUID, demande: RechercheCandidats, langue: str) -> ResultatsCandidats:
        """CVs that the recruiter may find, by final score for one of their offers. Raises OFFRE_INTROUVABLE, OFFRE_INSUFFISANTE."""
        with self._unite() as session:
            offre = self._mon_offre(session, acteur, offre_id)
            document, titre = OffreDocument.model_validate(offre.document), offre.titre
            question = _question_offre(session, offre)
        exiger_matiere(document)
        survivants = self._rappel.survivants("cv", question, _cvs_visibles(acteur, demande), max(SURVIVANTS_MIN, demande.limite))
        with self._unite() as session:
            vecteurs = charger_passages(session, [offre_id]).get(offre_id, [])
            lus = session.execute(cv_queries.documents(survivants)).all()
            a_comparer = charger_a_comparer(session, survivants)
        meilleurs = ordonner(document, vecteurs, [(i, apercevoir(lu), a_comparer.get(i, [])) for i, lu in lus], demande.limite)
        with self._unite() as session:
            # those that are shown are read again, in full, and scored as any pair is
            lignes = _cvs(session, meilleurs)
            documents = {i: CVDocument.model_validate_json(lu) for i, lu in session.execute(cv_queries.documents(meilleurs))}
            passages = charger_passages(session, meilleurs)
            gagnants = self._rappel.passages(session, "cv", question, meilleurs)
        notes = classer(document, vecteurs, [(i, lu, passages.get(i, [])) for i, lu in documents.items()], MODELE)
        items = []
        for cv_id, calcule in notes:
            # one that was erased meanwhile is shown to nobody
            if cv_id in lignes:
                forces, manques = forces_et_manques(calcule, langue)
                items.append(
                    CandidatNote(
                        cv_id=cv_id,
                        cv=resumer_cv(*lignes[cv_id]),
                        score=calcule.score,
                        similarite=calcule.similarite,
                        forces=forces,
                        manques=manques,
                        passages=extraits_cv(gagnants.get(cv_id, []), lignes[cv_id][1]),
                        detail=score_de_liste(calcule, documents[cv_id], document, titre, langue, acteur.lecteur),
                    )
                )
        return ResultatsCandidats(items=items)

    def _mon_cv(self, acteur: Acteur, cv_id: uuid.UUID | None) -> uuid.UUID:
        if cv_id is not None:
            return cv_id
        with self._unite() as session:
            return cv_queries.get_dernier_cv(session, acteur)

    @staticmethod
    def _cv_visible(session: Session, acteur: Acteur, cv_id: uuid.UUID) -> tuple[CV, Profil]:
        ligne = session.execute(cv_queries.cv_visible(acteur, cv_id, Profil.document)).one_or_none()
        if ligne is None:
            raise ErreurMetier(Code.CV_INTROUVABLE)
        cv, profil = ligne
        return cv, profil

    @staticmethod
    def _mon_offre(session: Session, acteur: Acteur, offre_id: uuid.UUID | None) -> Offre:
        if offre_id is not None:
            offre = session.execute(offre_queries.offre_de_mon_entreprise(acteur, offre_id)).scalar_one_or_none()
            if offre is not None:
                return offre
        raise ErreurMetier(Code.OFFRE_INTROUVABLE)

    def _question_cv(self, acteur: Acteur, cv_id: uuid.UUID) -> Question:
        with self._unite() as session:
            cv, profil = self._cv_visible(session, acteur, cv_id)
            document = CVDocument.model_validate(profil.document)
            passages = charger_passages(session, [cv.id]).get(cv.id, [])
        mots = " ".join([document.titre or "", *(c.libelle_fr or c.nom for c in document.competences), *(e.titre or "" for e in document.experiences)])
        return _question(passages, mots)


def _question_offre(session: Session, offre: Offre) -> Question:
    document = OffreDocument.model_validate(offre.document)
    competences = [*document.competences_requises, *document.competences_souhaitees]
    mots = " ".join([document.titre, *(f"{c.libelle_fr or c.nom} {c.libelle_en or ''}" for c in competences)])
    return _question(charger_passages(session, [offre.id]).get(offre.id, []), mots)


def _question(passages: Sequence[PassageVectorise], mots: str) -> Question:
    retenus = sorted(passages, key=lambda p: -p.passage.poids)[:8]
    return Question([p.vecteur for p in retenus], [p.passage.poids for p in retenus], mots)


def _offres_visibles(filtres: FiltresOffres | None) -> Visibles:
    return select(Offre.id).where(offre_queries.est_ouverte(), *offre_queries.conditions(filtres or FiltresOffres()))


def _cvs_visibles(acteur: Acteur, demande: RechercheCVs | RechercheCandidats) -> Visibles:
    filtres = cv_queries.conditions(demande.filtres) if demande.filtres else []
    return select(CV.id).where(cv_queries.cherchable_par(acteur), *filtres)


def _offres(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Offre]:
    requete = select(Offre).options(joinedload(Offre.entreprise)).where(parmi(Offre.id, ids))
    return {o.id: o for o in session.execute(requete).scalars()}


def _cvs(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[CV, Profil]]:
    lignes = session.execute(cv_queries.avec_profil().where(parmi(CV.id, ids)))
    return {cv.id: (cv, profil) for cv, profil in lignes}
