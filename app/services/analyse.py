"""From bytes to all that is stored of a CV: reading, language model, merge, projection, passages with vectors. No connection is held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.ai.extraction.fusion import fusionner
from app.ai.extraction.saisie import comprendre, verifier
from app.ai.matching.projection import projeter_cv
from app.schemas.documents import CVDocument, PassageVectorise
from app.schemas.profil import LectureCV, Preuve, ProfilExtrait
from app.services.passages import vectoriser_passages
from app.services.ressources import Ressources
from app.vector_store.text_builders import VERSION_TEXTES, passages_cv

if TYPE_CHECKING:
    from app.ai.extraction.modele import ExtractionModele

VERSION_LECTEUR = "1"


@dataclass(frozen=True)
class Analyse:
    """What one reading brought. `modele_attendu`: the model did not answer in time and may be asked again later."""

    lecture: LectureCV
    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    document: CVDocument
    passages: list[PassageVectorise]
    origine: dict[str, object]
    modele_attendu: bool


class Analyseur:
    """Reads CVs with the process's reader, model and embedder."""

    def __init__(self, ressources: Ressources) -> None:
        self._r = ressources

    def analyser(self, contenu: bytes, nom_fichier: str, recu_le: date, corrections: Mapping[str, object], *, delai_modele_s: float) -> Analyse:
        """Read a file. Raises LectureImpossible, ModeleAbsent. A language model that fails never fails the reading."""
        lecture = self._r.lecteur.lire(contenu, nom_fichier=nom_fichier, recu_le=recu_le)
        modele, echec = self._demander(lecture, delai_modele_s)
        profil, preuves = fusionner(lecture.profil, lecture.preuves, modele, corrections, recu_le=recu_le)
        origine: dict[str, object] = {"lecteur": VERSION_LECTEUR, "textes": VERSION_TEXTES}
        if modele is not None:
            origine["modele"] = {"trace": modele.trace.model_dump(mode="json"), "rejets": [r.model_dump(mode="json") for r in modele.rejets]}
        if echec is not None:
            origine["modele_indisponible"] = echec
        return self.assembler(lecture, profil, preuves, origine, modele_attendu=echec is not None)

    def assembler(
        self, lecture: LectureCV, profil: ProfilExtrait, preuves: dict[str, Preuve], origine: dict[str, object], *, modele_attendu: bool = False
    ) -> Analyse:
        """Project a profile and embed its passages."""
        document = projeter_cv(profil, preuves, lecture.texte, lecture.recu_le)
        passages = vectoriser_passages(self._r.unite, self._r.embedder, passages_cv(document))
        return Analyse(lecture, profil, preuves, document, passages, origine, modele_attendu)

    def corriger(self, lecture: LectureCV, corrections: Mapping[str, object], origine: dict[str, object]) -> Analyse:
        """Lay what a person typed over the profile of `lecture`. Raises DONNEES_INVALIDES on what fits no field or cannot be read."""
        lues = comprendre(corrections)
        profil, preuves = fusionner(lecture.profil, lecture.preuves, None, lues, recu_le=lecture.recu_le)
        verifier(profil, lues)
        return self.assembler(lecture, profil, preuves, origine)

    def _demander(self, lecture: LectureCV, delai_s: float) -> "tuple[ExtractionModele | None, str | None]":
        if self._r.llm is None or delai_s <= 0:
            return None, None if self._r.llm is None else "non_attendu"
        from app.ai.extraction.modele import extraire_par_modele
        from app.ai.llm.erreurs import ModeleIndisponible

        try:
            return extraire_par_modele(lecture, self._r.llm, delai_s=delai_s), None
        except ModeleIndisponible as erreur:
            return None, erreur.raison.value
