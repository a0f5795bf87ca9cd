"""CVs: received, read, corrected, re-read, erased. A received CV is durable before its answer leaves; a refused one leaves nothing.

Reading, models and embedding run between two short transactions, never inside one.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.models import CV, ChangementStatut, Profil
from app.schemas.commun import DemandePage, Page
from app.schemas.cvs import CVRead, CVResume, PageRead, TexteRead
from app.schemas.profil import LectureCV, Preuve, ProfilExtrait, Qualite, TexteVisible
from app.services import cv_queries
from app.services.acteur import Acteur
from app.services.analyse import Analyse, Analyseur
from app.services.cv_ecriture import ecrire_extrait, effacer_cv, oublier_reponse, poser_analyse
from app.services.cv_rendu import rendre_cv, resumer_cv
from app.services.idempotence import Noter, sans_cle
from app.services.journal import journaliser
from app.services.offre_rendu import etag_convient
from app.services.ressources import Ressources
from app.services.taches import Reessayer

MEDIA_PDF = "application/pdf"
MEDIA_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
journal = logging.getLogger("app.cvs")

CORRECTIONS_OCTETS_MAX = 100_000
REPRISE_MODELE_S = 15.0


class ModeleMuet(Reessayer):
    """The language model gave no usable answer once more: however long it is away, its job outlives that, for a day."""

    def __init__(self) -> None:
        super().__init__(REPRISE_MODELE_S, croissante=True)


@dataclass(frozen=True)
class Fichier:
    """An original file; its name ends as its kind does."""

    contenu: bytes
    nom: str
    media: str


class CVService:
    """Use cases on CVs."""

    def __init__(self, ressources: Ressources) -> None:
        self._r = ressources
        self._unite = ressources.unite
        self._analyseur = Analyseur(ressources)

    def deposer(
        self, acteur: Acteur, nom_fichier: str, contenu: bytes, cv_id: uuid.UUID | None = None, noter: Noter = sans_cle, recu_le: datetime | None = None
    ) -> tuple[CVRead, bool]:
        """Receive and read a CV: (CV, True), or (the CV that exists, False) for bytes that this candidate sent before. The demo chooses id and date.

        Raises LectureImpossible with its code, FICHIER_TROP_GROS, NOMBRE_DE_CVS_ATTEINT past the number of CVs one may hold, DISQUE_PLEIN.
        """
        limite_mo = self._r.settings.CV_TAILLE_MAX_MO
        if len(contenu) > limite_mo * 1024 * 1024:
            raise ErreurMetier(Code.FICHIER_TROP_GROS, limite=f"{limite_mo} Mo")
        sha256, recu_le, nom = hashlib.sha256(contenu).hexdigest(), recu_le or datetime.now(timezone.utc), _nom_sur(nom_fichier)
        with self._unite() as session:
            existant = self._existant(session, acteur, sha256, noter)
            plein = session.execute(cv_queries.nombre_de_cvs(acteur.id)).scalar_one() >= self._r.settings.CV_MAX_PAR_CANDIDAT
        if existant is not None:
            return existant, False
        if plein:
            raise ErreurMetier(Code.NOMBRE_DE_CVS_ATTEINT, limite=self._r.settings.CV_MAX_PAR_CANDIDAT)
        analyse = self._analyseur.analyser(contenu, nom, recu_le.date(), {}, delai_modele_s=self._r.settings.LLM_ATTENTE_S)
        cle = self._r.stockage.nouvelle_cle(".docx" if contenu[:2] == b"PK" else ".pdf")
        self._ranger(cle, contenu)
        cv = CV(id=cv_id or uuid.uuid4(), candidat_id=acteur.id, nom_fichier=nom, taille=len(contenu), sha256=sha256, cle_stockage=cle, recu_le=recu_le)
        return self._enregistrer(acteur, cv, analyse, noter)

    @staticmethod
    def _existant(session: Session, acteur: Acteur, sha256: str, noter: Noter) -> CVRead | None:
        # held until the answer is noted, so that an erasure finds it
        session.execute(select(CV.id).where(CV.candidat_id == acteur.id, CV.sha256 == sha256).with_for_update(read=True))
        ligne = session.execute(cv_queries.cv_par_empreinte(acteur.id, sha256)).one_or_none()
        if ligne is None:
            return None
        existant = rendre_cv(*ligne)
        noter(session, 200, existant)
        return existant

    def _ranger(self, cle: str, contenu: bytes) -> None:
        try:
            self._r.stockage.ecrire(cle, contenu)
        except OSError as erreur:
            journal.error("stockage refusé", exc_info=erreur, extra={"champs": {"errno": erreur.errno}})
            raise ErreurMetier(Code.DISQUE_PLEIN, retry_after=60) from None

    def _original(self, cle: str) -> bytes:
        try:
            return self._r.stockage.lire(cle)
        except FileNotFoundError:
            raise ErreurMetier(Code.FICHIER_INTROUVABLE) from None

    def _enregistrer(self, acteur: Acteur, cv: CV, analyse: Analyse, noter: Noter) -> tuple[CVRead, bool]:
        cle = cv.cle_stockage
        try:
            with self._unite() as session:
                profil = poser_analyse(session, cv, analyse, version=1)
                journaliser(session, acteur.id, "cv_depose", "cv", cv.id)
                rendu = rendre_cv(cv, profil)
                noter(session, 201, rendu)
        except IntegrityError:
            # the same bytes came twice at once: the first to commit is the CV
            self._r.stockage.supprimer(cle)
            with self._unite() as session:
                existant = self._existant(session, acteur, cv.sha256, noter)
                if existant is None:
                    oublier_reponse(session, analyse.origine)
            if existant is None:
                raise  # the account was erased meanwhile
            return existant, False
        self._suivre(rendu.id)
        return rendu, True

    def _suivre(self, cv_id: uuid.UUID) -> None:
        """After a commit: the extracted JSON at once (a job makes sure of it), the index by job."""
        try:
            with self._unite() as session:
                ecrire_extrait(session, self._r.settings.CV_EXTRAITS_DIR, cv_id)
        except (OSError, SQLAlchemyError) as erreur:
            # the CV is safe, and the job that follows every commit writes the file when it can
            journal.error("JSON extrait non écrit", exc_info=erreur)
        self._r.reveil.set()

    def list_mes_cvs(self, acteur: Acteur, page: DemandePage) -> Page[CVResume]:
        """One's own CVs, newest first."""
        with self._unite() as session:
            total = session.execute(cv_queries.nombre_de_cvs(acteur.id)).scalar_one()
            lignes = session.execute(cv_queries.mes_cvs(acteur).limit(page.taille).offset(page.decalage)).all()
            return page.rendre([resumer_cv(cv, profil, avec_nom_fichier=True) for cv, profil in lignes], total)

    def get_cv(self, acteur: Acteur, cv_id: uuid.UUID, motif: str | None) -> CVRead:
        """A CV that the actor may see; a look by someone else than its owner is journaled. Raises CV_INTROUVABLE."""
        with self._unite() as session:
            return rendre_cv(*self._lire(session, acteur, cv_id, motif, "cv_lu", Profil.preuves))

    def get_fichier(self, acteur: Acteur, cv_id: uuid.UUID, motif: str | None) -> Fichier:
        """The original bytes."""
        with self._unite() as session:
            cv, _ = self._lire(session, acteur, cv_id, motif, "cv_telecharge")
            cle, nom = cv.cle_stockage, cv.nom_fichier
        suffixe, media = (".pdf", MEDIA_PDF) if cle.endswith(".pdf") else (".docx", MEDIA_DOCX)
        # a PDF may well be a program too: its name must not make a recruiter's machine run it
        return Fichier(self._original(cle), nom if nom.lower().endswith(suffixe) else nom + suffixe, media)

    def get_texte(self, acteur: Acteur, cv_id: uuid.UUID, motif: str | None) -> TexteRead:
        """The visible text, that proofs count in."""
        with self._unite() as session:
            cv, _ = self._lire(session, acteur, cv_id, motif, "cv_lu", CV.texte)
            texte = TexteVisible.model_validate(cv.texte)
        return TexteRead(texte=texte.texte, pages=[PageRead.model_validate(p) for p in texte.pages])

    def get_image(self, acteur: Acteur, cv_id: uuid.UUID, page: int, motif: str | None) -> bytes:
        """A page of a PDF as PNG, rendered in the contained child. Raises PAGE_INTROUVABLE, for every page of a Word document too."""
        fichier = self.get_fichier(acteur, cv_id, motif)
        if fichier.media != MEDIA_PDF:
            raise ErreurMetier(Code.PAGE_INTROUVABLE)
        return self._r.lecteur.image(fichier.contenu, page)

    def _lire(
        self, session: Session, acteur: Acteur, cv_id: uuid.UUID, motif: str | None, action: str, *lourdes: "InstrumentedAttribute[dict[str, object]]"
    ) -> tuple[CV, Profil]:
        if acteur.role is Role.admin and not motif:
            raise ErreurMetier(Code.DONNEES_INVALIDES, champ="motif", message=("dites pourquoi vous consultez ce CV", "say why you look at this CV"))
        ligne = session.execute(cv_queries.cv_visible(acteur, cv_id, *lourdes)).one_or_none()
        if ligne is None:
            raise ErreurMetier(Code.CV_INTROUVABLE)
        if acteur.role is not Role.candidat:
            journaliser(session, acteur.id, action, "cv", cv_id, motif)
        cv, profil = ligne
        return cv, profil

    def corriger(self, acteur: Acteur, cv_id: uuid.UUID, corrections: Mapping[str, object], if_match: str | None) -> CVRead:
        """Lay corrections over the profile as a new version. Raises CV_INTROUVABLE, VERSION_PERIMEE, DONNEES_INVALIDES."""
        if len(json.dumps(corrections, default=str)) > CORRECTIONS_OCTETS_MAX:
            raise ErreurMetier(Code.DONNEES_INVALIDES, champ="corrections", message=("trop de texte à la fois", "too much text at once"))
        with self._unite() as session:
            cv, ligne = self._le_mien(session, acteur, cv_id, CV.texte, Profil.preuves, Profil.origine)
            version = cv.version
            lecture = LectureCV(
                texte=TexteVisible.model_validate(cv.texte),
                profil=ProfilExtrait.model_validate(ligne.profil),
                preuves={c: Preuve.model_validate(p) for c, p in ligne.preuves.items()},
                qualite=Qualite.model_validate(cv.qualite),
                recu_le=cv.recu_le.date(),
            )
            origine: dict[str, object] = {**ligne.origine, "corrections": sorted(corrections)}
        if not etag_convient(if_match, version):
            raise ErreurMetier(Code.VERSION_PERIMEE)
        analyse = self._analyseur.corriger(lecture, corrections, origine)
        apres = analyse.profil.model_dump(mode="json")
        racines = {chemin.split(".")[0] for chemin in corrections}
        return self._nouvelle_version(acteur, cv_id, version, analyse, {racine: apres[racine] for racine in racines})

    def analyser(self, acteur: Acteur, cv_id: uuid.UUID) -> CVRead:
        """Read the file again with today's reader; corrections stay. Raises CV_INTROUVABLE, LectureImpossible."""
        with self._unite() as session:
            cv, _ = self._le_mien(session, acteur, cv_id)
            version, cle, nom, recu_le, corrections = cv.version, cv.cle_stockage, cv.nom_fichier, cv.recu_le, cv.corrections
        analyse = self._analyseur.analyser(self._original(cle), nom, recu_le.date(), corrections, delai_modele_s=self._r.settings.LLM_ATTENTE_S)
        return self._nouvelle_version(acteur, cv_id, version, analyse, {})

    def _nouvelle_version(self, acteur: Acteur, cv_id: uuid.UUID, version: int, analyse: Analyse, corrections: Mapping[str, object]) -> CVRead:
        try:
            with self._unite() as session:
                cv, _ = self._le_mien(session, acteur, cv_id, verrouiller=True)
                if cv.version != version:
                    raise ErreurMetier(Code.CONFLIT)
                cv.corrections = {**cv.corrections, **corrections}
                profil = poser_analyse(session, cv, analyse, version + 1)
                journaliser(session, acteur.id, "cv_corrige" if corrections else "cv_relu", "cv", cv_id)
                rendu = rendre_cv(cv, profil)
        except ErreurMetier:
            # erased or changed while it was read: the model's answer belongs to nothing
            with self._unite() as session:
                oublier_reponse(session, analyse.origine)
            raise
        self._suivre(cv_id)
        return rendu

    def enrichir(self, cv_id: uuid.UUID) -> bool:
        """Job: ask the language model again for a CV that it did not answer for in time. False when there is nothing left to do.

        Raises ModeleMuet when it is silent again: the job is tried later.
        """
        with self._unite() as session:
            cv = session.get(CV, cv_id)
            if cv is None or self._r.llm is None:
                return False
            acteur = Acteur(cv.candidat_id, Role.candidat, None)
            version, cle, nom, recu_le, corrections = cv.version, cv.cle_stockage, cv.nom_fichier, cv.recu_le, cv.corrections
        analyse = self._analyseur.analyser(self._original(cle), nom, recu_le.date(), corrections, delai_modele_s=self._r.settings.LLM_DELAI_S)
        if analyse.modele_attendu:
            raise ModeleMuet
        self._nouvelle_version(acteur, cv_id, version, analyse, {})
        return True

    def _le_mien(
        self, session: Session, acteur: Acteur, cv_id: uuid.UUID, *lourdes: "InstrumentedAttribute[dict[str, object]]", verrouiller: bool = False
    ) -> tuple[CV, Profil]:
        if verrouiller:
            # by itself: a row that changes version while it is waited for would no longer meet its profile in the same statement
            session.execute(select(CV.id).where(CV.id == cv_id).with_for_update())
        ligne = session.execute(cv_queries.avec_profil(*lourdes).where(CV.id == cv_id, CV.candidat_id == acteur.id)).one_or_none()
        if ligne is None:
            raise ErreurMetier(Code.CV_INTROUVABLE)
        cv, profil = ligne
        return cv, profil

    def supprimer(self, acteur: Acteur, cv_id: uuid.UUID, *, retirer_candidatures: bool) -> None:
        """Erase a CV everywhere. Raises CV_INTROUVABLE, CV_UTILISE while an open application uses it, unless those are to be withdrawn."""
        with self._unite() as session:
            cv, _ = self._le_mien(session, acteur, cv_id, verrouiller=True)
            ouvertes = list(session.execute(cv_queries.candidatures_ouvertes(cv_id)).scalars())
            if ouvertes and not retirer_candidatures:
                raise ErreurMetier(Code.CV_UTILISE)
            for candidature in ouvertes:
                etape = ChangementStatut(
                    candidature_id=candidature.id, depuis=candidature.statut, vers="retiree", acteur_id=acteur.id, acteur_role=acteur.role.value
                )
                candidature.statut = "retiree"
                session.add(etape)
                journaliser(session, acteur.id, "candidature_retiree", "candidature", candidature.id)
            session.flush()
            effacer_cv(session, cv)
            journaliser(session, acteur.id, "cv_efface", "cv", cv_id)
        self._r.reveil.set()

    def dernier(self, acteur: Acteur, cv_id: uuid.UUID | None) -> uuid.UUID:
        """`cv_id`, or the caller's newest CV. Raises CV_INTROUVABLE."""
        if cv_id is not None:
            return cv_id
        with self._unite() as session:
            return cv_queries.get_dernier_cv(session, acteur)


def _nom_sur(nom: str) -> str:
    """A user's file name as data: its last part, printable, at most 150 characters."""
    dernier = PurePath(nom.replace("\\", "/")).name
    return "".join(c for c in dernier if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF)[-150:] or "cv.pdf"
