"""Retrieval: which objects are worth a closer look. Meaning (vectors) and words (full text) fused by reciprocal rank.

Small sets are searched exactly from the vectors in PostgreSQL, as is any set while the index cannot be trusted; of large ones Chroma, which holds one
vector for each object, and full text name the candidates. A hit counts only once it was read again through what the actor may see.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.models import CV, Offre, PassageIndexe, Vecteur
from app.services.index_service import IndexService
from app.services.passages import Objet
from app.services.textes_recherche import requete_un
from app.vector_store.indexing import Vectoriseur
from app.vector_store.modele import MODELE
from app.vector_store.search import fusionner, matrice

SEUIL_EXACT = 700
"""Objects; a CV has about seven passages."""
SURECHANTILLON = 10
PROFONDEURS = (3, 30)
"""Neighbours asked of the index for each object wanted: more only when too few of the first are visible, as a deep search costs in proportion."""
PASSAGES_MONTRES = 3

Visibles: TypeAlias = "Select[uuid.UUID]"


@dataclass(frozen=True)
class Question:
    """What is looked for: weighted unit vectors (384 float32 each, as bytes) and words."""

    vecteurs: Sequence[bytes]
    poids: Sequence[float]
    mots: str


@dataclass(frozen=True)
class Trouve:
    """An object found: mean over the question's vectors of the best cosine among its passages, and the passages that won."""

    objet_id: uuid.UUID
    similarite: float
    passages: tuple[uuid.UUID, ...]


class RappelService:
    """Finds CVs and offers."""

    def __init__(self, unite: UniteDeTravail, embedder: Callable[[], Vectoriseur], index: IndexService) -> None:
        self._unite, self._embedder, self._index = unite, embedder, index

    def question(self, requete: str) -> Question:
        """Free text as a question."""
        from app.vector_store.text_builders import texte_requete

        vecteur = self._embedder().embed([texte_requete(requete)])[0]
        return Question([vecteur.astype("<f4").tobytes()], [1.0], requete)

    def chercher(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[Trouve]:
        """The `limite` best among `visibles` (a statement that selects ids), best first, with the passages that won."""
        if not question.vecteurs:
            return []
        candidats = self._candidats(objet, question, visibles, limite * SURECHANTILLON)
        if candidats is not None:
            visibles = visibles.where(_table(objet).id.in_(candidats))
        with self._unite() as session:
            par_mots = self._par_mots(session, objet, question, visibles, limite * SURECHANTILLON)
            trouves = self._exact(session, question, visibles)
        fusion = fusionner([[str(i) for i in trouves], [str(i) for i in par_mots if i in trouves]])
        return [trouves[uuid.UUID(identifiant)] for identifiant, _ in fusion[:limite]]

    def survivants(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID]:
        """The `limite` objects that are worth a full score."""
        candidats = self._candidats(objet, question, visibles, limite) if question.vecteurs else []
        return [t.objet_id for t in self.chercher(objet, question, visibles, limite)] if candidats is None else candidats

    def passages(self, session: Session, objet: Objet, question: Question, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, str, str]]]:
        """The passages of these objects that are nearest to the question, as `gagnants`."""
        return self.gagnants(session, list(self._exact(session, question, select(_table(objet).id).where(_table(objet).id.in_(ids))).values()))

    def _candidats(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID] | None:
        """The `limite` best by index and words together; None when the set is small, or the index is away: then the set is searched exactly."""
        with self._unite() as session:
            bornee = visibles.limit(SEUIL_EXACT + 1).subquery()
            if session.execute(select(func.count()).select_from(bornee)).scalar_one() <= SEUIL_EXACT:
                return None
        par_sens = self._par_sens(objet, question, visibles, limite)
        if par_sens is None:
            return None
        with self._unite() as session:
            par_mots = self._par_mots(session, objet, question, visibles, limite)
        fusion = fusionner([[str(i) for i in par_sens], [str(i) for i in par_mots]])
        return [uuid.UUID(identifiant) for identifiant, _ in fusion[:limite]]

    def _par_sens(self, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID] | None:
        table = _table(objet)
        for profondeur in PROFONDEURS:
            voisins = self._index.voisins(objet, _moyenne(question), limite * profondeur)
            if voisins is None:
                return None
            ids = [uuid.UUID(v.proprietaire) for v in voisins]
            with self._unite() as session:
                vus = set(session.execute(visibles.where(table.id.in_(ids))).scalars())
            if len(vus) >= limite or len(voisins) < limite * profondeur:
                return [i for i in ids if i in vus]
        return None

    @staticmethod
    def _par_mots(session: Session, objet: Objet, question: Question, visibles: Visibles, limite: int) -> list[uuid.UUID]:
        table = _table(objet)
        requete = requete_un(session, table.__tablename__, question.mots)
        if requete is None:
            return []
        # ts_rank is ten times cheaper here than ts_rank_cd, whose covers say nothing of "any of these words"
        rang = func.ts_rank(table.recherche, requete)
        return list(session.execute(visibles.where(table.recherche.op("@@")(requete)).order_by(rang.desc(), table.id).limit(limite)).scalars())

    @staticmethod
    def _exact(session: Session, question: Question, visibles: Visibles) -> dict[uuid.UUID, Trouve]:
        """Best first. Vectors are read in slices, so that a large set never stands in memory whole."""
        requete = matrice(question.vecteurs)
        poids = np.asarray(question.poids, dtype=np.float64)
        lignes = session.execute(
            select(PassageIndexe.objet_id, PassageIndexe.id, Vecteur.vecteur)
            .join(Vecteur, and_(Vecteur.hash_texte == PassageIndexe.hash_texte, Vecteur.modele == MODELE))
            .where(PassageIndexe.objet_id.in_(visibles))
            .execution_options(yield_per=5_000)
        )
        meilleurs: dict[uuid.UUID, NDArray[np.float64]] = {}
        gagnants: dict[uuid.UUID, list[uuid.UUID | None]] = {}
        for tranche in lignes.partitions():
            cosinus = (matrice([bytes(v) for _, _, v in tranche]) @ requete.T).astype(np.float64)
            for (objet_id, passage_id, _), ligne in zip(tranche, cosinus, strict=True):
                if objet_id not in meilleurs:
                    meilleurs[objet_id], gagnants[objet_id] = np.full(len(ligne), -1.0), [None] * len(ligne)
                mieux = ligne > meilleurs[objet_id]
                for position in np.flatnonzero(mieux):
                    meilleurs[objet_id][position], gagnants[objet_id][position] = ligne[position], passage_id
        moyennes = {i: float(m @ poids / poids.sum()) for i, m in meilleurs.items()}
        ordre = sorted(moyennes, key=lambda i: (-moyennes[i], str(i)))
        return {i: Trouve(i, round(moyennes[i], 4), _montres(gagnants[i], meilleurs[i], poids)) for i in ordre}

    @staticmethod
    def gagnants(session: Session, trouves: Sequence[Trouve]) -> dict[uuid.UUID, list[tuple[str, str, str]]]:
        """(key, section, indexed text) of the passages that won, by object, best first."""
        ids = [i for t in trouves for i in t.passages]
        lignes = session.execute(select(PassageIndexe.id, PassageIndexe.cle, PassageIndexe.section, PassageIndexe.texte).where(PassageIndexe.id.in_(ids)))
        connus = {i: (cle, section, texte) for i, cle, section, texte in lignes}
        return {t.objet_id: [connus[i] for i in t.passages if i in connus] for t in trouves}


def _table(objet: Objet) -> type[CV] | type[Offre]:
    return CV if objet == "cv" else Offre


def _montres(gagnants: Sequence[uuid.UUID | None], cosinus: NDArray[np.float64], poids: NDArray[np.float64]) -> tuple[uuid.UUID, ...]:
    ordre = np.argsort(-cosinus * poids, kind="stable")
    uniques = dict.fromkeys(gagnants[i] for i in ordre)
    return tuple(i for i in uniques if i is not None)[:PASSAGES_MONTRES]


def _moyenne(question: Question) -> bytes:
    """The question as one vector, as the index holds objects."""
    somme = np.asarray(question.poids, np.float64) @ matrice(question.vecteurs).astype(np.float64)
    longueur = float(np.linalg.norm(somme))
    return (somme / longueur if longueur else somme).astype("<f4").tobytes()
