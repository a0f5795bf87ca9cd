"""Offers: written, published, edited, closed by an entreprise; listed and read by everybody.

Writing embeds the offer's passages first, without a connection; then one transaction stores row, passages, vectors and the indexing job.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.db import UniteDeTravail
from app.core.enums import Role, StatutCandidature, StatutOffre
from app.core.errors import Code, ErreurMetier
from app.models import Offre
from app.schemas.commun import DemandePage, Page
from app.schemas.offres import (
    SALAIRES_INVERSES,
    FiltresOffres,
    OffreBase,
    OffreCreate,
    OffreDeMonEntreprise,
    OffreRead,
    OffreUpdate,
    PageOffres,
)
from app.services import offre_queries
from app.services.acteur import Acteur
from app.services.idempotence import Noter, sans_cle
from app.services.journal import journaliser
from app.services.offre_contenu import Preparee, demande_de, preparer, remplir
from app.services.offre_ecriture import poser_statut, rendre_public, retirer_offre
from app.services.offre_queries import TriOffres
from app.services.offre_rendu import etag_convient, rendre_offre
from app.services.passages import planifier_indexation, remplacer_passages
from app.services.textes_recherche import vecteur_texte
from app.services.vitrine_service import FORME, VitrineService
from app.vector_store.indexing import Vectoriseur

ECHEANCE_PASSEE = ("cette date est passée ; pour clore une offre, fermez-la", "this date is past; to end an offer, close it")
CHAMP_A_CORRIGER = ("la valeur enregistrée n'est plus acceptée : donnez-en une autre", "the stored value is no longer accepted: give another")


class OffreService:
    """Use cases on offers."""

    def __init__(self, unite: UniteDeTravail, embedder: Callable[[], Vectoriseur], reveil: threading.Event, vitrine: VitrineService) -> None:
        self._unite, self._embedder, self._reveil, self._vitrine = unite, embedder, reveil, vitrine

    def creer(self, acteur: Acteur, demande: OffreCreate, noter: Noter = sans_cle) -> OffreRead:
        """A new offer, published at once unless it is a draft. Raises CRITERE_INTERDIT."""
        return self.creer_avec_id(acteur, demande, uuid.uuid4(), noter=noter)

    def creer_avec_id(self, acteur: Acteur, demande: OffreCreate, offre_id: uuid.UUID, creee_le: datetime | None = None, noter: Noter = sans_cle) -> OffreRead:
        """The same under a chosen id and date, for the demo's fixed examples."""
        _exiger_a_venir(demande.expire_le)
        preparee = preparer(demande, self._unite, self._embedder())
        le = creee_le or datetime.now(timezone.utc)
        with self._unite() as session:
            offre = Offre(id=offre_id, entreprise_id=acteur.entreprise_id, auteur_id=acteur.id, statut=StatutOffre.brouillon.value, creee_le=le)
            if not demande.brouillon:
                offre.statut, offre.publiee_le = StatutOffre.publiee.value, le
            remplir(offre, preparee)
            session.add(offre)
            session.flush()
            self._stocker_passages(session, offre, preparee)
            rendre_public(session, offre)
            journaliser(session, acteur.id, "offre_creee", "offre", offre.id)
            rendue = _rendre_chargee(session, acteur, offre.id)
            noter(session, 201, rendue)
        self._ecrite(offre_id)
        return rendue

    def modifier(self, acteur: Acteur, offre_id: uuid.UUID, changements: OffreUpdate, etag: str | None) -> OffreRead:
        """Change fields of an offer of one's entreprise; the version stays where nothing differs. Raises OFFRE_INTROUVABLE, VERSION_PERIMEE, CRITERE_INTERDIT."""
        with self._unite() as session:
            offre = _la_mienne(session, acteur, offre_id)
            version, actuelle = offre.version, demande_de(offre)
        if not etag_convient(etag, version):
            raise ErreurMetier(Code.VERSION_PERIMEE)
        voulus = changements.model_dump(exclude_unset=True)
        obligatoires = {
            "titre",
            "description",
            "localisation",
            "teletravail",
            "type_contrat",
            "competences_requises",
            "competences_souhaitees",
            "langues",
            "obligatoires",
        }
        if any(voulus[champ] is None for champ in obligatoires & set(voulus)):
            raise ErreurMetier(
                Code.DONNEES_INVALIDES,
                champ=min(c for c in obligatoires & set(voulus) if voulus[c] is None),
                message=("ne peut pas être vidé", "cannot be emptied"),
            )
        try:
            demande = OffreBase.model_validate(actuelle | voulus)
        except ValidationError as erreur:
            raise _fautive(erreur, voulus) from None
        if _est_inchangee(demande, actuelle):
            return self.get_offre(acteur, offre_id)
        if demande.expire_le != actuelle["expire_le"]:
            _exiger_a_venir(demande.expire_le)
        preparee = preparer(demande, self._unite, self._embedder())
        with self._unite() as session:
            offre = _la_mienne(session, acteur, offre_id, verrouiller=True)
            if offre.version != version:
                raise ErreurMetier(Code.VERSION_PERIMEE if etag else Code.CONFLIT)
            remplir(offre, preparee)
            offre.version += 1
            offre.modifiee_le = datetime.now(timezone.utc)
            self._stocker_passages(session, offre, preparee)
            rendre_public(session, offre)
            journaliser(session, acteur.id, "offre_modifiee", "offre", offre.id)
            session.flush()
            rendue = _rendre_chargee(session, acteur, offre.id)
        self._ecrite(offre_id)
        return rendue

    def publier(self, acteur: Acteur, offre_id: uuid.UUID) -> OffreRead:
        """Open an offer; repeating does no harm."""
        return self._changer_statut(acteur, offre_id, StatutOffre.publiee)

    def fermer(self, acteur: Acteur, offre_id: uuid.UUID) -> OffreRead:
        """Close an offer; repeating does no harm."""
        return self._changer_statut(acteur, offre_id, StatutOffre.fermee)

    def _changer_statut(self, acteur: Acteur, offre_id: uuid.UUID, statut: StatutOffre) -> OffreRead:
        with self._unite() as session:
            offre = _la_mienne(session, acteur, offre_id, verrouiller=True)
            poser_statut(session, acteur.id, offre, statut)
            rendue = _rendre_chargee(session, acteur, offre_id)
        self._ecrite(offre_id)
        return rendue

    def _ecrite(self, offre_id: uuid.UUID) -> None:
        """After a commit: the jobs may start, and this process shows the offer as it is now."""
        self._vitrine.oublier(offre_id)
        self._reveil.set()

    def supprimer(self, acteur: Acteur, offre_id: uuid.UUID) -> None:
        """Delete an offer that nobody applied to; one with applications is closed and OFFRE_UTILISEE says so."""
        with self._unite() as session:
            offre = _la_mienne(session, acteur, offre_id, verrouiller=True)
            supprimee = retirer_offre(session, acteur.id, offre)
        self._ecrite(offre_id)
        if not supprimee:
            raise ErreurMetier(Code.OFFRE_UTILISEE)

    def get_offre(self, acteur: Acteur | None, offre_id: uuid.UUID) -> OffreRead:
        """An offer that the actor may see. Raises OFFRE_INTROUVABLE."""
        with self._unite() as session:
            return _rendre_chargee(session, acteur, offre_id)

    def list_offres(self, filtres: FiltresOffres, tri: TriOffres, page: DemandePage, avec_facettes: bool) -> tuple[str, int]:
        """Open offers as the JSON of a `PageOffres`, with facets when asked, and how many pages there are."""
        with self._unite() as session:
            total = offre_queries.compter(session, offre_queries.est_ouverte(), *offre_queries.conditions(filtres))
            lignes = session.execute(offre_queries.liste_publique(filtres, tri).limit(page.taille).offset(page.decalage)).all()
            items = [rendu if forme == FORME else _rendre_chargee(session, None, offre_id).model_dump_json() for offre_id, rendu, forme in lignes]
            facettes = offre_queries.facettes(session, filtres) if avec_facettes else None
        enveloppe = PageOffres(**page.rendre([], total).model_dump(), facettes=facettes)
        corps = enveloppe.model_dump_json(exclude={"items"})
        return f'{{"items":[{",".join(items)}],{corps[1:]}', enveloppe.pages

    def list_mes_offres(self, acteur: Acteur, page: DemandePage) -> Page[OffreDeMonEntreprise]:
        """The entreprise's offers in every state, with applications counted per status."""
        with self._unite() as session:
            miennes = Offre.entreprise_id == acteur.entreprise_id
            total = offre_queries.compter(session, miennes)
            requete = select(Offre).options(joinedload(Offre.entreprise)).where(miennes).order_by(Offre.creee_le.desc(), Offre.id)
            offres = list(session.execute(requete.limit(page.taille).offset(page.decalage)).scalars())
            nombres = offre_queries.nombres_candidatures(session, [o.id for o in offres])
            items = [_avec_nombres(rendre_offre(o, acteur, sum(nombres[o.id].values())), nombres[o.id]) for o in offres]
        return page.rendre(items, total)

    @staticmethod
    def _stocker_passages(session: Session, offre: Offre, preparee: Preparee) -> None:
        remplacer_passages(session, "offre", offre.id, preparee.passages)
        texte = " ".join([offre.description, *(c.nom for c in preparee.competences), *(c.libelle_fr or "" for c in preparee.competences)])
        offre.recherche = session.execute(select(vecteur_texte(offre.titre, texte))).scalar_one()
        planifier_indexation(session, "offre", offre.id)


def _la_mienne(session: Session, acteur: Acteur, offre_id: uuid.UUID, *, verrouiller: bool = False) -> Offre:
    requete = offre_queries.offre_de_mon_entreprise(acteur, offre_id)
    offre = session.execute(requete.with_for_update() if verrouiller else requete).scalar_one_or_none()
    if offre is None:
        raise ErreurMetier(Code.OFFRE_INTROUVABLE)
    return offre


def _exiger_a_venir(echeance: datetime | None) -> None:
    if echeance is not None and echeance <= datetime.now(timezone.utc):
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ="expire_le", message=ECHEANCE_PASSEE)


def _est_inchangee(demande: OffreBase, actuelle: Mapping[str, object]) -> bool:
    try:
        return demande == OffreBase.model_validate(actuelle)
    except ValidationError:
        return False  # stored before a rule that it breaks, which this edit mends


def _fautive(erreur: ValidationError, voulus: Mapping[str, object]) -> ErreurMetier:
    """What an edit leaves wrong: how salaries stand together, or a field stored before a rule that it breaks."""
    lieu = ".".join(map(str, erreur.errors(include_input=False, include_url=False)[0]["loc"]))
    if not lieu:
        return ErreurMetier(Code.DONNEES_INVALIDES, champ="salaire_min" if "salaire_min" in voulus else "salaire_max", message=SALAIRES_INVERSES)
    return ErreurMetier(Code.DONNEES_INVALIDES, champ=lieu, message=CHAMP_A_CORRIGER)


def _rendre_chargee(session: Session, acteur: Acteur | None, offre_id: uuid.UUID) -> OffreRead:
    offre = session.execute(offre_queries.offre_visible(acteur, offre_id)).scalar_one_or_none()
    if offre is None:
        raise ErreurMetier(Code.OFFRE_INTROUVABLE)
    sienne = acteur is not None and acteur.role is Role.recruteur and acteur.entreprise_id == offre.entreprise_id
    nombre = sum(offre_queries.nombres_candidatures(session, [offre_id])[offre_id].values()) if sienne else None
    return rendre_offre(offre, acteur, nombre)


def _avec_nombres(offre: OffreRead, nombres: dict[str, int]) -> OffreDeMonEntreprise:
    par_statut = {StatutCandidature(statut): nombre for statut, nombre in nombres.items()}
    return OffreDeMonEntreprise(**offre.model_dump(), candidatures_par_statut=par_statut)
