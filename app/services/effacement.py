"""Erasing a person, or a CV, everywhere: rows behind a tombstone at once; then files, ledger and index, until nothing is left.

Erasure is never refused. What belongs to an entreprise stays with its other members; when its last member goes, its offers close.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy import DateTime, cast, delete, exists, func, select
from sqlalchemy.orm import Session

from app.models import CV, Candidature, Entreprise, Offre, PierreTombale, Tache, Utilisateur
from app.services.acteur import Acteur
from app.services.compte_service import CompteService
from app.services.cv_ecriture import effacer_cv, effacer_fichiers, oublier_reponses_sans_cv, poser_pierre
from app.services.index_service import planifier_purge
from app.services.journal import journaliser, oublier_motifs
from app.services.limites import oublier_compteurs
from app.services.offre_ecriture import retirer_offre
from app.services.registre import Effacement
from app.services.ressources import Ressources
from app.services.taches import Progression, Reessayer, planifier

journal = logging.getLogger("app.effacement")

REPRISE_S, REPRISE_STOCKAGE_S = 5.0, 60.0


class EffacementService:
    """Erases accounts, sees erasures through to their end, and repeats those that a restored database forgot."""

    def __init__(self, ressources: Ressources) -> None:
        self._r = ressources

    def effacer_mon_compte(self, acteur: Acteur, mot_de_passe: str, comptes: CompteService) -> None:
        """Erase the caller's account and all that is theirs. Raises IDENTIFIANTS_INVALIDES, TROP_DE_REQUETES."""
        comptes.prouver(acteur, mot_de_passe, "password")
        with self._r.unite() as session:
            fichiers = effacer_compte(session, acteur.id)
        self._consigner("utilisateur", acteur.id, fichiers)
        self._r.reveil.set()

    def rejouer(self) -> int:
        """Erase again, in a database restored from before, all that the ledger says was erased. Returns how many objects had come back."""
        revenus = 0
        # people first: their CVs go with them
        for effacement in sorted(self._r.registre.effacements(), key=lambda e: e.objet != "utilisateur"):
            with self._r.unite() as session:
                if effacement.objet == "utilisateur":
                    revenus += session.get(Utilisateur, effacement.objet_id) is not None
                    effacer_compte(session, effacement.objet_id)
                elif (cv := session.get(CV, effacement.objet_id, with_for_update=True)) is not None:
                    revenus += 1
                    effacer_cv(session, cv)
                    journaliser(session, None, "cv_efface", "cv", effacement.objet_id)
            for cle in effacement.cles_stockage:
                self._r.stockage.supprimer(cle)
        self._r.reveil.set()
        return revenus

    def _consigner(self, objet: str, objet_id: uuid.UUID, cles_stockage: Sequence[str]) -> None:
        try:
            self._r.registre.consigner(Effacement(objet, objet_id, cles_stockage))
        except OSError as erreur:
            # the job that follows the commit writes it when it can, and the erasure does not end before
            journal.error("effacement non consigné", exc_info=erreur, extra={"champs": {"errno": erreur.errno}})

    def travail_achever(self, parametres: Mapping[str, object], _: Progression) -> None:
        """Job: ledger, files, index; once nothing is left the tombstone says when. Comes back until then."""
        objet, objet_id, brutes = str(parametres["objet"]), uuid.UUID(str(parametres["objet_id"])), parametres["cles_stockage"]
        cles = [str(c) for c in brutes] if isinstance(brutes, list) else []
        try:
            self._r.registre.consigner(Effacement(objet, objet_id, cles))
            effacer_fichiers(self._r.stockage, self._r.settings.CV_EXTRAITS_DIR, objet_id, cles)
        except OSError as erreur:
            journal.error("effacement en attente du stockage", exc_info=erreur, extra={"champs": {"errno": erreur.errno}})
            raise Reessayer(REPRISE_STOCKAGE_S) from None
        with self._r.unite() as session:
            tombe = session.get_one(PierreTombale, objet_id)
            if tombe.fichiers_effaces_le is None:
                # no index made before now can be trusted: our commit may have come after it read the rows
                tombe.fichiers_effaces_le = session.execute(select(func.clock_timestamp())).scalar_one()
            reste = _cvs_inacheves(session, objet_id, parametres) if objet == "utilisateur" else _index_a_refaire(session, tombe)
        if reste:
            raise Reessayer(REPRISE_S)
        with self._r.unite() as session:
            oublier_reponses_sans_cv(session, timedelta(0))
            session.get_one(PierreTombale, objet_id).termine_le = datetime.now(timezone.utc)
            journaliser(session, None, "effacement_termine", objet, objet_id)


def list_effacements(session: Session) -> Sequence[PierreTombale]:
    """Every erasure, newest first."""
    return session.execute(select(PierreTombale).order_by(PierreTombale.efface_le.desc())).scalars().all()


def _index_a_refaire(session: Session, tombe: PierreTombale) -> bool:
    """Whether a CV may still stand in the index's files, or a job be at work on it; has the index made anew in the first case."""
    refait = (
        exists()
        .where(Tache.genre == "reconstruire_index", Tache.cle == "cv", Tache.statut == "terminee")
        .where(cast(Tache.resultat["depuis"].astext, DateTime(timezone=True)) > tombe.fichiers_effaces_le)
    )
    if not session.execute(select(refait)).scalar_one():
        planifier_purge(session, "cv")
        return True
    en_vol = exists().where(Tache.cle == str(tombe.objet_id), Tache.genre != "achever_effacement", Tache.statut.in_(("en_attente", "en_cours")))
    return bool(session.execute(select(en_vol)).scalar_one())


def _cvs_inacheves(session: Session, compte_id: uuid.UUID, parametres: Mapping[str, object]) -> bool:
    """Whether a CV of an erased account is still being erased."""
    ids = parametres["cvs"]
    cvs = [uuid.UUID(str(i)) for i in ids] if isinstance(ids, list) else []
    requete = select(exists().where(PierreTombale.objet_id.in_(cvs), PierreTombale.termine_le.is_(None), PierreTombale.objet_id != compte_id))
    return bool(session.execute(requete).scalar_one())


def effacer_compte(session: Session, compte_id: uuid.UUID) -> list[str]:
    """Remove an account and all that is its person's from PostgreSQL. Returns the storage keys of its files; an account already gone has none."""
    compte = session.get(Utilisateur, compte_id, with_for_update=True)
    if compte is None:
        return []
    poser_pierre(session, "utilisateur", compte_id)
    cvs = list(session.execute(select(CV).where(CV.candidat_id == compte_id).with_for_update()).scalars())
    ids, cles = [str(cv.id) for cv in cvs], [cv.cle_stockage for cv in cvs]
    for cv in cvs:
        effacer_cv(session, cv)
    candidatures = list(session.execute(select(Candidature.id).where(Candidature.candidat_id == compte_id)).scalars())
    oublier_motifs(session, [compte_id, *candidatures], compte_id)
    oublier_compteurs(session, compte.email, str(compte_id))
    entreprise_id = compte.entreprise_id
    session.expunge(compte)
    # tokens, invitations, idempotency keys, applications with their history and scores go with the account
    session.execute(delete(Utilisateur).where(Utilisateur.id == compte_id))
    if entreprise_id is not None:
        _fermer_si_deserte(session, compte_id, entreprise_id)
    journaliser(session, compte_id, "compte_efface", "utilisateur", compte_id)
    planifier(session, "achever_effacement", str(compte_id), {"objet": "utilisateur", "objet_id": str(compte_id), "cles_stockage": cles, "cvs": ids})
    return cles


def _fermer_si_deserte(session: Session, acteur_id: uuid.UUID, entreprise_id: uuid.UUID) -> None:
    """An entreprise without a member answers nobody: offers that no one applied to go, the others close for their applicants' records.

    Without any offer left, the entreprise goes too: its name may be a person's.
    """
    session.execute(select(Entreprise.id).where(Entreprise.id == entreprise_id).with_for_update())
    if session.execute(select(exists().where(Utilisateur.entreprise_id == entreprise_id))).scalar_one():
        return
    for offre in list(session.execute(select(Offre).where(Offre.entreprise_id == entreprise_id).with_for_update()).scalars()):
        retirer_offre(session, acteur_id, offre)
    if not session.execute(select(exists().where(Offre.entreprise_id == entreprise_id))).scalar_one():
        session.execute(delete(Entreprise).where(Entreprise.id == entreprise_id))
