"""Retrieval: which objects are worth a closer look. Meaning (vectors) and words (full text) fused by reciprocal rank.

Small sets are searched exactly from the vectors in PostgreSQL, larger ones too while the index cannot be trusted, up to a bound that keeps the wait
short; of large ones Chroma, which holds one vector for each object, and full text name the candidates. A hit counts only once it was read again through what the actor may see.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.ai.referentiels.requete import noms_cites
from app.core.db import UniteDeTravail, parmi
from app.core.errors import Code, ErreurMetier
from app.models import CV, Offre, PassageIndexe, Vecteur
from app.services.index_service import IndexService
from app.services.passages import Objet
from app.services.textes_recherche import Frequences
from app.vector_store.indexing import Vectoriseur
from app.vector_store.modele import MODELE
from app.vector_store.search import fusionner, matrice

SEUIL_EXACT = 700
"""Objects; a CV has about seven passages."""
EXACT_MAX = 5_000
"""Objects that an exact search may read while the index is away: one millisecond each or so (docs/scaling.md), so 100,000 would hang for minutes."""
REESSAYER_S = 10
SURECHANTILLON = 10
PROFONDEURS = (2, 8, 30)
"""Neighbours asked of the index for each object wanted: more only when too few of the first are visible, as a deep search costs in proportion."""
PASSAGES_MONTRES = 3
PLANCHER_LIBRE = 0.25
"""Of free text: letters typed at random reach no more on the demonstration's CVs but by chance; what answers a question, in either language, reaches 0.44."""
NOMS_MAX = 8
"""Names of trades and skills that free text may add to a question."""

Visibles: TypeAlias = "Select[uuid.UUID]"


@dataclass(frozen=True)
class Question:
    """What is looked for: weighted unit vectors (384 float32 each, as bytes) and words."""

    vecteurs: Sequence[bytes]
    poids: Sequence[float]
    mots: str
    plancher: float = 0.0
    """Similarity under which an object that shares no word with the question is no answer to it."""


@dataclass(frozen=True)
class Trouve:
    """An object found: mean over the question's vectors of the best cosine among its passages, and the passages that won."""

    objet_id: uuid.UUID
    similarite: float
    passages: tuple[uuid.UUID, ...]


class RappelService:
    """Finds CVs and offers."""

    def __init__(self, unite: UniteDeTravail, embedder: Callable[[], Vectoriseur], index: IndexService, frequences: Frequences) -> None:
        self._unite, self._embedder, self._index, self._frequences = unite, embedder, index, frequences

    def question(self, requete: str) -> Question:
        """Free text as a question: the words as typed, and the names in both languages of what they name, which together weigh as much."""
        from app.vector_store.text_builders import texte_requete

        noms = noms_cites(requete)[:NOMS_MAX]
        vecteurs = self._embedder().embed([texte_requete(t) for t in (requete, *noms)])
        return Question([v.astype("<f4").tobytes() for v in vecteurs], [1.0, *(1 / len(noms) for _ in noms)], " ".join((requete, *noms)), PLANCHER_LIBRE)

    def chercher(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[Trouve]:
        """The `limite` best among `visibles` (a statement that selects ids), best first, with the passages that won."""
        if not question.vecteurs:
            return []
        candidats = self._candidats(objet, question, visibles, limite * SURECHANTILLON)
        if candidats is not None:
            visibles = visibles.where(parmi(_table(objet).id, candidats))
        with self._unite() as session:
            par_mots = self._par_mots(session, objet, question, visibles, limite * SURECHANTILLON)
            exact = self._exact(session, question, visibles)
        mesures = set(exact.ordre)
        fusion = fusionner([[str(i) for i in exact.ordre], [str(i) for i in par_mots if i in mesures]])
        trouves = [exact.trouve(uuid.UUID(identifiant)) for identifiant, _ in fusion[:limite]]
        return [t for t in trouves if t.similarite >= question.plancher or t.objet_id in par_mots]

    def survivants(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID]:
        """The `limite` objects that are worth a full score."""
        candidats = self._candidats(objet, question, visibles, limite) if question.vecteurs else []
        return [t.objet_id for t in self.chercher(objet, question, visibles, limite)] if candidats is None else candidats

    def passages(self, session: Session, objet: Objet, question: Question, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, str, str]]]:
        """The passages of these objects that are nearest to the question, as `gagnants`."""
        exact = self._exact(session, question, select(_table(objet).id).where(parmi(_table(objet).id, ids)))
        return self.gagnants(session, [exact.trouve(i) for i in exact.ordre])

    def _candidats(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID] | None:
        """The `limite` best by index and words together; None when the set is to be searched exactly: it is small, or the index is away or names too few.

        Raises RECHERCHE_INDISPONIBLE when the index is away and the set too large for that.
        """
        if not self._plus_de(SEUIL_EXACT, visibles):
            return None
        par_sens = self._par_sens(objet, question, visibles, limite)
        if par_sens is None or len(par_sens) < limite:
            if not self._plus_de(EXACT_MAX, visibles):
                return None
            if par_sens is None:
                raise ErreurMetier(Code.RECHERCHE_INDISPONIBLE, retry_after=REESSAYER_S)
        with self._unite() as session:
            par_mots = self._par_mots(session, objet, question, visibles, limite)
        fusion = fusionner([[str(i) for i in par_sens], [str(i) for i in par_mots]])
        return [uuid.UUID(identifiant) for identifiant, _ in fusion[:limite]]

    def _plus_de(self, nombre: int, visibles: Visibles) -> bool:
        with self._unite() as session:
            return session.execute(select(func.count()).select_from(visibles.limit(nombre + 1).subquery())).scalar_one() > nombre

    def _par_sens(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID] | None:
        """Visible objects in the index's order, deep enough to be `limite` where that can be; None when the index is away."""
        table = _table(objet)
        vus: list[uuid.UUID] = []
        for profondeur in PROFONDEURS:
            voisins = self._index.voisins(objet, _moyenne(question), limite * profondeur)
            if voisins is None:
                return None
            ids = [uuid.UUID(v.id) for v in voisins]
            with self._unite() as session:
                permis = set(session.execute(visibles.where(parmi(table.id, ids))).scalars())
            vus = [i for i in ids if i in permis]
            if len(vus) >= limite or len(voisins) < limite * profondeur:
                break
        return vus

    def _par_mots(self, session: Session, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID]:
        table = _table(objet)
        requete = self._frequences.requete_un(session, table, question.mots)
        if requete is None:
            return []
        # ts_rank is ten times cheaper here than ts_rank_cd, whose covers say nothing of "any of these words"
        rang = func.ts_rank(table.recherche, requete)
        return list(session.execute(visibles.where(table.recherche.op("@@")(requete)).order_by(rang.desc(), table.id).limit(limite)).scalars())

    @staticmethod
    def _exact(session: Session, question: Question, visibles: Visibles) -> "Exact":
        """Every one of `visibles` measured. Vectors are read in slices, so that a large set never stands in memory whole."""
        requete = matrice(question.vecteurs)
        lignes = session.execute(
            select(PassageIndexe.objet_id, PassageIndexe.id, Vecteur.vecteur)
            .join(Vecteur, and_(Vecteur.hash_texte == PassageIndexe.hash_texte, Vecteur.modele == MODELE))
            .where(PassageIndexe.objet_id.in_(visibles))
            .execution_options(yield_per=5_000)
        )
        rangs: dict[uuid.UUID, int] = {}
        objets: list[int] = []
        passages: list[uuid.UUID] = []
        cosinus = [np.empty((0, len(requete)), np.float32)]
        for tranche in lignes.partitions():
            cosinus.append(matrice([bytes(v) for _, _, v in tranche]) @ requete.T)
            objets += [rangs.setdefault(objet_id, len(rangs)) for objet_id, _, _ in tranche]
            passages += [passage_id for _, passage_id, _ in tranche]
        return Exact(list(rangs), np.array(objets, np.intp), passages, np.concatenate(cosinus), np.asarray(question.poids, np.float64))

    @staticmethod
    def gagnants(session: Session, trouves: Sequence[Trouve]) -> dict[uuid.UUID, list[tuple[str, str, str]]]:
        """(key, section, indexed text) of the passages that won, by object, best first."""
        ids = [i for t in trouves for i in t.passages]
        lignes = session.execute(select(PassageIndexe.id, PassageIndexe.cle, PassageIndexe.section, PassageIndexe.texte).where(parmi(PassageIndexe.id, ids)))
        connus = {i: (cle, section, texte) for i, cle, section, texte in lignes}
        return {t.objet_id: [connus[i] for i in t.passages if i in connus] for t in trouves}


class Exact:
    """Cosines of a set's passages with a question, and what follows for the objects: `ordre` holds them best first, equals by id."""

    def __init__(
        self, ids: Sequence[uuid.UUID], objets: NDArray[np.intp], passages: Sequence[uuid.UUID], cosinus: NDArray[np.float32], poids: NDArray[np.float64]
    ) -> None:
        par_objet = np.argsort(objets, kind="stable")
        self._passages, self._poids = [passages[i] for i in par_objet], poids
        self._cosinus = cosinus[par_objet].astype(np.float64)
        self._debuts = np.searchsorted(objets[par_objet], np.arange(len(ids) + 1))
        meilleurs = np.maximum.reduceat(self._cosinus, self._debuts[:-1], axis=0) if len(ids) else self._cosinus
        self._moyennes = (meilleurs @ poids / poids.sum()).tolist()
        self._rangs = {objet_id: rang for rang, objet_id in enumerate(ids)}
        self.ordre = sorted(ids, key=lambda i: (-self._moyennes[self._rangs[i]], str(i)))

    def trouve(self, objet_id: uuid.UUID) -> Trouve:
        """The object with the passages that won."""
        rang = self._rangs[objet_id]
        debut, fin = self._debuts[rang : rang + 2]
        blocs = self._cosinus[debut:fin]
        # the vectors of the question that weigh most first
        gagnants = blocs.argmax(axis=0)[np.argsort(-blocs.max(axis=0) * self._poids, kind="stable")]
        uniques = dict.fromkeys(self._passages[debut + g] for g in gagnants)
        return Trouve(objet_id, round(self._moyennes[rang], 4), tuple(uniques)[:PASSAGES_MONTRES])


def _table(objet: Objet) -> type[CV] | type[Offre]:
    return CV if objet == "cv" else Offre


def _moyenne(question: Question) -> bytes:
    """The question as one vector, as the index holds objects."""
    somme = np.asarray(question.poids, np.float64) @ matrice(question.vecteurs).astype(np.float64)
    longueur = float(np.linalg.norm(somme))
    return (somme / longueur if longueur else somme).astype("<f4").tobytes()
