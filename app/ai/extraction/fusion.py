"""One profile out of three sources, field by field: correction > identity by rules > model > rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from app.ai.extraction.corrections import corriger
from app.ai.extraction.dates import Periode, mois_union
from app.ai.extraction.modele import ExtractionModele
from app.ai.extraction.rapprochement import memes_competences, memes_experiences, memes_formations, memes_langues, memes_noms
from app.core.enums import SourceFait
from app.schemas.profil import CompetenceLue, Element, ExperienceLue, FormationLue, Preuve, ProfilExtrait
from app.utils.text import fold

E = TypeVar("E", bound=Element)
_DATES = ("debut", "fin", "en_cours")
# what the proof of a whole element proves; any other field of it needs a proof of its own
_PORTES: Mapping[str, frozenset[str]] = {
    "competences": frozenset({"nom", "brut", "concept_id", "categorie"}),
    "experiences": frozenset(),
    "formations": frozenset({"niveau"}),
    "langues": frozenset({"langue", "niveau"}),
    "certifications": frozenset({"nom"}),
    "projets": frozenset({"nom"}),
    "benevolat": frozenset({"nom"}),
}


def fusionner(
    regles: ProfilExtrait,
    preuves_regles: dict[str, Preuve],
    modele: ExtractionModele | None,
    corrections: Mapping[str, object] | None,
    *,
    recu_le: date,
) -> tuple[ProfilExtrait, dict[str, Preuve]]:
    """The profile to serve and the proof of its facts. With no model and no correction, the rules' own objects come back.

    The rules' elements keep their order and the model's new ones follow, so that a chemin of the rules' profile keeps its meaning.
    `recu_le`: the day that "présent" stands for. Raises ErreurMetier (DONNEES_INVALIDES) on a correction that fits no field.
    """
    if modele is None and not corrections:
        return regles, preuves_regles
    profil, preuves = regles.model_copy(deep=True), dict(preuves_regles)
    if modele is not None:
        _Fusion(profil, preuves, modele).faire()
        _recalculer(profil, preuves, regles, recu_le)
    if corrections:
        avant = profil
        profil, preuves = corriger(avant, preuves, corrections)
        _recalculer(profil, preuves, avant, recu_le)
    return profil, preuves


class _Fusion:
    """Brings the model's proven facts into `profil` and `preuves`, in place."""

    def __init__(self, profil: ProfilExtrait, preuves: dict[str, Preuve], modele: ExtractionModele) -> None:
        self._profil = profil
        self._preuves = preuves
        self._modele = modele

    def faire(self) -> None:
        lu, profil = self._modele.profil, self._profil
        for champ in ("titre", "resume"):
            valeur = getattr(lu, champ)
            if valeur is not None and champ in self._modele.preuves and _differe(getattr(profil, champ), valeur):
                setattr(profil, champ, valeur)
                self._preuves[champ] = self._modele.preuves[champ]
        self._liste("competences", profil.competences, lu.competences, memes_competences)
        self._liste("experiences", profil.experiences, lu.experiences, memes_experiences)
        self._liste("formations", profil.formations, lu.formations, memes_formations)
        self._liste("langues", profil.langues, lu.langues, memes_langues)
        self._liste("certifications", profil.certifications, lu.certifications, memes_noms)
        self._liste("projets", profil.projets, lu.projets, memes_noms)
        self._liste("benevolat", profil.benevolat, lu.benevolat, memes_noms)

    def _liste(self, nom: str, gardes: list[E], lus: Sequence[E], memes: Callable[[E, E], bool]) -> None:
        pris: set[int] = set()
        for rang, lu in enumerate(lus):
            source = f"{nom}.{rang}"
            prouves = self._champs_prouves(nom, source, lu)
            if source not in self._modele.preuves or not prouves:
                continue
            ou = next((i for i, garde in enumerate(gardes) if i not in pris and memes(garde, lu)), None)
            if ou is None and nom == "competences" and any(memes(garde, lu) for garde in gardes):
                continue  # another way to write a skill that is there already
            if ou is None:
                ou = len(gardes)
                gardes.append(lu.model_copy(update={c: type(lu).model_fields[c].get_default(call_default_factory=True) for c in _dits(lu) if c not in prouves}))
                self._preuves[f"{nom}.{ou}"] = self._modele.preuves[source]
            else:
                prouves = self._completer(gardes, ou, lu, prouves)
            for champ in prouves:
                if (preuve := self._modele.preuves.get(f"{source}.{champ}")) is not None:
                    self._preuves[f"{nom}.{ou}.{champ}"] = preuve
            pris.add(ou)

    def _champs_prouves(self, nom: str, source: str, lu: Element) -> list[str]:
        return [c for c in _dits(lu) if c in _PORTES[nom] or f"{source}.{c}" in self._modele.preuves]

    def _completer(self, gardes: list[E], ou: int, lu: E, prouves: list[str]) -> list[str]:
        """Put into an element that both read the fields that the model reads otherwise; gives their names."""
        garde = gardes[ou]
        if isinstance(garde, CompetenceLue) and garde.concept_id is not None:
            return []
        changes = [c for c in prouves if c not in _DATES and _differe(getattr(garde, c), getattr(lu, c))]
        dates = [c for c in _DATES if c in prouves]
        if dates and any(getattr(garde, c) != getattr(lu, c) for c in _DATES if hasattr(garde, c)):
            # the two ends and "to this day" are one fact
            for champ in _DATES:
                setattr(garde, champ, getattr(lu, champ))
            changes += dates
        for champ in changes:
            setattr(garde, champ, getattr(lu, champ))
        return changes


def _dits(element: Element) -> list[str]:
    """Fields that say something."""
    return [c for c in type(element).model_fields if getattr(element, c) not in (None, False, [], "")]


def _differe(ancien: object, nouveau: object) -> bool:
    """Whether two values differ by more than spaces, case and accents."""
    if isinstance(ancien, str) and isinstance(nouveau, str):
        return fold(" ".join(ancien.split())) != fold(" ".join(nouveau.split()))
    return ancien != nouveau


def _recalculer(profil: ProfilExtrait, preuves: dict[str, Preuve], avant: ProfilExtrait, recu_le: date) -> None:
    """Derived figures, when what they derive from has changed; never against a correction of the figure itself, today's or an earlier one."""
    corriges = {c for c, p in preuves.items() if p.source is SourceFait.correction}
    if "annees_experience" not in corriges and _periodes(profil.experiences) != _periodes(avant.experiences):
        mois = mois_union(_periodes(profil.experiences), recu_le)
        profil.annees_experience = round(mois / 12, 1) if mois else None
        preuves.pop("annees_experience", None)
    if "niveau_etudes" not in corriges and _niveaux(profil.formations) != _niveaux(avant.formations):
        profil.niveau_etudes = max(_niveaux(profil.formations), default=None)
        # what proved the old figure says nothing of the new one
        preuves.pop("niveau_etudes", None)


def _periodes(experiences: Sequence[ExperienceLue]) -> list[Periode]:
    return [Periode(e.debut, e.fin, e.en_cours, (0, 0)) for e in experiences]


def _niveaux(formations: Sequence[FormationLue]) -> list[int]:
    return [f.niveau for f in formations if f.niveau is not None and not f.en_cours]
