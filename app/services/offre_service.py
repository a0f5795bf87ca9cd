"""Offers: written, published, edited, closed by an entreprise; listed and read by everybody.

Writing embeds the offer's passages first, without a connection; then one transaction stores row, passages, vectors and the indexing job.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.ai.matching.controle_offre import avertissement_de_lecture, avertissements_offre, criteres_interdits
from app.ai.matching.lecture_offre import lire_voeux
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.db import UniteDeTravail
from app.core.enums import Role, StatutCandidature, StatutOffre
from app.core.errors import Code, ErreurMetier
from app.models import Offre
from app.schemas.commun import DemandePage, Page
from app.schemas.documents import CompetenceDocument, OffreDocument, PassageVectorise
from app.schemas.offres import (
    SALAIRES_INVERSES,
    CompetenceOffre,
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
from app.services.langue import langue_du_texte
from app.services.offre_ecriture import poser_statut, rendre_public, retirer_offre
from app.services.offre_queries import TriOffres
from app.services.offre_rendu import etag_convient, rendre_offre
from app.services.passages import planifier_indexation, remplacer_passages, vectoriser_passages
from app.services.textes_recherche import vecteur_texte
from app.services.vitrine_service import FORME, VitrineService
from app.utils.text import fold
from app.vector_store.indexing import Vectoriseur
from app.vector_store.text_builders import passages_offre

CHAMPS_SIMPLES = frozenset({"titre", "description", "localisation", "salaire_min", "salaire_max", "devise", "niveau_etudes_min", "expire_le"})
ECHEANCE_PASSEE = ("cette date est passée ; pour clore une offre, fermez-la", "this date is past; to end an offer, close it")
CHAMP_A_CORRIGER = ("la valeur enregistrée n'est plus acceptée : donnez-en une autre", "the stored value is no longer accepted: give another")
CHAMPS_DE_COMPETENCES = ("competences_requises", "competences_souhaitees", "obligatoires")


@dataclass(frozen=True)
class _Preparee:
    """An offer ready to be stored: checked, projected, embedded."""

    demande: OffreBase
    document: OffreDocument
    passages: list[PassageVectorise]


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
        preparee = self._preparer(demande)
        le = creee_le or datetime.now(timezone.utc)
        with self._unite() as session:
            offre = Offre(id=offre_id, entreprise_id=acteur.entreprise_id, auteur_id=acteur.id, statut=StatutOffre.brouillon.value, creee_le=le)
            if not demande.brouillon:
                offre.statut, offre.publiee_le = StatutOffre.publiee.value, le
            _remplir(offre, preparee)
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
            version, actuelle = offre.version, _demande_de(offre)
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
        preparee = self._preparer(demande)
        with self._unite() as session:
            offre = _la_mienne(session, acteur, offre_id, verrouiller=True)
            if offre.version != version:
                raise ErreurMetier(Code.VERSION_PERIMEE if etag else Code.CONFLIT)
            _remplir(offre, preparee)
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

    def _preparer(self, demande: OffreBase) -> _Preparee:
        for champ in CHAMPS_DE_COMPETENCES:
            for valeur, raison in criteres_interdits(getattr(demande, champ)):
                raise ErreurMetier(Code.CRITERE_INTERDIT, champ=champ, valeur=valeur, raison=raison)
        document = projeter_offre(
            OffreSource(
                titre=demande.titre,
                description=demande.description,
                competences_requises=tuple(demande.competences_requises),
                competences_souhaitees=tuple(demande.competences_souhaitees),
                obligatoires=tuple(demande.obligatoires),
                experience_min=demande.experience_min,
                niveau_etudes_min=demande.niveau_etudes_min,
                langues=tuple((x.langue, x.niveau_min) for x in demande.langues),
                localisation=demande.localisation,
                teletravail=demande.teletravail,
                poids=demande.poids or {},
            )
        )
        return _Preparee(demande, document, vectoriser_passages(self._unite, self._embedder(), passages_offre(document)))

    @staticmethod
    def _stocker_passages(session: Session, offre: Offre, preparee: _Preparee) -> None:
        remplacer_passages(session, "offre", offre.id, preparee.passages)
        texte = " ".join([offre.description, *(c.nom for c in _toutes(preparee.document)), *(c.libelle_fr or "" for c in _toutes(preparee.document))])
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


def _toutes(document: OffreDocument) -> tuple[CompetenceDocument, ...]:
    return document.competences_requises + document.competences_souhaitees + document.obligatoires


def _remplir(offre: Offre, preparee: _Preparee) -> None:
    demande, document = preparee.demande, preparee.document
    for champ in CHAMPS_SIMPLES:
        setattr(offre, champ, getattr(demande, champ))
    offre.rendu, offre.rendu_forme = "", ""
    offre.localisation_cle = fold(demande.localisation)
    offre.teletravail, offre.type_contrat = demande.teletravail.value, demande.type_contrat.value
    offre.salaire_periode = demande.salaire_periode.value if demande.salaire_periode else None
    offre.experience_min = None if demande.experience_min is None else Decimal(str(demande.experience_min))
    for champ in CHAMPS_DE_COMPETENCES:
        source = "saisie" if getattr(demande, champ) else "description"
        setattr(offre, champ, [_competence(c, source) for c in getattr(document, champ)])
    offre.langues = [x.model_dump(mode="json") for x in demande.langues]
    offre.poids = {critere.value: poids for critere, poids in (demande.poids or {}).items()}
    offre.document = document.model_dump(mode="json")
    offre.concepts = sorted({c.concept_id or " ".join(fold(c.nom).split())[:200] for c in _toutes(document)})
    offre.langue = langue_du_texte(f"{demande.titre} {demande.description}")
    avertissements = avertissements_offre(
        titre=demande.titre,
        description=demande.description,
        salaire_min=demande.salaire_min,
        salaire_max=demande.salaire_max,
        teletravail=demande.teletravail,
        competences=[*demande.competences_requises, *demande.competences_souhaitees, *demande.obligatoires],
    )
    remplis = {champ for champ in (*CHAMPS_DE_COMPETENCES, "langues") if getattr(demande, champ)}
    remplis |= {champ for champ in ("experience_min", "niveau_etudes_min") if getattr(demande, champ) is not None}
    avertissements += avertissement_de_lecture(document, remplis, lire_voeux(demande.description))
    offre.avertissements = [a.model_dump(mode="json") for a in avertissements]


def _competence(competence: CompetenceDocument, source: str) -> dict[str, object]:
    return {"nom": competence.nom, "concept_id": competence.concept_id, "libelle": competence.libelle_fr, "source": source}


def _demande_de(offre: Offre) -> dict[str, object]:
    """The request that an offer came from; skills that were read in the description are left out, to be read anew."""
    return {
        **{champ: getattr(offre, champ) for champ in CHAMPS_SIMPLES | {"teletravail", "type_contrat", "salaire_periode", "langues"}},
        "experience_min": None if offre.experience_min is None else float(offre.experience_min),
        **{champ: [c.nom for c in map(CompetenceOffre.model_validate, getattr(offre, champ)) if c.source == "saisie"] for champ in CHAMPS_DE_COMPETENCES},
        "poids": offre.poids or None,
    }


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
