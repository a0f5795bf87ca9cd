"""Fill the database with the demonstration, through the services that the API uses: what they refuse is refused here too."""

import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy import func, select, text

from app.core.config import Settings
from app.core.enums import Role, StatutCandidature
from app.core.errors import Code, ErreurMetier
from app.models import Offre, Utilisateur
from app.schemas.candidatures import CandidatureCreate, ChangementStatutIn
from app.schemas.comptes import Inscription, MoiUpdate
from app.schemas.offres import LangueDemandeeIn, OffreCreate
from app.services import compte_queries
from app.services.acteur import Acteur
from app.services.administration_service import EntrepriseService
from app.services.candidature_service import CandidatureService
from app.services.compte_service import CompteService
from app.services.cv_service import CVService
from app.services.demonstration.calendrier import moments
from app.services.demonstration.candidatures import VITRINE, CandidatureDemo, candidatures_demo
from app.services.demonstration.catalogue import EntrepriseDemo
from app.services.demonstration.cvs import CVDemo, adresse, generer_cvs, generer_fiches
from app.services.demonstration.offres import OffreDemo, entreprises_demo, offres_demo
from app.services.matching_service import MatchingService
from app.services.offre_service import OffreService
from app.services.ressources import Ressources

MOT_DE_PASSE = "Démonstration 2026 !"
ADMIN = "admin.demo@example.com"
OUVRIERS = 3
PERIODE_S = 2.0
VERROU = 7_243_002
INSCRITS_DEPUIS = (41, 60)  # working days: before any offer and any CV

T = TypeVar("T")
R = TypeVar("R")


class DemonstrationRefusee(Exception):
    """The demonstration may not be made here; the message says why, in French."""


@dataclass(frozen=True)
class Identifiants:
    """A log-in to print."""

    role: Role
    email: str
    mot_de_passe: str


@dataclass(frozen=True)
class Candidat:
    """A person whose CV is in; `nouveau` when this run brought it."""

    email: str
    acteur: Acteur
    cv_id: uuid.UUID
    nouveau: bool


@dataclass(frozen=True)
class Comptes:
    """How much a run has made."""

    entreprises: int = 0
    offres: int = 0
    cvs: int = 0
    candidatures: int = 0


@dataclass(frozen=True)
class Bilan:
    """What was made (nothing, when all was there), and the log-ins of a candidate, a recruiter and an admin."""

    comptes: Comptes
    connexions: tuple[Identifiants, Identifiants, Identifiants]

    def lignes(self) -> list[str]:
        """The log-ins as lines to print."""
        return ["Pour vous connecter :", *(f"  {c.role.value:<10} {c.email:<36} {c.mot_de_passe}" for c in self.connexions)]


def reglages_de_demonstration(settings: Settings) -> Settings:
    """The same settings without a language model: sixty CVs would spend a day's tokens."""
    return settings.model_copy(update={"LLM_MODELS": [], "GROQ_API_KEY": SecretStr("")})


def remplir(ressources: Ressources, dire: Callable[[str], None]) -> Bilan:
    """Make accounts, offers, CVs and applications; `dire` is told in French how far it is.

    May be run again: a run that was cut short goes on, a complete one changes nothing. Raises DemonstrationRefusee when ENV=prod,
    since its passwords are published, and beside another run.
    """
    if ressources.settings.ENV == "prod":
        raise DemonstrationRefusee("Les comptes de démonstration ont des mots de passe publics : ils sont refusés quand ENV=prod.")
    with ressources.unite() as session:
        session.execute(text("set local idle_in_transaction_session_timeout = 0"))
        if not session.execute(select(func.pg_try_advisory_xact_lock(VERROU))).scalar_one():
            raise DemonstrationRefusee("Un autre remplissage de cette base est en cours : attendez qu'il ait fini.")
        return _Remplissage(ressources, dire).executer()


class _Remplissage:
    """One run: the services, and the counts of what was new."""

    def __init__(self, ressources: Ressources, dire: Callable[[str], None]) -> None:
        self._r, self._dire = ressources, dire
        self._comptes = CompteService(ressources.unite, ressources.jetons, ressources.hacheur, ressources.settings)
        self._offres = OffreService(ressources.unite, lambda: ressources.embedder, ressources.reveil, ressources.vitrine)
        self._cvs = CVService(ressources)
        self._matching = MatchingService(ressources.unite, ressources.llm, ressources.settings.LLM_ATTENTE_S)
        self._jour = datetime.now(timezone.utc).date()

    def executer(self) -> Bilan:
        """All steps in order. The admin's account comes last: it marks a complete demonstration."""
        entreprises, offres = entreprises_demo(), offres_demo()
        if self._acteur(ADMIN) is not None:
            self._dire("Le jeu de démonstration est déjà là : rien n'a été changé.")
            return Bilan(Comptes(), connexions_demo())
        self._chauffer()
        recruteurs = {entreprise.cle: self._entreprise(entreprise) for entreprise in entreprises}
        self._dire(f"Comptes créés : {len(recruteurs)} entreprises et leurs recruteurs.")
        neuves = self._suivre("Offres publiées", offres, lambda offre: self._offre(recruteurs[offre.entreprise], offre))
        cvs = generer_cvs()
        candidats = self._suivre("CV lus", cvs, self._candidat)
        par_email = {candidat.email: candidat for candidat in candidats}
        plan = candidatures_demo([cv.fiche for cv in cvs], offres)
        envoyees = self._suivre(
            "Candidatures envoyées",
            plan,
            lambda c: self._candidature(par_email[cvs[c.candidat].email], recruteurs[offres[c.offre - 1].entreprise], offres[c.offre - 1].id, c),
        )
        self._creer(ADMIN, "Administration", "Démonstration", Role.admin)
        comptes = Comptes(entreprises=len(entreprises), offres=sum(neuves), cvs=sum(c.nouveau for c in candidats), candidatures=sum(envoyees))
        self._dire(f"Prêt : {comptes.entreprises} entreprises, {comptes.offres} offres, {comptes.cvs} CV, {comptes.candidatures} candidatures.")
        return Bilan(comptes, connexions_demo())

    def _chauffer(self) -> None:
        """Build what threads share before they start: a cached_property has no lock."""
        self._dire("Démarrage du lecteur de CV et du modèle d'embeddings…")
        self._r.lecteur.chauffer()
        self._r.embedder.charger()

    def _suivre(self, quoi: str, choses: Sequence[T], faire: Callable[[T], R]) -> list[R]:
        """`faire` on each, a few at a time, in order of result; says how many are done every two seconds."""
        faits: list[R] = []
        dernier = time.monotonic()
        with ThreadPoolExecutor(OUVRIERS) as ouvriers:
            for resultat in ouvriers.map(faire, choses):
                faits.append(resultat)
                if time.monotonic() - dernier > PERIODE_S:
                    self._dire(f"{quoi} : {len(faits)} sur {len(choses)}")
                    dernier = time.monotonic()
        self._dire(f"{quoi} : {len(faits)}")
        return faits

    def _acteur(self, email: str) -> Acteur | None:
        with self._r.unite() as session:
            compte = session.execute(compte_queries.compte_par_email(email)).scalar_one_or_none()
            return None if compte is None else Acteur(compte.id, Role(compte.role), compte.entreprise_id)

    def _creer(self, email: str, prenom: str, nom: str, role: Role, **rattachement: str) -> Acteur:
        existant = self._acteur(email)
        if existant is not None:
            return existant
        inscription = Inscription(
            email=email, password=MOT_DE_PASSE, prenom=prenom, nom=nom, role=Role.candidat if role is Role.admin else role, **rattachement
        )
        moi = self._comptes.creer(inscription, role)
        with self._r.unite() as session:
            session.get_one(Utilisateur, moi.id).cree_le = moments(f"compte {email}", 1, INSCRITS_DEPUIS)[0].avant(self._jour)
        return Acteur(moi.id, role, moi.entreprise.id if moi.entreprise else None)

    def _entreprise(self, entreprise: EntrepriseDemo) -> Acteur:
        """The company with all its recruiters: the first founds it, the others come with an invitation."""
        (prenom, nom), *collegues = entreprise.recruteurs
        fondateur = self._creer(adresse(prenom, nom), prenom, nom, Role.recruteur, entreprise=entreprise.nom)
        for prenom_collegue, nom_collegue in collegues:
            email = adresse(prenom_collegue, nom_collegue)
            if self._acteur(email) is None:
                with self._r.unite() as session:
                    code = EntrepriseService(session).inviter(fondateur).code
                self._creer(email, prenom_collegue, nom_collegue, Role.recruteur, code_invitation=code)
        return fondateur

    def _offre(self, recruteur: Acteur, offre: OffreDemo) -> bool:
        with self._r.unite() as session:
            if session.get(Offre, offre.id) is not None:
                return False
        self._offres.creer_avec_id(recruteur, _demande(offre), offre.id, offre.publiee.avant(self._jour))
        return True

    def _candidat(self, cv: CVDemo) -> Candidat:
        acteur = self._creer(cv.email, cv.prenom, cv.nom, Role.candidat)
        lu, nouveau = self._cvs.deposer(acteur, cv.nom_fichier, cv.contenu, cv.id, recu_le=cv.recu.avant(self._jour))
        if cv.visible:
            self._comptes.modifier_moi(acteur, MoiUpdate(visible_recruteurs=True))
        return Candidat(cv.email, acteur, lu.id, nouveau)

    def _candidature(self, candidat: Candidat, recruteur: Acteur, offre_id: uuid.UUID, plan: CandidatureDemo) -> bool:
        demande = CandidatureCreate(offre_id=offre_id, cv_id=candidat.cv_id, lettre_motivation=plan.lettre)
        dates = (moment.avant(self._jour) for moment in plan.moments)
        candidatures = CandidatureService(self._r.unite, self._matching, dates.__next__)
        try:
            candidature = candidatures.postuler(candidat.acteur, demande, candidat.cv_id, "fr", candidature_id=plan.id)
        except ErreurMetier as erreur:
            if erreur.code is not Code.CANDIDATURE_EXISTANTE:
                raise
            return False
        for etape in plan.etapes:
            motif = plan.motif if etape is StatutCandidature.refusee else None
            candidatures.changer_statut(recruteur, candidature.id, ChangementStatutIn(statut=etape, motif=motif))
        if plan.retiree:
            candidatures.retirer(candidat.acteur, candidature.id)
        return True


def connexions_demo() -> tuple[Identifiants, Identifiants, Identifiants]:
    """Log-ins of a candidate, a recruiter and an admin of the demonstration."""
    candidat, recruteur = generer_fiches(VITRINE + 1)[VITRINE].email, adresse(*entreprises_demo()[0].recruteurs[0])
    return (
        Identifiants(Role.candidat, candidat, MOT_DE_PASSE),
        Identifiants(Role.recruteur, recruteur, MOT_DE_PASSE),
        Identifiants(Role.admin, ADMIN, MOT_DE_PASSE),
    )


def _demande(offre: OffreDemo) -> OffreCreate:
    return OffreCreate(
        titre=offre.titre,
        description=offre.description,
        localisation=offre.localisation,
        teletravail=offre.teletravail,
        type_contrat=offre.type_contrat,
        salaire_min=offre.salaire_min,
        salaire_max=offre.salaire_max,
        salaire_periode=offre.salaire_periode,
        devise=offre.devise,
        experience_min=offre.experience_min,
        niveau_etudes_min=offre.niveau_etudes_min,
        competences_requises=list(offre.competences_requises),
        competences_souhaitees=list(offre.competences_souhaitees),
        langues=[LangueDemandeeIn(langue=langue, niveau_min=niveau) for langue, niveau in offre.langues],
        obligatoires=list(offre.obligatoires),
    )
