"""Passages and vectors in PostgreSQL: the truth that scores are computed from and that Chroma only caches."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from sqlalchemy import Text, and_, any_, cast, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, array, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.core.db import UniteDeTravail
from app.models import PassageIndexe, ScoreEnregistre, Vecteur
from app.schemas.documents import Citation, Passage, PassageVectorise
from app.services.taches import planifier
from app.vector_store.indexing import Vectoriseur, vectoriser
from app.vector_store.modele import MODELE

Objet = Literal["cv", "offre"]


def vectoriser_passages(unite: UniteDeTravail, embedder: Vectoriseur, passages: Sequence[Passage]) -> list[PassageVectorise]:
    """Passages with their vectors; a text that was ever embedded keeps its stored bytes. No connection is held while embedding."""
    from app.vector_store.embedder import hash_texte

    hashs = {hash_texte(p.texte) for p in passages}
    with unite() as session:
        connus = lire_vecteurs(session, hashs)
    return vectoriser(passages, embedder, connus)


def lire_vecteurs(session: Session, hashs: Collection[str]) -> dict[str, bytes]:
    """Stored vectors by text hash, under the present model."""
    if not hashs:
        return {}
    lignes = session.execute(select(Vecteur.hash_texte, Vecteur.vecteur).where(Vecteur.modele == MODELE, Vecteur.hash_texte.in_(hashs)))
    return {hash_texte: bytes(vecteur) for hash_texte, vecteur in lignes}


def remplacer_passages(session: Session, objet: Objet, objet_id: uuid.UUID, passages: Sequence[PassageVectorise]) -> None:
    """Make these the passages of a CV or an offer; of a text that is already there the stored vector stays."""
    anciens = set(session.execute(delete(PassageIndexe).where(PassageIndexe.objet_id == objet_id).returning(PassageIndexe.hash_texte)).scalars())
    uniques = ajouter_vecteurs(session, passages)
    if uniques:
        session.execute(insert(PassageIndexe).values([_ligne(objet, objet_id, ordre, p) for ordre, p in enumerate(passages)]))
    oublier_vecteurs(session, anciens - uniques)


def ajouter_vecteurs(session: Session, passages: Sequence[PassageVectorise]) -> set[str]:
    """Store the vectors of texts not yet known; of a known one the stored bytes stay. Returns the hashes of the texts."""
    uniques = {p.hash_texte: p.vecteur for p in passages}
    if uniques:
        # in one order everywhere, so that two writers never wait for each other
        lignes = [{"hash_texte": h, "modele": MODELE, "vecteur": uniques[h]} for h in sorted(uniques)]
        session.execute(insert(Vecteur).values(lignes).on_conflict_do_nothing(index_elements=[Vecteur.hash_texte, Vecteur.modele]))
    return set(uniques)


def planifier_indexation(session: Session, objet: Objet, objet_id: uuid.UUID) -> None:
    """Let the index follow this commit."""
    planifier(session, "indexer", str(objet_id), {"objet": objet, "objet_id": str(objet_id)})


def planifier_desindexation(session: Session, objet: Objet, objet_id: uuid.UUID) -> None:
    """Let the object leave the index after this commit."""
    planifier(session, "desindexer", str(objet_id), {"objet": objet, "objet_id": str(objet_id)})


def _ligne(objet: Objet, objet_id: uuid.UUID, ordre: int, p: PassageVectorise) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "objet": objet,
        "objet_id": objet_id,
        "ordre": ordre,
        "cle": p.passage.cle,
        "section": p.passage.section,
        "texte": p.passage.texte,
        "poids": p.passage.poids,
        "citation": p.passage.citation.model_dump(mode="json") if p.passage.citation else None,
        "hash_texte": p.hash_texte,
    }


def supprimer_passages(session: Session, objet_id: uuid.UUID) -> None:
    """Remove the passages of an object and every vector that nothing else needs."""
    oublier_vecteurs(
        session, set(session.execute(delete(PassageIndexe).where(PassageIndexe.objet_id == objet_id).returning(PassageIndexe.hash_texte)).scalars())
    )


def oublier_vecteurs(session: Session, hashs: Collection[str]) -> None:
    """Delete the vectors of texts that no passage and no score record needs any more."""
    if not hashs:
        return
    # exact `= any(array)` on scores would scan it; `@>` uses the GIN index
    session.execute(
        delete(Vecteur).where(
            Vecteur.hash_texte.in_(hashs),
            ~exists().where(PassageIndexe.hash_texte == Vecteur.hash_texte),
            ~exists().where(ScoreEnregistre.empreintes_vecteurs.contains(array([Vecteur.hash_texte], type_=String))),
        )
    )


def charger_passages(session: Session, objet_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[PassageVectorise]]:
    """Passages with vectors of several objects, each list in order."""
    groupes: defaultdict[uuid.UUID, list[PassageVectorise]] = defaultdict(list)
    if not objet_ids:
        return groupes
    p = PassageIndexe
    lignes = session.execute(
        select(p.objet_id, p.cle, p.section, p.texte, p.poids, cast(p.citation, Text), p.hash_texte, Vecteur.vecteur)
        .join(Vecteur, and_(Vecteur.hash_texte == p.hash_texte, Vecteur.modele == MODELE))
        .where(p.objet_id == any_(literal(list(objet_ids), type_=ARRAY(p.objet_id.type))))
        .order_by(p.objet_id, p.ordre)
    )
    for objet_id, cle, section, texte, poids, citation, hash_texte, vecteur in lignes:
        passage = Passage(cle=cle, section=section, texte=texte, poids=poids, citation=Citation.model_validate_json(citation) if citation else None)
        groupes[objet_id].append(PassageVectorise(passage=passage, hash_texte=hash_texte, vecteur=bytes(vecteur)))
    return groupes


@dataclass(frozen=True, slots=True)
class PassageLu:
    """A passage as far as an order of many CVs needs it; its quotation stays JSON until it is looked at."""

    vecteur: bytes
    cle: str
    section: str
    citation_json: str | None

    @property
    def citation(self) -> Citation | None:
        """Where it stands."""
        return Citation.model_validate_json(self.citation_json) if self.citation_json else None


def charger_a_comparer(session: Session, objet_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[PassageLu]]:
    """As `charger_passages`, a third of the time."""
    p = PassageIndexe.__table__.c
    lignes = session.connection().execute(
        select(p.objet_id, p.ordre, Vecteur.vecteur, p.cle, p.section, cast(p.citation, Text))
        .join_from(PassageIndexe, Vecteur, and_(Vecteur.hash_texte == p.hash_texte, Vecteur.modele == MODELE))
        .where(p.objet_id == any_(literal(list(objet_ids), type_=ARRAY(p.objet_id.type))))
    )
    groupes: defaultdict[uuid.UUID, list[PassageLu]] = defaultdict(list)
    # put in order here: PostgreSQL would sort the vectors along
    for objet_id, _, vecteur, cle, section, citation in sorted(lignes, key=itemgetter(0, 1)):
        groupes[objet_id].append(PassageLu(bytes(vecteur), cle, section, citation))
    return groupes


def passage_vectorise(ligne: PassageIndexe, vecteur: bytes) -> PassageVectorise:
    """A row and its vector as a snapshot."""
    citation = Citation.model_validate(ligne.citation) if ligne.citation else None
    passage = Passage(cle=ligne.cle, section=ligne.section, texte=ligne.texte, poids=ligne.poids, citation=citation)
    return PassageVectorise(passage=passage, hash_texte=ligne.hash_texte, vecteur=vecteur)
