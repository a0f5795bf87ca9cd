"""Passages and vectors in PostgreSQL: the truth that scores are computed from and that Chroma only caches."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal
from typing import cast as cast_type

from sqlalchemy import Text, and_, cast, delete, exists, select
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.ai.matching.apercu import CITEE
from app.core.db import UniteDeTravail, parmi
from app.models import PassageIndexe, ScoreEnregistre, Vecteur
from app.schemas.documents import Citation, Passage, PassageVectorise
from app.services.taches import planifier
from app.vector_store.indexing import Vectoriseur, vectoriser
from app.vector_store.modele import DIMENSION, MODELE

if TYPE_CHECKING:
    from psycopg2.extensions import connection as ConnexionPostgres

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
        .where(parmi(p.objet_id, objet_ids))
        .order_by(p.objet_id, p.ordre)
    )
    for objet_id, cle, section, texte, poids, citation, hash_texte, vecteur in lignes:
        passage = Passage(cle=cle, section=section, texte=texte, poids=poids, citation=Citation.model_validate_json(citation) if citation else None)
        groupes[objet_id].append(PassageVectorise(passage=passage, hash_texte=hash_texte, vecteur=bytes(vecteur)))
    return groupes


@dataclass(slots=True)
class PassageLu:
    """A passage as far as an order of many CVs needs it: of its quotation only that there is one."""

    vecteur: bytes
    cle: str
    section: str
    citation: Citation | None


# binary, one row a CV: as text, a vector is twice as long, and 2,800 rows of it took six times as long to be read
_A_COMPARER = """copy (
    select p.objet_id, string_agg(p.cle, chr(10) order by p.ordre), string_agg(p.section, chr(10) order by p.ordre),
        string_agg(case when p.citation is null then '-' else '+' end, '' order by p.ordre), string_agg(v.vecteur, ''::bytea order by p.ordre)
    from passages p join vecteurs v on v.hash_texte = p.hash_texte and v.modele = %s
    where p.objet_id = any(%s::uuid[]) group by p.objet_id
) to stdout (format binary)"""
_ENTETE_COPY, _COLONNES = 19, 5
_OCTETS = 4 * DIMENSION


def charger_a_comparer(session: Session, objet_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[PassageLu]]:
    """As `charger_passages`, a fifth of the time. Raises ValueError when a vector is not 384 float32."""
    tampon = BytesIO()
    connexion = cast_type("ConnexionPostgres", session.connection().connection.driver_connection)
    with connexion.cursor() as curseur:
        curseur.copy_expert(curseur.mogrify(_A_COMPARER, (MODELE, [str(i) for i in objet_ids])), tampon)
    return {uuid.UUID(bytes=lue[0]): _passages_lus(lue) for lue in _lignes_copiees(tampon.getvalue())}


def _lignes_copiees(octets: bytes) -> Iterator[list[bytes]]:
    """The rows of PostgreSQL's binary COPY, none of whose values is null."""
    place = _ENTETE_COPY
    while int.from_bytes(octets[place : place + 2], "big", signed=True) == _COLONNES:
        place += 2
        ligne = []
        for _ in range(_COLONNES):
            debut = place + 4
            place = debut + int.from_bytes(octets[place:debut], "big")
            ligne.append(octets[debut:place])
        yield ligne


def _passages_lus(lue: list[bytes]) -> list[PassageLu]:
    cles, sections, cites, vecteurs = lue[1].decode().split("\n"), lue[2].decode().split("\n"), lue[3].decode(), lue[4]
    if len(vecteurs) != _OCTETS * len(cles):
        raise ValueError(f"{len(cles)} vectors have {len(vecteurs)} bytes in all instead of {_OCTETS} each")
    coupes = (vecteurs[debut : debut + _OCTETS] for debut in range(0, len(vecteurs), _OCTETS))
    return [PassageLu(v, cle, section, CITEE if cite == "+" else None) for v, cle, section, cite in zip(coupes, cles, sections, cites, strict=True)]


def passage_vectorise(ligne: PassageIndexe, vecteur: bytes) -> PassageVectorise:
    """A row and its vector as a snapshot."""
    citation = Citation.model_validate(ligne.citation) if ligne.citation else None
    passage = Passage(cle=ligne.cle, section=ligne.section, texte=ligne.texte, poids=ligne.poids, citation=citation)
    return PassageVectorise(passage=passage, hash_texte=ligne.hash_texte, vecteur=vecteur)
