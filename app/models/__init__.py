"""SQLAlchemy models, one aggregate a file. Importing this package registers every table."""

from app.models.base import Base
from app.models.candidature import Candidature, ChangementStatut, ScoreEnregistre
from app.models.compte import CleIdempotence, Compteur, Entreprise, Invitation, JetonRenouvellement, Utilisateur
from app.models.cv import CV, AppelModele, CacheModele, PierreTombale, Profil
from app.models.index import PassageIndexe, Tache, Vecteur
from app.models.journal import EvenementAudit, MaillonAudit, MotifAudit, TeteAudit
from app.models.offre import Offre

__all__ = [
    "CV",
    "AppelModele",
    "Base",
    "CacheModele",
    "Candidature",
    "ChangementStatut",
    "CleIdempotence",
    "Compteur",
    "Entreprise",
    "EvenementAudit",
    "Invitation",
    "JetonRenouvellement",
    "MaillonAudit",
    "MotifAudit",
    "Offre",
    "PassageIndexe",
    "PierreTombale",
    "Profil",
    "ScoreEnregistre",
    "Tache",
    "TeteAudit",
    "Utilisateur",
    "Vecteur",
]
