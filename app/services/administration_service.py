"""Entreprises and their members; the admin's hold on accounts."""

import uuid
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.core.security import Hacheur, controler_mot_de_passe, empreinte_secret, nouveau_secret
from app.models import Entreprise, Invitation, Utilisateur
from app.schemas.commun import DemandePage, Page
from app.schemas.comptes import InvitationRead, MembreRead, MonEntrepriseRead, UtilisateurRead, UtilisateurUpdate
from app.services import compte_queries
from app.services.acteur import Acteur
from app.services.journal import journaliser

DUREE_INVITATION = timedelta(days=7)


class EntrepriseService:
    """A recruiter's own entreprise."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_la_mienne(self, acteur: Acteur) -> MonEntrepriseRead:
        """The entreprise and its active members."""
        entreprise = self._session.get_one(Entreprise, acteur.entreprise_id)
        membres = self._session.execute(compte_queries.membres(entreprise.id)).scalars()
        return MonEntrepriseRead(id=entreprise.id, nom=entreprise.nom, membres=[MembreRead.model_validate(m) for m in membres])

    def inviter(self, acteur: Acteur) -> InvitationRead:
        """A one-time code, good for 7 days; only its hash is kept."""
        code, expire_le = nouveau_secret(), datetime.now(timezone.utc) + DUREE_INVITATION
        self._session.add(Invitation(entreprise_id=acteur.entreprise_id, empreinte=empreinte_secret(code), creee_par=acteur.id, expire_le=expire_le))
        journaliser(self._session, acteur.id, "invitation", "entreprise", acteur.entreprise_id)
        return InvitationRead(code=code, expire_le=expire_le)


class UtilisateurService:
    """What an admin may do with accounts; every act is in the journal."""

    def __init__(self, session: Session, hacheur: Hacheur) -> None:
        self._session, self._hacheur = session, hacheur

    def list_utilisateurs(self, acteur: Acteur, q: str | None, role: Role | None, actif: bool | None, page: DemandePage) -> Page[UtilisateurRead]:
        """Accounts, newest first."""
        journaliser(self._session, acteur.id, "comptes_listes", "utilisateur", None)
        requete = compte_queries.comptes(q, role, actif)
        total = self._session.execute(select(func.count()).select_from(requete.order_by(None).subquery())).scalar_one()
        comptes = self._session.execute(requete.limit(page.taille).offset(page.decalage)).scalars()
        return page.rendre([UtilisateurRead.model_validate(c) for c in comptes], total)

    def modifier(self, acteur: Acteur, utilisateur_id: uuid.UUID, changements: UtilisateurUpdate) -> UtilisateurRead:
        """Enable, disable, change role or password; live tokens of the account end. Raises UTILISATEUR_INTROUVABLE, CONFLIT on oneself."""
        if utilisateur_id == acteur.id and (changements.actif is False or changements.role is not None):
            raise ErreurMetier(Code.CONFLIT)
        hachage = None
        if changements.mot_de_passe_temporaire is not None:
            hachage = self._hacheur.hacher(controler_mot_de_passe(changements.mot_de_passe_temporaire))
        compte = self._session.get(Utilisateur, utilisateur_id, with_for_update=True)
        if compte is None:
            raise ErreurMetier(Code.UTILISATEUR_INTROUVABLE)
        if changements.actif is not None:
            compte.actif = changements.actif
        if changements.role is not None:
            self._changer_role(compte, changements.role, changements.entreprise_id)
        if hachage is not None:
            compte.mot_de_passe = hachage
        compte.version_jeton += 1
        compte_queries.revoquer_tout(self._session, utilisateur_id, datetime.now(timezone.utc))
        modifies = ", ".join(sorted(changements.model_fields_set - {"motif"}))
        journaliser(self._session, acteur.id, f"compte_modifie : {modifies}"[:60], "utilisateur", utilisateur_id, changements.motif)
        self._session.flush()
        return UtilisateurRead.model_validate(self._session.execute(compte_queries.compte_par_id(utilisateur_id)).scalar_one())

    def _changer_role(self, compte: Utilisateur, role: Role, entreprise_id: uuid.UUID | None) -> None:
        if role is Role.recruteur:
            if entreprise_id is None or self._session.get(Entreprise, entreprise_id) is None:
                raise ErreurMetier(Code.ENTREPRISE_INTROUVABLE, champ="entreprise_id")
            compte.entreprise_id = entreprise_id
        else:
            compte.entreprise_id = None
        # consent was given as a candidate: it does not outlive the role
        compte.visible_recruteurs = False
        compte.role = role.value
