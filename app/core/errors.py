"""Errors of the domain. One table gives every code its status and its words; the API renders it, so does its documentation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Definition:
    """Status and words of one code. `fr` and `en` may hold ``{name}`` places filled by the parameters of the error."""

    statut: int
    fr: str
    en: str


class Code(Enum):
    """Stable error codes (design: api, error codes and statuses). The name in lower case is what clients see."""

    REQUETE_INVALIDE = Definition(400, "La requête est mal formée.", "The request is malformed.")
    ORIGINE_REFUSEE = Definition(
        400, "Ce site n'a pas le droit d'appeler l'API ainsi (CORS_ORIGINS).", "This site may not call the API in this way (CORS_ORIGINS)."
    )
    NON_AUTHENTIFIE = Definition(
        401, "Connectez-vous pour continuer : jeton absent, expiré ou invalide.", "Log in to continue: the token is missing, expired or invalid."
    )
    IDENTIFIANTS_INVALIDES = Definition(401, "Adresse e-mail ou mot de passe incorrect.", "Wrong e-mail or password.")
    JETON_INVALIDE = Definition(
        401, "Ce jeton de renouvellement n'est plus valable : reconnectez-vous.", "This refresh token is no longer valid: log in again."
    )
    ROLE_INSUFFISANT = Definition(403, "Votre rôle ne permet pas cette action.", "Your role does not allow this.")
    ROUTE_INTROUVABLE = Definition(404, "Adresse introuvable.", "Address not found.")
    UTILISATEUR_INTROUVABLE = Definition(404, "Compte introuvable.", "Account not found.")
    ENTREPRISE_INTROUVABLE = Definition(404, "Entreprise introuvable.", "Company not found.")
    INVITATION_INTROUVABLE = Definition(404, "Code d'invitation introuvable, expiré ou déjà utilisé.", "Invitation code not found, expired or already used.")
    CV_INTROUVABLE = Definition(404, "CV introuvable.", "CV not found.")
    OFFRE_INTROUVABLE = Definition(404, "Offre introuvable.", "Offer not found.")
    CANDIDATURE_INTROUVABLE = Definition(404, "Candidature introuvable.", "Application not found.")
    TACHE_INTROUVABLE = Definition(404, "Tâche introuvable.", "Task not found.")
    FICHIER_INTROUVABLE = Definition(
        404, "Le fichier d'origine de ce CV est introuvable dans le stockage.", "The original file of this CV is missing from storage."
    )
    PAGE_INTROUVABLE = Definition(404, "Cette page du CV n'existe pas.", "This page of the CV is not found.")
    METHODE_NON_PERMISE = Definition(405, "Cette méthode n'est pas permise à cette adresse.", "This method is not allowed here.")
    EMAIL_DEJA_UTILISE = Definition(409, "Un compte existe déjà avec cette adresse e-mail.", "An account already exists with this e-mail.")
    ENTREPRISE_EXISTANTE = Definition(
        409,
        "Cette entreprise existe déjà : demandez un code d'invitation à l'un de ses membres.",
        "This company already exists: ask one of its members for an invitation code.",
    )
    CANDIDATURE_EXISTANTE = Definition(409, "Vous avez déjà postulé à cette offre.", "You have already applied to this offer.")
    CANDIDATURE_CLOSE = Definition(409, "Cette candidature est close.", "This application is closed.")
    TRANSITION_INTERDITE = Definition(
        409, "Une candidature « {depuis} » ne peut pas passer à « {vers} ».", "An application in state '{depuis}' cannot move to '{vers}'."
    )
    OFFRE_FERMEE = Definition(409, "Cette offre n'est pas ouverte aux candidatures.", "This offer is not open to applications.")
    OFFRE_UTILISEE = Definition(
        409,
        "Cette offre a reçu des candidatures : elle n'a donc pas été supprimée, mais fermée. Elle n'accepte plus de candidatures.",
        "This offer has applications: so it was not deleted, but closed. It takes no more applications.",
    )
    CV_UTILISE = Definition(
        409,
        "Ce CV sert à une candidature en cours : retirez-la d'abord, ou ajoutez ?retirer_candidatures=true.",
        "This CV is used by an open application: withdraw it first, or add ?retirer_candidatures=true.",
    )
    NOMBRE_DE_CVS_ATTEINT = Definition(
        409,
        "Vous avez déjà {limite} CV : supprimez-en un avant d'en déposer un autre.",
        "You already have {limite} CVs: delete one before you upload another.",
    )
    CV_NON_LU = Definition(409, "Ce CV n'a pas encore été lu.", "This CV has not been read yet.")
    REQUETE_EN_COURS = Definition(
        409, "La même requête est déjà en cours : réessayez dans un instant.", "The same request is already in progress: try again shortly."
    )
    CONFLIT = Definition(
        409, "Cet objet vient d'être modifié par ailleurs : relisez-le puis recommencez.", "This object was just changed elsewhere: read it again and retry."
    )
    VERSION_PERIMEE = Definition(412, "Cet objet a changé depuis votre dernière lecture.", "This object has changed since you last read it.")
    FICHIER_TROP_GROS = Definition(413, "Le fichier ou la requête dépasse {limite}.", "The file or request is larger than {limite}.")
    FORMAT_NON_SUPPORTE = Definition(415, "Ce fichier n'est ni un PDF ni un document Word (.docx).", "This file is neither a PDF nor a Word document (.docx).")
    MEDIA_NON_SUPPORTE = Definition(
        415,
        "Le corps de la requête n'est pas du type attendu ({attendu}) : vérifiez l'en-tête Content-Type.",
        "The request body is not of the expected type ({attendu}): check the Content-Type header.",
    )
    DONNEES_INVALIDES = Definition(422, "Certaines valeurs ne conviennent pas.", "Some values are not valid.")
    MOT_DE_PASSE_FAIBLE = Definition(
        422,
        "Ce mot de passe est trop courant : choisissez-en un autre, par exemple une phrase.",
        "This password is too common: choose another, such as a sentence.",
    )
    PAGINATION_TROP_PROFONDE = Definition(422, "Au-delà de 10 000 lignes, affinez les filtres.", "Beyond 10,000 rows, narrow the filters.")
    CLE_REUTILISEE = Definition(422, "Cette clé d'idempotence a déjà servi à une autre requête.", "This idempotency key was used for another request.")
    PDF_CHIFFRE = Definition(422, "Ce PDF est protégé par un mot de passe.", "This PDF is protected by a password.")
    PDF_CORROMPU = Definition(422, "Ce fichier est abîmé et ne peut pas être lu.", "This file is damaged and cannot be read.")
    PDF_SANS_PAGE = Definition(422, "Ce PDF ne contient aucune page.", "This PDF has no page.")
    PDF_TROP_LONG = Definition(422, "Ce document a trop de pages (15 au plus).", "This document has too many pages (15 at most).")
    PAGE_TROP_GRANDE = Definition(422, "Une page de ce PDF a des dimensions anormales.", "A page of this PDF has abnormal dimensions.")
    PDF_SANS_TEXTE = Definition(
        422, "Ce PDF ne contient pas de texte (c'est sans doute une image numérisée).", "This PDF holds no text (it is probably a scan)."
    )
    LECTURE_MEMOIRE = Definition(422, "Ce fichier demande trop de mémoire pour être lu.", "This file needs too much memory to be read.")
    LECTURE_DELAI = Definition(422, "Ce fichier demande trop de temps pour être lu.", "This file takes too long to be read.")
    LECTURE_INTERROMPUE = Definition(422, "La lecture de ce fichier s'est interrompue.", "The reading of this file was interrupted.")
    OFFRE_INSUFFISANTE = Definition(
        422, "Cette offre ne contient ni compétence ni texte sur quoi calculer un score.", "This offer holds no skill and no text to compute a score on."
    )
    CRITERE_INTERDIT = Definition(422, "« {valeur} » ne peut pas être un critère : {raison}", "'{valeur}' cannot be a criterion: {raison}")
    TROP_DE_REQUETES = Definition(429, "Trop de tentatives : réessayez dans {attente} s.", "Too many attempts: try again in {attente} s.")
    ERREUR_INTERNE = Definition(
        500,
        "Une erreur inattendue s'est produite. Donnez le numéro de requête à votre support.",
        "An unexpected error occurred. Give the request number to your support.",
    )
    SERVICE_OCCUPE = Definition(503, "Le service est très occupé : réessayez dans un instant.", "The service is very busy: try again shortly.")
    RECHERCHE_INDISPONIBLE = Definition(
        503, "L'index de recherche est en cours de remise en état : réessayez dans un instant.", "The search index is being restored: try again shortly."
    )
    BASE_INDISPONIBLE = Definition(503, "La base de données est momentanément indisponible.", "The database is temporarily unavailable.")
    DISQUE_PLEIN = Definition(
        503, "Le fichier n'a pas pu être enregistré : le stockage est plein ou indisponible.", "The file could not be stored: storage is full or unavailable."
    )

    @property
    def cle(self) -> str:
        """The stable code that clients see."""
        return self.name.lower()


class ErreurMetier(Exception):
    """An error of the domain: a code of the table, and what fills its sentence.

    `champ` names the field it is about, `message` says in French and in English what is wrong with it,
    `detail` says it better than the table where more is known, `retry_after` is in seconds.
    A parameter that is a pair is French and English.
    """

    def __init__(
        self,
        code: Code,
        *,
        champ: str | None = None,
        message: tuple[str, str] | None = None,
        detail: tuple[str, str] | None = None,
        retry_after: int | None = None,
        **parametres: object,
    ) -> None:
        super().__init__(code.cle)
        self.code = code
        self.champ = champ
        self._message, self._detail = message, detail
        self.retry_after = retry_after
        self.parametres: Mapping[str, object] = parametres

    def detail(self, langue: str) -> str:
        """The sentence for people, in `fr` or `en`."""
        if self._detail is not None:
            return self._detail[langue == "en"]
        modele = self.code.value.en if langue == "en" else self.code.value.fr
        return modele.format(**{nom: v[langue == "en"] if isinstance(v, tuple) else v for nom, v in self.parametres.items()})

    def message_champ(self, langue: str) -> str:
        """What is wrong with the field."""
        return self.detail(langue) if self._message is None else self._message[langue == "en"]


class LectureImpossible(ErreurMetier):
    """A file that cannot be read; nothing of it is kept."""
