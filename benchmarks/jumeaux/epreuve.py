"""Twins compared with their reference: what differs, axis by axis."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.jumeaux.chaine import Chaine, Empreinte
from benchmarks.jumeaux.contenu import Base, bases
from benchmarks.jumeaux.variations import MANDATAIRES, Personne, jumeaux, reference

GRAINE = 2026


@dataclass
class Bilan:
    """Outcome of a run. `ecarts`: (base, twin, what differs, reference's value, twin's value)."""

    nombre: int = 0
    par_axe: Counter[str] = field(default_factory=Counter)
    ecart_max: float = 0.0
    ecarts: list[tuple[Base, Personne, str, object, object]] = field(default_factory=list)


def eprouver(chaine: Chaine, nombre: int, graine: int = GRAINE, choisies: Iterable[Base] = ()) -> Bilan:
    """Run `nombre` twins, spread evenly over the bases, two at a time."""
    bilan = Bilan()
    retenues = tuple(choisies) or bases()
    for rang, base in enumerate(retenues):
        part = nombre // len(retenues) + (rang < nombre % len(retenues))
        attendue = chaine.suivre(base, reference(base))
        personnes = list(jumeaux(base, part, graine))
        with ThreadPoolExecutor(2) as fils:
            for personne, obtenue in zip(personnes, fils.map(lambda p, b=base: chaine.suivre(b, p), personnes), strict=True):
                bilan.nombre += 1
                bilan.par_axe.update(personne.axes)
                bilan.ecart_max = max(bilan.ecart_max, *(abs(a - b) for a, b in zip(attendue.scores, obtenue.scores, strict=True)))
                bilan.ecarts += [(base, personne, *ecart) for ecart in comparer(attendue, obtenue, personne)]
    return bilan


def comparer(attendue: Empreinte, obtenue: Empreinte, personne: Personne) -> Iterator[tuple[str, object, object]]:
    """(what, expected, got) for each thing that must be the same and is not."""
    for champ in ("passages", "vecteurs", "lu", "fiches", "scores", "details"):
        # schools and dates are what the reading model is asked for: they stand in its prompt and nowhere else
        if champ == "lu" and MANDATAIRES & set(personne.axes):
            continue
        a, b = getattr(attendue, champ), getattr(obtenue, champ)
        if a != b:
            yield champ, a, b
