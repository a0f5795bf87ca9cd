"""Applications: sent with a score, moved by people, withdrawn by their author."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.core.enums import Role, StatutCandidature
from app.core.errors import Code, ErreurMetier
from app.models import Candidature, ChangementStatut, Offre, Profil
from app.schemas.candidatures import CandidatureCreate, CandidatureRead, CandidatureResume, ChangementStatutIn, ComparaisonRead
from app.schemas.commun import DemandePage, Page
from app.schemas.score import ScoreCalcule
from app.services import candidature_queries, cv_queries, offre_queries
from app.services.acteur import Acteur
from app.services.candidature_queries import TriCandidatures
from app.services.candidature_rendu import comparer_candidatures, rendre_candidature, resumer_candidature, se_montre
from app.services.idempotence import Noter, sans_cle
from app.services.journal import journaliser
from app.services.matching_service import MatchingService, Paire, charger_paire

S = StatutCandidature
OUVERTS = (S.recue, S.en_revue, S.entretien, S.proposition)
# what a recruiter may do; a candidate may withdraw from any open state
TRANSITIONS: Mapping[StatutCandidature, frozenset[StatutCandidature]] = {
    S.recue: frozenset({S.en_revue, S.refusee}),
    S.en_revue: frozenset({S.entretien, S.refusee}),
    S.entretien: frozenset({S.proposition, S.refusee}),
    S.proposition: frozenset({S.acceptee, S.refusee}),
    S.acceptee: frozenset(),
    S.refusee: frozenset(),
    S.retiree: frozenset(),
}


class CandidatureService:
    """Use cases on applications."""

    def __init__(self, unite: UniteDeTravail, matching: MatchingService, horloge: Callable[[], object] = func.clock_timestamp) -> None:
        """`horloge` dates each act, as a time or as what the database tells; the demonstration's runs in the past."""
        self._unite, self._matching, self._horloge = unite, matching, horloge

    def postuler(
        self, acteur: Acteur, demande: CandidatureCreate, cv_id: uuid.UUID, langue: str, noter: Noter = sans_cle, candidature_id: uuid.UUID | None = None
    ) -> CandidatureRead:
        """Apply to an open offer with one's own CV; score and explanation are stored with it. The demonstration chooses the id.

        Raises OFFRE_INTROUVABLE, OFFRE_FERMEE, CV_INTROUVABLE, CANDIDATURE_EXISTANTE, OFFRE_INSUFFISANTE.
        """
        with self._unite() as session:
            paire = self._paire(session, acteur, demande.offre_id, cv_id)
            deja = select(Candidature.id).where(Candidature.candidat_id == acteur.id, Candidature.offre_id == demande.offre_id)
            if session.execute(deja).first() is not None:
                raise ErreurMetier(Code.CANDIDATURE_EXISTANTE)
        calcule = paire.calculer()
        explication = self._matching.expliquer(calcule, paire, langue, acteur.lecteur)
        with self._unite() as session:
            _exiger_ouverte(session, acteur, demande.offre_id, verrouiller=True)
            le = self._horloge()
            candidature = Candidature(
                id=candidature_id or uuid.uuid4(),
                offre_id=demande.offre_id,
                candidat_id=acteur.id,
                cv_id=cv_id,
                lettre_motivation=demande.lettre_motivation,
                statut=S.recue.value,
                score=Decimal(str(calcule.score)),
                creee_le=le,
            )
            self._inserer(session, candidature)
            session.add(_etape(acteur, candidature.id, None, S.recue, None, le))
            session.add(paire.enregistrement(candidature.id, calcule, explication))
            journaliser(session, acteur.id, "candidature_envoyee", "candidature", candidature.id)
            session.flush()
            envoyee = self._rendre(session, acteur, candidature.id, langue)
            noter(session, 201, envoyee)
            return envoyee

    @staticmethod
    def _inserer(session: Session, candidature: Candidature) -> None:
        session.add(candidature)
        try:
            session.flush()
        except IntegrityError as erreur:
            # the same application came twice at once, or the CV was erased meanwhile
            violee = getattr(getattr(erreur.orig, "diag", None), "constraint_name", "") or ""
            raise ErreurMetier(Code.CV_INTROUVABLE if "cv_id" in violee else Code.CANDIDATURE_EXISTANTE) from None

    @staticmethod
    def _paire(session: Session, acteur: Acteur, offre_id: uuid.UUID, cv_id: uuid.UUID) -> Paire:
        offre = _exiger_ouverte(session, acteur, offre_id)
        ligne = session.execute(cv_queries.cv_visible(acteur, cv_id, Profil.document)).one_or_none()
        if ligne is None:
            raise ErreurMetier(Code.CV_INTROUVABLE)
        cv, profil = ligne
        return charger_paire(session, cv, profil, offre)

    def rescorer(self, acteur: Acteur, candidature_id: uuid.UUID, langue: str) -> CandidatureRead:
        """A new record beside the old one, from today's CV and offer.

        Raises CANDIDATURE_INTROUVABLE, CV_INTROUVABLE once the CV is erased, or hidden from the recruiter by a withdrawal.
        """
        with self._unite() as session:
            candidature = session.execute(candidature_queries.a_rescorer(acteur, candidature_id)).scalar_one_or_none()
            if candidature is None:
                raise ErreurMetier(Code.CANDIDATURE_INTROUVABLE)
            if candidature.cv_id is None:
                raise ErreurMetier(Code.CV_INTROUVABLE)
            ligne = session.execute(cv_queries.cv_visible(acteur, candidature.cv_id, Profil.document)).one_or_none()
            if ligne is None:
                raise ErreurMetier(Code.CV_INTROUVABLE)
            cv, profil = ligne
            paire = charger_paire(session, cv, profil, candidature.offre)
        calcule = paire.calculer()
        explication = self._matching.expliquer(calcule, paire, langue, acteur.lecteur)
        with self._unite() as session:
            verrouillee = session.execute(candidature_queries.a_modifier(acteur, candidature_id)).scalar_one_or_none()
            if verrouillee is None or verrouillee.cv_id is None:
                raise ErreurMetier(Code.CV_INTROUVABLE)
            verrouillee.score = Decimal(str(calcule.score))
            session.add(paire.enregistrement(candidature_id, calcule, explication))
            journaliser(session, acteur.id, "candidature_rescoree", "candidature", candidature_id)
            session.flush()
            return self._rendre(session, acteur, candidature_id, langue)

    def list_candidatures(
        self,
        acteur: Acteur,
        offre_id: uuid.UUID | None,
        statut: StatutCandidature | None,
        score_min: float | None,
        tri: TriCandidatures,
        page: DemandePage,
        langue: str,
    ) -> Page[CandidatureResume]:
        """Applications that the actor may see."""
        conditions = candidature_queries.liste(acteur, offre_id, statut, score_min)
        with self._unite() as session:
            total = session.execute(select(func.count()).select_from(Candidature).where(*conditions)).scalar_one()
            requete = candidature_queries.triee(acteur, conditions, tri).limit(page.taille).offset(page.decalage)
            candidatures = list(session.execute(requete).scalars())
            scores = candidature_queries.derniers_scores(session, [c.id for c in candidatures])
            return page.rendre([resumer_candidature(c, scores.get(c.id), langue, acteur) for c in candidatures], total)

    def get_candidature(self, acteur: Acteur, candidature_id: uuid.UUID, langue: str = "fr") -> CandidatureRead:
        """One application in full; a recruiter's look is journaled, since it quotes the CV. Raises CANDIDATURE_INTROUVABLE."""
        with self._unite() as session:
            rendue = self._rendre(session, acteur, candidature_id, langue)
            if acteur.role is not Role.candidat:
                journaliser(session, acteur.id, "candidature_lue", "candidature", candidature_id)
            return rendue

    def comparer(self, acteur: Acteur, offre_id: uuid.UUID, candidature_ids: Sequence[uuid.UUID], langue: str) -> ComparaisonRead:
        """Applications to one offer of the recruiter's entreprise side by side, in the order asked. Raises OFFRE_INTROUVABLE, CANDIDATURE_INTROUVABLE on any that is not there."""
        voulues = list(dict.fromkeys(candidature_ids))
        with self._unite() as session:
            offre = session.execute(offre_queries.offre_de_mon_entreprise(acteur, offre_id)).scalar_one_or_none()
            if offre is None:
                raise ErreurMetier(Code.OFFRE_INTROUVABLE)
            trouvees = {c.id: c for c in session.execute(candidature_queries.a_comparer(acteur, offre_id, voulues)).scalars()}
            if len(trouvees) < len(voulues):
                raise ErreurMetier(Code.CANDIDATURE_INTROUVABLE)
            scores = candidature_queries.derniers_scores(session, voulues)
            for candidature_id in voulues:
                journaliser(session, acteur.id, "candidature_lue", "candidature", candidature_id)
            return comparer_candidatures(offre, [trouvees[i] for i in voulues], scores, langue, acteur)

    def get_score(self, acteur: Acteur, candidature_id: uuid.UUID) -> ScoreCalcule:
        """The score record of an application, as computed. Raises CANDIDATURE_INTROUVABLE, also when its CV was erased."""
        with self._unite() as session:
            visible = session.execute(candidature_queries.candidature_visible(acteur, candidature_id)).scalar_one_or_none()
            score = candidature_queries.derniers_scores(session, [candidature_id]).get(candidature_id) if visible and se_montre(acteur, visible) else None
        if score is None:
            raise ErreurMetier(Code.CANDIDATURE_INTROUVABLE)
        return ScoreCalcule.model_validate(score.resultat)

    def changer_statut(self, acteur: Acteur, candidature_id: uuid.UUID, changement: ChangementStatutIn) -> CandidatureRead:
        """Move an application. Raises CANDIDATURE_INTROUVABLE, TRANSITION_INTERDITE, DONNEES_INVALIDES on a refusal without a reason."""
        with self._unite() as session:
            candidature = _a_modifier(session, acteur, candidature_id)
            depuis = StatutCandidature(candidature.statut)
            if changement.statut not in TRANSITIONS[depuis]:
                raise ErreurMetier(Code.TRANSITION_INTERDITE, depuis=depuis.value, vers=changement.statut.value)
            if changement.statut is S.refusee and not changement.motif:
                raise ErreurMetier(
                    Code.DONNEES_INVALIDES, champ="motif", message=("le motif est obligatoire pour un refus", "a reason is required for a refusal")
                )
            _avancer(session, acteur, candidature, changement.statut, changement.motif, self._horloge())
            return self._rendre(session, acteur, candidature_id)

    def retirer(self, acteur: Acteur, candidature_id: uuid.UUID) -> CandidatureRead:
        """Withdraw one's own open application. Raises CANDIDATURE_INTROUVABLE, CANDIDATURE_CLOSE."""
        with self._unite() as session:
            candidature = _a_modifier(session, acteur, candidature_id)
            if StatutCandidature(candidature.statut) not in OUVERTS:
                raise ErreurMetier(Code.CANDIDATURE_CLOSE)
            _avancer(session, acteur, candidature, S.retiree, None, self._horloge())
            return self._rendre(session, acteur, candidature_id)

    @staticmethod
    def _rendre(session: Session, acteur: Acteur, candidature_id: uuid.UUID, langue: str = "fr") -> CandidatureRead:
        candidature = session.execute(
            candidature_queries.candidature_visible(acteur, candidature_id).execution_options(populate_existing=True)
        ).scalar_one_or_none()
        if candidature is None:
            raise ErreurMetier(Code.CANDIDATURE_INTROUVABLE)
        score = candidature_queries.derniers_scores(session, [candidature_id]).get(candidature_id)
        return rendre_candidature(candidature, score, langue, acteur)


def _exiger_ouverte(session: Session, acteur: Acteur, offre_id: uuid.UUID, *, verrouiller: bool = False) -> Offre:
    requete = select(Offre).where(Offre.id == offre_id, offre_queries.visible_par(acteur))
    offre = session.execute(requete.with_for_update(read=True, of=Offre) if verrouiller else requete).scalar_one_or_none()
    if offre is None:
        raise ErreurMetier(Code.OFFRE_INTROUVABLE)
    if offre.statut != "publiee" or (offre.expire_le is not None and offre.expire_le <= datetime.now(timezone.utc)):
        raise ErreurMetier(Code.OFFRE_FERMEE)
    return offre


def _a_modifier(session: Session, acteur: Acteur, candidature_id: uuid.UUID) -> Candidature:
    candidature = session.execute(candidature_queries.a_modifier(acteur, candidature_id)).scalar_one_or_none()
    if candidature is None:
        raise ErreurMetier(Code.CANDIDATURE_INTROUVABLE)
    return candidature


def _etape(acteur: Acteur, candidature_id: uuid.UUID, depuis: str | None, vers: StatutCandidature, motif: str | None, le: object) -> ChangementStatut:
    return ChangementStatut(
        candidature_id=candidature_id, depuis=depuis, vers=vers.value, motif=motif, acteur_id=acteur.id, acteur_role=acteur.role.value, le=le
    )


def _avancer(session: Session, acteur: Acteur, candidature: Candidature, vers: StatutCandidature, motif: str | None, le: object) -> None:
    session.add(_etape(acteur, candidature.id, candidature.statut, vers, motif, le))
    candidature.statut = vers.value
    journaliser(session, acteur.id, f"candidature_{vers.value}", "candidature", candidature.id)
    session.flush()
