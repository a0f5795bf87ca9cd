"""CVs by the hundred thousand for benchmarks: recombined from the demonstration's real ones, vectors synthesised around the real vectors, loaded by COPY."""

import hashlib
import io
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from psycopg2.extensions import connection as Connexion

from app.schemas.documents import Passage
from app.vector_store.modele import MODELE
from benchmarks.synthese import Variante, eloigner

LOT = 2_000
_TABLES = {
    "utilisateurs": "id, email, mot_de_passe, nom, prenom, role, visible_recruteurs",
    "cvs": "id, candidat_id, nom_fichier, taille, sha256, cle_stockage, nb_pages, langue, statut_analyse, texte, qualite, annees_experience, niveau_etudes, "
    "concepts, langues, mobilite, recherche, recu_le",
    "profils": "id, cv_id, version, profil, preuves, document, origine",
    "vecteurs": "hash_texte, modele, vecteur",
    "passages": "id, objet, objet_id, ordre, cle, section, texte, poids, citation, hash_texte",
}


@dataclass(frozen=True)
class Moule:
    """What all copies of a variant share, written once as COPY takes it."""

    variante: Variante
    cv: tuple[str, ...]
    profil: tuple[str, ...]
    passages: list[tuple[str, ...]]
    vecteurs: np.ndarray


def moules(connexion: Connexion, modeles: Sequence[Variante]) -> list[Moule]:
    """Every variant made ready; PostgreSQL itself writes its full text."""
    prets = []
    with connexion.cursor() as curseur:
        for v in modeles:
            corps = " ".join(p.passage.texte for p in v.passages)
            curseur.execute(
                "select (setweight(to_tsvector('french', unaccent(%(t)s)), 'A') || setweight(to_tsvector('french', unaccent(%(c)s)), 'B') || "
                "setweight(to_tsvector('english', unaccent(%(t)s)), 'A') || setweight(to_tsvector('english', unaccent(%(c)s)), 'B'))::text",
                {"t": v.document.titre or "", "c": corps},
            )
            prets.append(_moule(v, curseur.fetchone()[0]))
    return prets


def _moule(v: Variante, recherche: str) -> Moule:
    profil, lecture, document = v.base.profil, v.base.lecture, v.document
    concepts = sorted({c.concept_id for c in document.competences if c.concept_id})
    cv = (
        str(lecture.qualite.nb_pages), profil.langue_cv or "fr", "terminee", _json(lecture.texte), _json(lecture.qualite), str(profil.annees_experience or 0),
        str(profil.niveau_etudes or 0), _tableau(concepts), _tableau(sorted({x.langue for x in document.langues})), "{}", recherche,
    )  # fmt: skip
    preuves = json.dumps({c: p.model_dump(mode="json") for c, p in v.base.preuves.items()}, ensure_ascii=False)
    passages = [_ligne_passage(ordre, p.passage) for ordre, p in enumerate(v.passages)]
    vecteurs = np.frombuffer(b"".join(p.vecteur for p in v.passages), "<f4").reshape(len(v.passages), -1)
    return Moule(v, cv, (_json(profil), preuves, _json(document), "{}"), passages, vecteurs)


def _ligne_passage(ordre: int, p: Passage) -> tuple[str, ...]:
    return (str(ordre), p.cle, p.section, p.texte, str(p.poids), _json(p.citation) if p.citation else "\\N")


def _json(objet: object) -> str:
    return objet.model_dump_json()


def _tableau(valeurs: Sequence[str]) -> str:
    return "{" + ",".join(f'"{v}"' for v in valeurs) + "}"


def charger(connexion: Connexion, prets: Sequence[Moule], nombre: int) -> None:
    """Write `nombre` CVs into an empty database; the first ones are the same whatever the number."""
    hasard = np.random.default_rng(0)
    for premier in range(0, nombre, LOT):
        flux = {table: io.StringIO() for table in _TABLES}
        for numero in range(premier, min(nombre, premier + LOT)):
            moule = prets[numero % len(prets)]
            _ecrire(flux, moule, numero, [v.tobytes() for v in eloigner(moule.vecteurs, hasard).astype("<f4")])
        with connexion.cursor() as curseur:
            for table, colonnes in _TABLES.items():
                flux[table].seek(0)
                curseur.copy_expert(f"copy {table} ({colonnes}) from stdin", flux[table])
        connexion.commit()


def _ecrire(flux: dict[str, io.StringIO], moule: Moule, numero: int, vecteurs: Sequence[bytes]) -> None:
    cv_id, candidat = uuid.UUID(int=(1 << 100) + numero), uuid.UUID(int=(2 << 100) + numero)
    nom = moule.variante.base.profil.nom_complet or "Sans Nom"
    _poser(flux["utilisateurs"], (str(candidat), f"c{numero}@example.com", "x", nom[:50], "A", "candidat", "t"))
    tete = (str(cv_id), str(candidat), "cv.pdf", "1000", hashlib.sha256(str(numero).encode()).hexdigest(), f"synthese/{numero}")
    _poser(flux["cvs"], (*tete, *moule.cv, f"2026-{1 + numero % 11:02d}-{1 + numero % 28:02d} 00:00:00+00"))
    _poser(flux["profils"], (str(uuid.UUID(int=(3 << 100) + numero)), str(cv_id), "1", *moule.profil))
    for rang, (ligne, vecteur) in enumerate(zip(moule.passages, vecteurs, strict=True)):
        cle = hashlib.sha256(vecteur).hexdigest()
        _poser(flux["vecteurs"], (cle, MODELE, "\\x" + vecteur.hex()))
        _poser(flux["passages"], (str(uuid.UUID(int=(4 << 100) + 100 * numero + rang)), "cv", str(cv_id), *ligne, cle))


def _poser(flux: io.StringIO, valeurs: Sequence[str]) -> None:
    echappees = (v if v == "\\N" else v.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") for v in valeurs)
    flux.write("\t".join(echappees) + "\n")
