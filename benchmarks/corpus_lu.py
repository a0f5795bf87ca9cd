"""CVs and offers brought to the scorer the product's own way: file, reader, facts, projection, passages, vectors.

What was read is kept under `.cache/` by the hash of the file and of the reader's sources, vectors by the hash of their text: a rerun is quick.
"""

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from app.ai.extraction.fusion import fusionner
from app.ai.lecture.lecteur import Lecteur
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.config import RACINE
from app.schemas.documents import CVDocument, OffreDocument, Passage, PassageVectorise
from app.schemas.profil import LectureCV, Preuve, ProfilExtrait
from app.vector_store.embedder import Embedder, hash_texte
from app.vector_store.indexing import vectoriser
from app.vector_store.text_builders import passages_cv, passages_offre

CACHE = RACINE / ".cache" / "benchmarks"
RECU_LE = date(2026, 11, 15)
_SOURCES_LECTEUR = ("app/ai/lecture", "app/ai/extraction", "app/ai/referentiels", "app/schemas/profil.py")


@dataclass(frozen=True)
class CVLu:
    """A CV as the product holds it."""

    nom: str
    lecture: LectureCV
    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    document: CVDocument
    passages: list[PassageVectorise]


@dataclass(frozen=True)
class OffreLue:
    """An offer as the product holds it."""

    nom: str
    source: OffreSource
    document: OffreDocument
    passages: list[PassageVectorise]


class Atelier:
    """The real reader and the real embedder, each behind its cache."""

    def __init__(self) -> None:
        self._vecteurs: dict[str, bytes] = _lire_vecteurs()
        self._connus = len(self._vecteurs)

    @cached_property
    def _lecteur(self) -> Lecteur:
        return Lecteur(2, ocr=False)

    @cached_property
    def embedder(self) -> Embedder:
        """MiniLM."""
        return Embedder()

    def lire(self, nom: str, contenu: bytes) -> CVLu:
        """One file, all the way. Raises LectureImpossible."""
        fichier = CACHE / "lectures" / f"{hashlib.sha256(contenu).hexdigest()[:32]}-{_version_lecteur()}.json"
        if fichier.exists():
            lecture = LectureCV.model_validate_json(fichier.read_bytes())
        else:
            lecture = self._lecteur.lire(contenu, nom_fichier=f"{nom}.pdf", recu_le=RECU_LE)
            fichier.parent.mkdir(parents=True, exist_ok=True)
            fichier.write_text(lecture.model_dump_json())
        profil, preuves = fusionner(lecture.profil, lecture.preuves, None, {}, recu_le=RECU_LE)
        document = projeter_cv(profil, preuves, lecture.texte, RECU_LE)
        return CVLu(nom, lecture, profil, preuves, document, self.vectoriser(passages_cv(document)))

    def offre(self, nom: str, source: OffreSource) -> OffreLue:
        """One offer, all the way."""
        document = projeter_offre(source)
        return OffreLue(nom, source, document, self.vectoriser(passages_offre(document)))

    def vectoriser(self, passages: Sequence[Passage]) -> list[PassageVectorise]:
        """Passages with vectors; a text once seen keeps its bytes."""
        vectorises = vectoriser(passages, self.embedder, self._vecteurs)
        self._vecteurs.update((p.hash_texte, p.vecteur) for p in vectorises)
        return vectorises

    def vecteur(self, texte: str) -> bytes:
        """Vector of one text, cut at 256 word pieces as MiniLM does."""
        cle = hash_texte(texte)
        if cle not in self._vecteurs:
            self._vecteurs[cle] = self.embedder.embed([texte])[0].astype("<f4").tobytes()
        return self._vecteurs[cle]

    def fermer(self) -> None:
        """Stop the reader and keep the vectors."""
        if "_lecteur" in self.__dict__:
            self._lecteur.fermer()
        if len(self._vecteurs) > self._connus:
            CACHE.mkdir(parents=True, exist_ok=True)
            _FICHIER_VECTEURS.write_bytes(pickle.dumps(self._vecteurs))


_FICHIER_VECTEURS = CACHE / "vecteurs.pickle"


@contextmanager
def atelier() -> Iterator[Atelier]:
    """An `Atelier`, closed at the end."""
    ouvert = Atelier()
    try:
        yield ouvert
    finally:
        ouvert.fermer()


def _lire_vecteurs() -> dict[str, bytes]:
    if not _FICHIER_VECTEURS.exists():
        return {}
    vecteurs: dict[str, bytes] = pickle.loads(_FICHIER_VECTEURS.read_bytes())
    return vecteurs


@cache
def _version_lecteur() -> str:
    """Hash of the sources that reading depends on."""
    empreinte = hashlib.sha256()
    for chemin in _SOURCES_LECTEUR:
        entree = RACINE / chemin
        for fichier in sorted(_fichiers(entree)):
            empreinte.update(fichier.read_bytes())
    return empreinte.hexdigest()[:12]


def _fichiers(entree: Path) -> Iterable[Path]:
    return [entree] if entree.is_file() else (f for f in entree.rglob("*") if f.suffix in {".py", ".txt"})


def cvs_de_demonstration(ouvert: Atelier, nombre: int = 60) -> list[CVLu]:
    """The demonstration's CVs, read."""
    from app.services.demonstration.cvs import generer_cvs

    return [ouvert.lire(cv.nom_fichier.removesuffix(".pdf"), cv.contenu) for cv in generer_cvs(nombre)]


def offres_de_demonstration(ouvert: Atelier) -> list[OffreLue]:
    """The demonstration's offers, projected."""
    from app.core.enums import NiveauLangue
    from app.services.demonstration.offres import offres_demo

    return [
        ouvert.offre(
            o.titre,
            OffreSource(
                titre=o.titre,
                description=o.description,
                competences_requises=o.competences_requises,
                competences_souhaitees=o.competences_souhaitees,
                obligatoires=o.obligatoires,
                experience_min=o.experience_min,
                niveau_etudes_min=o.niveau_etudes_min,
                langues=tuple((langue, NiveauLangue(niveau)) for langue, niveau in o.langues),
                localisation=o.localisation,
                teletravail=o.teletravail,
            ),
        )
        for o in offres_demo()
    ]
