"""Accounts: registering, logging in and out, one's own profile, the admin's list.

Hashing takes a quarter of a second: no method holds a connection while it hashes.
"""

import uuid
from datetime import datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.config import Settings
from app.core.db import UniteDeTravail
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.core.security import Hacheur, Jetons, controler_mot_de_passe, empreinte_secret, nouveau_secret
from app.models import Entreprise, JetonRenouvellement, Utilisateur
from app.schemas.comptes import ChangementMotDePasse, Inscription, JetonsRead, MoiRead, MoiUpdate, normaliser_email
from app.services import compte_queries
from app.services.acteur import Acteur
from app.services.journal import journaliser
from app.services.limites import Limite
from app.utils.text import fold

QUART_D_HEURE = timedelta(minutes=15)


class CompteService:
    """One's own account."""

    def __init__(self, unite: UniteDeTravail, jetons: Jetons, hacheur: Hacheur, settings: Settings) -> None:
        self._unite, self._jetons, self._hacheur = unite, jetons, hacheur
        self._duree_renouvellement = timedelta(days=settings.REFRESH_TOKEN_EXPIRE_DAYS)
        self._echecs_compte = Limite(unite, "echecs", settings.LOGIN_ECHECS_MAX, QUART_D_HEURE)
        self._echecs_adresse = Limite(unite, "adresse", settings.LOGIN_ECHECS_ADRESSE_MAX, QUART_D_HEURE)
        self._inscriptions = Limite(unite, "inscriptions", settings.INSCRIPTIONS_MAX, timedelta(hours=1))

    def inscrire(self, demande: Inscription, adresse: str) -> MoiRead:
        """Open an account. Raises EMAIL_DEJA_UTILISE, ENTREPRISE_EXISTANTE, INVITATION_INTROUVABLE, MOT_DE_PASSE_FAIBLE."""
        self._inscriptions.prendre(adresse)
        return self.creer(demande, demande.role)

    def creer(self, demande: Inscription, role: Role) -> MoiRead:
        """Open an account with any role: registration passes its own, the command line makes admins."""
        hachage = self._hacheur.hacher(controler_mot_de_passe(demande.password))
        with self._unite() as session:
            entreprise_id = self._entreprise_de(session, demande)
            compte = Utilisateur(
                email=demande.email, mot_de_passe=hachage, nom=demande.nom, prenom=demande.prenom, role=role.value, entreprise_id=entreprise_id
            )
            session.add(compte)
            try:
                session.flush()
            except IntegrityError:
                raise ErreurMetier(Code.EMAIL_DEJA_UTILISE, champ="email") from None
            journaliser(session, compte.id, "inscription", "utilisateur", compte.id)
            return self._moi(session, compte.id)

    @staticmethod
    def _entreprise_de(session: Session, demande: Inscription) -> uuid.UUID | None:
        if demande.code_invitation is not None:
            invitee = compte_queries.consommer_invitation(session, empreinte_secret(demande.code_invitation), datetime.now(timezone.utc))
            if invitee is None:
                raise ErreurMetier(Code.INVITATION_INTROUVABLE, champ="code_invitation")
            return invitee
        if demande.entreprise is None:
            return None
        entreprise = Entreprise(nom=demande.entreprise, nom_cle=" ".join(fold(demande.entreprise).split()))
        session.add(entreprise)
        try:
            session.flush()
        except IntegrityError:
            raise ErreurMetier(Code.ENTREPRISE_EXISTANTE, champ="entreprise") from None
        return entreprise.id

    def connecter(self, email: str, mot_de_passe: str, adresse: str) -> JetonsRead:
        """Tokens for the right password. Raises IDENTIFIANTS_INVALIDES, alike for unknown, wrong and disabled, after the same work."""
        email = _cle_email(email)
        with self._unite() as session:
            self._echecs_compte.exiger(session, email)
            self._echecs_adresse.exiger(session, adresse)
            compte = session.execute(compte_queries.compte_par_email(email)).scalar_one_or_none() if "@" in email else None
        juste = self._hacheur.verifier(mot_de_passe, compte.mot_de_passe if compte else None)
        if compte is not None and juste and compte.actif:
            with self._unite() as session:
                # while it was hashed the password may have changed: a log-in by the old one must not outlive that
                if session.execute(compte_queries.compte_inchange(compte.id, compte.version_jeton)).first() is not None:
                    journaliser(session, compte.id, "connexion", "utilisateur", compte.id)
                    return self._emettre(session, compte.id, compte.version_jeton, uuid.uuid4())
        with self._unite() as session:
            # only failures count: honest log-ins at the same time are no attack, and the hashing queue bounds guesses in flight
            self._echecs_compte.compter(session, email)
            self._echecs_adresse.compter(session, adresse)
            journaliser(session, None, "connexion_refusee", "utilisateur", compte.id if compte else None)
        raise ErreurMetier(Code.IDENTIFIANTS_INVALIDES)

    def renouveler(self, jeton: str) -> JetonsRead:
        """Trade a refresh token for new tokens. A replay ends the whole log-in and raises JETON_INVALIDE."""
        maintenant, empreinte = datetime.now(timezone.utc), empreinte_secret(jeton)
        with self._unite() as session:
            proprietaire = session.execute(compte_queries.compte_du_jeton(empreinte)).scalar_one_or_none()
            # the account first, as a change of password does: whichever comes second sees what the other did
            compte = session.get(Utilisateur, proprietaire, with_for_update=True) if proprietaire else None
            pris = compte_queries.consommer_jeton(session, empreinte, maintenant) or compte_queries.jeton_tout_juste_remplace(session, empreinte, maintenant)
            if pris is not None and compte is not None and compte.actif:
                return self._emettre(session, compte.id, compte.version_jeton, pris[1])
            compte_queries.revoquer_famille_de(session, empreinte, maintenant)
        raise ErreurMetier(Code.JETON_INVALIDE)

    def deconnecter(self, jeton: str) -> None:
        """End the log-in that a refresh token belongs to; an unknown token is as good as ended."""
        with self._unite() as session:
            compte_queries.revoquer_famille_de(session, empreinte_secret(jeton), datetime.now(timezone.utc))

    def _emettre(self, session: Session, utilisateur_id: uuid.UUID, version: int, famille: uuid.UUID) -> JetonsRead:
        renouvellement = nouveau_secret()
        session.add(
            JetonRenouvellement(
                utilisateur_id=utilisateur_id,
                famille=famille,
                empreinte=empreinte_secret(renouvellement),
                expire_le=datetime.now(timezone.utc) + self._duree_renouvellement,
            )
        )
        return JetonsRead(access_token=self._jetons.signer(utilisateur_id, version, famille), refresh_token=renouvellement, expires_in=self._jetons.duree_s)

    def get_moi(self, acteur: Acteur) -> MoiRead:
        """One's own account."""
        with self._unite() as session:
            return self._moi(session, acteur.id)

    def modifier_moi(self, acteur: Acteur, changements: MoiUpdate) -> MoiRead:
        """Change one's own profile. Raises DONNEES_INVALIDES when a recruiter asks to be found."""
        if changements.visible_recruteurs is not None and acteur.role is not Role.candidat:
            raise ErreurMetier(Code.DONNEES_INVALIDES, champ="visible_recruteurs", message=("réservé aux candidats", "for candidates only"))
        with self._unite() as session:
            compte = session.get_one(Utilisateur, acteur.id)
            for champ, valeur in changements.model_dump(exclude_none=True).items():
                setattr(compte, champ, valeur)
            session.flush()
            return self._moi(session, acteur.id)

    def changer_mot_de_passe(self, acteur: Acteur, changement: ChangementMotDePasse) -> JetonsRead:
        """Set a new password, end every other log-in, and hand new tokens to this one."""
        version = self.prouver(acteur, changement.ancien, "ancien")
        hachage = self._hacheur.hacher(controler_mot_de_passe(changement.nouveau))
        with self._unite() as session:
            compte = session.get(Utilisateur, acteur.id, with_for_update=True)
            if compte is None or compte.version_jeton != version:
                raise ErreurMetier(Code.NON_AUTHENTIFIE)  # changed, closed or erased while it was hashed
            compte.mot_de_passe = hachage
            compte.version_jeton += 1
            compte_queries.revoquer_tout(session, acteur.id, datetime.now(timezone.utc))
            journaliser(session, acteur.id, "mot_de_passe_change", "utilisateur", acteur.id)
            return self._emettre(session, acteur.id, compte.version_jeton, uuid.uuid4())

    def prouver(self, acteur: Acteur, mot_de_passe: str, champ: str) -> int:
        """The caller knows their password: a token alone does not open what follows. Returns the account's `version_jeton` then.

        Raises IDENTIFIANTS_INVALIDES, TROP_DE_REQUETES.
        """
        colonnes = select(Utilisateur.email, Utilisateur.mot_de_passe, Utilisateur.version_jeton)
        with self._unite() as session:
            compte = session.execute(colonnes.where(Utilisateur.id == acteur.id)).one_or_none()
            if compte is None:
                raise ErreurMetier(Code.NON_AUTHENTIFIE)
            self._echecs_compte.exiger(session, compte.email)
        if not self._hacheur.verifier(mot_de_passe, compte.mot_de_passe):
            with self._unite() as session:
                self._echecs_compte.compter(session, compte.email)
            raise ErreurMetier(Code.IDENTIFIANTS_INVALIDES, champ=champ, detail=("Mot de passe incorrect.", "Wrong password."))
        version: int = compte.version_jeton
        return version

    @staticmethod
    def _moi(session: Session, utilisateur_id: uuid.UUID) -> MoiRead:
        return MoiRead.model_validate(session.execute(compte_queries.compte_par_id(utilisateur_id)).scalar_one())


def _cle_email(saisie: str) -> str:
    """The address as registration stores it; what is no address, folded without its `@`, still counts as a failed attempt of its own."""
    try:
        return normaliser_email(saisie.strip())
    except ValueError:
        return saisie.strip().lower().replace("@", " ")
