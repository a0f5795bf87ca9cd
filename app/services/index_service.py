"""The vector index as a cache of PostgreSQL: written after commits, probed at start, compared every hour, rebuilt when it lies.

While it is damaged, busy or away, `voisins` answers None and the caller searches the stored vectors exactly, until a probe finds it well again.
"""

import logging
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.core.config import Settings
from app.core.db import UniteDeTravail
from app.models import PassageIndexe, PierreTombale, Tache
from app.services.passages import Objet, charger_passages
from app.services.taches import Progression, Reessayer, avancer, planifier
from app.vector_store.indexing import ligne_index
from app.vector_store.port import ErreurIndex, IndexVectoriel, LigneIndex, Voisin

journal = logging.getLogger("app.index")

ECHANTILLON = 30
LOT = 1000
REPRISE_S = 5.0
# three times what a row takes to be written again
ATTENTE_PAR_LIGNE = timedelta(milliseconds=10)
ATTENTE_MAX = timedelta(hours=1)
ECARTS_MONTRES = 50


class IndexService:
    """Keeps one collection for CVs and one for offers in step with PostgreSQL."""

    def __init__(self, unite: UniteDeTravail, index: IndexVectoriel, settings: Settings) -> None:
        self._unite, self._index = unite, index
        self._collections: dict[Objet, str] = {"cv": settings.CHROMA_COLLECTION_CVS, "offre": settings.CHROMA_COLLECTION_OFFRES}
        self.sain: dict[Objet, bool] = {"cv": False, "offre": False}

    def sonder(self) -> None:
        """Probe the collections that do not serve; one that fails is rebuilt by a job, and searches go on without it."""
        for objet, collection in self._collections.items():
            if self.sain[objet] or self._en_reconstruction(objet):
                continue
            try:
                self._sonder(objet)
            except ErreurIndex as erreur:
                journal.error("index indisponible", exc_info=erreur, extra={"champs": {"collection": collection}})

    def planifier_comparaison(self, session: Session) -> None:
        """Have each collection compared with PostgreSQL and mended."""
        for objet in self._collections:
            planifier(session, "comparer_index", f"{objet}:reparer", {"objet": objet, "reparer": True})

    def attente_de_comparaison(self) -> timedelta:
        """How long after a start collections are left uncompared: that takes seconds of both processors, and the first searches come then."""
        with self._unite() as session:
            return max(_attente(session, objet) for objet in self._collections)

    def _en_reconstruction(self, objet: Objet) -> bool:
        """Under way, or about to be: not one that waits for a later hour."""
        prete = (Tache.statut == "en_cours") | ((Tache.statut == "en_attente") & (Tache.a_faire_le < func.clock_timestamp() + timedelta(seconds=2 * REPRISE_S)))
        en_route = exists().where(Tache.genre == "reconstruire_index", Tache.cle == objet, prete)
        with self._unite() as session:
            return session.execute(select(en_route)).scalar_one()

    def _sonder(self, objet: Objet) -> bool:
        with self._unite() as session:
            echantillon = _echantillon(session, objet)
        self.sain[objet] = self._index.sonder(self._collections[objet], echantillon)
        if not self.sain[objet]:
            journal.warning("index à reconstruire", extra={"champs": {"collection": self._collections[objet]}})
            with self._unite() as session:
                avancer(session, planifier(session, "reconstruire_index", objet, {"objet": objet}))
        return self.sain[objet]

    def indexer(self, objet: Objet, objet_id: uuid.UUID) -> int:
        """Write the row of a CV or an offer, or drop it when it has no passage. Returns how many passages it stands for."""
        with self._unite() as session:
            passages = [] if _efface(session, objet_id) else charger_passages(session, [objet_id]).get(objet_id, [])
        if not passages:
            self._index.supprimer(self._collections[objet], [str(objet_id)])
            return 0
        self._index.ecrire(self._collections[objet], [ligne_index(str(objet_id), passages)])
        with self._unite() as session:
            efface = _efface(session, objet_id)
        if efface:
            # erased while it was being written: another worker may have cleaned up too early
            self._index.supprimer(self._collections[objet], [str(objet_id)])
            with self._unite() as session:
                planifier_purge(session, objet)
        return len(passages)

    def desindexer(self, objet: Objet, objet_id: uuid.UUID) -> None:
        """Remove the row of a CV or an offer; an unknown one is fine. One that has passages again since stays."""
        with self._unite() as session:
            utilise = session.execute(select(exists().where(PassageIndexe.objet_id == objet_id))).scalar_one()
        if not utilise:
            self._index.supprimer(self._collections[objet], [str(objet_id)])

    def reconstruire(self, objet: Objet, progression: Progression) -> int:
        """Make a collection anew from PostgreSQL, while exact search answers."""
        self.sain[objet] = False
        with self._unite() as session:
            total = _nombre_d_objets(session, objet)
        ecrits = 0

        def lignes() -> Iterator[LigneIndex]:
            nonlocal ecrits
            for lot in self._lots(objet):
                yield from lot
                ecrits += len(lot)
                progression.dire(min(99, ecrits * 100 // max(total, 1)), f"{ecrits} lignes sur {total}")

        self._index.reconstruire(self._collections[objet], lignes())
        self.sain[objet] = True
        return ecrits

    def _lots(self, objet: Objet) -> Iterator[list[LigneIndex]]:
        dernier = uuid.UUID(int=0)
        while True:
            with self._unite() as session:
                suivants = select(PassageIndexe.objet_id).where(PassageIndexe.objet == objet, PassageIndexe.objet_id > dernier)
                ids = list(session.execute(suivants.distinct().order_by(PassageIndexe.objet_id).limit(LOT)).scalars())
                lignes = _lignes(session, ids)
            if not ids:
                return
            dernier = ids[-1]
            yield lignes

    def voisins(self, objet: Objet, vecteur: bytes, k: int) -> list[Voisin] | None:
        """Nearest CVs or offers, or None when the index cannot be trusted now."""
        if not self.sain[objet]:
            return None
        try:
            return self._index.chercher(self._collections[objet], vecteur, k)
        except ErreurIndex as erreur:
            self._en_panne(objet, erreur)
            return None

    def _en_panne(self, objet: Objet, erreur: ErreurIndex) -> None:
        """Search exactly from now on; it is probed soon: busy, it will serve again; damaged, it will be rebuilt."""
        if self.sain[objet]:
            journal.error("index indisponible", exc_info=erreur)
        self.sain[objet] = False

    def comparer(self, objet: Objet, *, reparer: bool) -> tuple[list[str], list[str]]:
        """(ids that the index lacks or holds of an older text, ids that it holds of nothing); with `reparer`, mended one by one."""
        presents = self._index.identifiants(self._collections[objet])
        with self._unite() as session:
            # summed up by PostgreSQL: at 100,000 CVs their 700,000 hashes would hold the API's threads back for seconds
            empreinte = func.encode(
                func.sha256(func.convert_to(func.string_agg(PassageIndexe.hash_texte, aggregate_order_by(literal("\n"), PassageIndexe.ordre)), "UTF8")), "hex"
            )
            requete = select(cast(PassageIndexe.objet_id, String), empreinte).where(PassageIndexe.objet == objet)
            parties = requete.group_by(PassageIndexe.objet_id).order_by(PassageIndexe.objet_id)
            attendues = {str(objet_id): str(attendue) for objet_id, attendue in session.execute(parties)}
        absents = [i for i, attendue in attendues.items() if presents.get(i) != attendue]
        orphelins = [i for i in presents if i not in attendues]
        if reparer:
            for i in absents:
                self.indexer(objet, uuid.UUID(i))
            for i in orphelins:
                self.desindexer(objet, uuid.UUID(i))
        return absents, orphelins

    def travail_indexer(self, parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        """Job: index one object."""
        objet = _objet(parametres)
        with self._ou_plus_tard(objet):
            return {"passages": self.indexer(objet, uuid.UUID(str(parametres["objet_id"])))}

    def travail_desindexer(self, parametres: Mapping[str, object], _: Progression) -> None:
        """Job: remove one object."""
        objet = _objet(parametres)
        with self._ou_plus_tard(objet):
            self.desindexer(objet, uuid.UUID(str(parametres["objet_id"])))

    def travail_comparer(self, parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        """Job: compare one collection with PostgreSQL, and mend it when asked to."""
        objet = _objet(parametres)
        with self._ou_plus_tard(objet):
            absents, orphelins = self.comparer(objet, reparer=bool(parametres["reparer"]))
        if absents or orphelins:
            journal.warning("index et base diffèrent", extra={"champs": {"objet": objet, "absents": len(absents), "orphelins": len(orphelins)}})
        return {"absents": absents[:ECARTS_MONTRES], "orphelins": orphelins[:ECARTS_MONTRES]}

    def travail_reconstruire(self, parametres: Mapping[str, object], progression: Progression) -> Mapping[str, object]:
        """Job: rebuild one collection. `depuis` (database clock): what was erased before is nowhere in its files."""
        objet = _objet(parametres)
        with self._unite() as session:
            depuis = session.execute(select(func.clock_timestamp())).scalar_one()
        with self._ou_plus_tard(objet):
            return {"depuis": depuis.isoformat(), "lignes": self.reconstruire(objet, progression)}

    @contextmanager
    def _ou_plus_tard(self, objet: Objet) -> Iterator[None]:
        """An index that is away is no failure of the job, which comes back."""
        try:
            yield
        except ErreurIndex as erreur:
            self._en_panne(objet, erreur)
            raise Reessayer(REPRISE_S) from None


def planifier_purge(session: Session, objet: Objet) -> None:
    """Have a collection made anew: Chroma keeps the text and vectors of what is deleted, so only new files are free of them.

    The wait grows with the collection, so that erasures close together share one rebuild and exact search serves a small part of the time.
    """
    planifier(session, "reconstruire_index", objet, {"objet": objet}, attente=_attente(session, objet))


def _attente(session: Session, objet: Objet) -> timedelta:
    """How long work on a whole collection is put off: in proportion to it."""
    return min(ATTENTE_MAX, _nombre_d_objets(session, objet) * ATTENTE_PAR_LIGNE)


def _nombre_d_objets(session: Session, objet: Objet) -> int:
    return session.execute(select(func.count(PassageIndexe.objet_id.distinct())).where(PassageIndexe.objet == objet)).scalar_one()


def _efface(session: Session, objet_id: uuid.UUID) -> bool:
    return session.execute(select(exists().where(PierreTombale.objet_id == objet_id))).scalar_one()


def _objet(parametres: Mapping[str, object]) -> Objet:
    return "cv" if parametres["objet"] == "cv" else "offre"


def _lignes(session: Session, ids: Collection[uuid.UUID]) -> list[LigneIndex]:
    return [ligne_index(str(objet_id), passages) for objet_id, passages in charger_passages(session, ids).items()]


def _echantillon(session: Session, objet: Objet) -> list[LigneIndex]:
    """Rows of random objects that must be in the index: those with no indexing still to come."""
    en_route = exists().where(Tache.cle == cast(PassageIndexe.objet_id, String), Tache.statut.in_(("en_attente", "en_cours")))
    hasard = select(PassageIndexe.objet_id).where(PassageIndexe.objet == objet, ~en_route).order_by(func.random()).limit(ECHANTILLON)
    return _lignes(session, set(session.execute(hasard).scalars()))
