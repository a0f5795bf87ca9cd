"""The product's own chain over one twin: bytes → contained reader → projection → embedded texts → prompts → scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.ai.extraction.ancrage import masquer
from app.ai.extraction.modele import LONGUEUR_MAX
from app.ai.lecture import Lecteur
from app.ai.matching.explication_modele import fiche
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.score import calculer_score
from app.schemas.documents import OffreDocument, PassageVectorise
from app.vector_store.embedder import Embedder
from app.vector_store.indexing import vectoriser
from app.vector_store.modele import MODELE
from app.vector_store.text_builders import passages_cv, passages_offre
from benchmarks.jumeaux.contenu import Base, bases
from benchmarks.jumeaux.rendu import dessiner
from benchmarks.jumeaux.variations import Personne

RECU_LE = date(2026, 11, 22)


@dataclass(frozen=True)
class Empreinte:
    """All that leaves one CV for an embedding, a model or a number. `lu`: the words, in order, that the reading model gets (a page breaks its lines where names are long)."""

    passages: tuple[tuple[str, str, str, float], ...]
    vecteurs: tuple[bytes, ...]
    lu: str
    fiches: tuple[str, ...]
    scores: tuple[float, ...]
    details: tuple[str, ...]


class Chaine:
    """Reader, embedder and offers, opened once. Texts already embedded keep their vectors, as in the product."""

    def __init__(self, lecteur: Lecteur, embedder: Embedder) -> None:
        self._lecteur, self._embedder = lecteur, embedder
        self._connus: dict[str, bytes] = {}
        self._offres = [self._offre(b) for b in bases()]

    def _offre(self, base: Base) -> tuple[str, OffreDocument, list[PassageVectorise]]:
        o = base.offre
        document = projeter_offre(OffreSource(o.titre, o.description, o.requises, o.souhaitees, experience_min=4, niveau_etudes_min=6, langues=(("en", "B2"),)))
        return o.titre, document, self._vectoriser(passages_offre(document))

    def _vectoriser(self, passages: Sequence[object]) -> list[PassageVectorise]:
        vectorises = vectoriser(passages, self._embedder, self._connus)
        self._connus.update((p.hash_texte, p.vecteur) for p in vectorises)
        return vectorises

    def suivre(self, base: Base, personne: Personne) -> Empreinte:
        """One twin's way. Scored for the offer of its own trade and for the next one's."""
        lecture = self._lecteur.lire(dessiner(base, personne), nom_fichier=personne.fichier, recu_le=RECU_LE)
        document = projeter_cv(lecture.profil, lecture.preuves, lecture.texte, lecture.recu_le)
        passages = self._vectoriser(passages_cv(document))
        rang = [b.cle for b in bases()].index(base.cle)
        fiches, scores, details = [], [], []
        for titre, offre, vecteurs in (self._offres[rang], self._offres[(rang + 1) % len(self._offres)]):
            score = calculer_score(document, passages, offre, vecteurs, MODELE)
            fiches.append(fiche(score, titre, base.langue))
            scores.append(score.score)
            # quotations are the CV's own words, at their own places: all the rest must be the same
            details.append(score.model_dump_json(exclude={"empreinte": True, "criteres": {"__all__": {"preuves"}}}))
        return Empreinte(
            passages=tuple((p.passage.cle, p.passage.section, p.passage.texte, p.passage.poids) for p in passages),
            vecteurs=tuple(p.vecteur for p in passages),
            lu=" ".join(masquer(lecture, LONGUEUR_MAX).texte.split()),
            fiches=tuple(fiches),
            scores=tuple(scores),
            details=tuple(details),
        )
