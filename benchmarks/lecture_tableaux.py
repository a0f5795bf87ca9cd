"""What `benchmarks.lecture` counts and prints: F1 with bootstrap intervals over the files, by field, language and layout."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

TIRAGES = 1_000


@dataclass
class Note:
    """True positives, false positives and misses of one field in one file."""

    vrais: int = 0
    faux: int = 0
    manques: int = 0

    def compter(self, lu: Iterable[str], attendu: Iterable[str]) -> None:
        """Compare two collections of values."""
        a, b = set(lu) - {""}, set(attendu) - {""}
        self.vrais, self.faux, self.manques = self.vrais + len(a & b), self.faux + len(a - b), self.manques + len(b - a)


@dataclass
class Resultat:
    """Scores of one file."""

    nom: str
    langue: str
    mise: str = ""
    partie: str = "dev"
    notes: dict[str, Note] = field(default_factory=dict)
    bons_postes: float = 0.0
    erreur: str | None = None
    alarme: bool = False
    """Hidden text was reported."""

    def noter(self, champ: str, lu: Iterable[str], attendu: Iterable[str]) -> None:
        """Score one field."""
        self.notes.setdefault(champ, Note()).compter(lu, attendu)


def f1(notes: Iterable[Note]) -> float | None:
    """Micro F1, None when there is nothing to find nor found."""
    liste = list(notes)
    vrais, faux, manques = (sum(getattr(n, c) for n in liste) for c in ("vrais", "faux", "manques"))
    return 2 * vrais / (2 * vrais + faux + manques) if vrais + faux + manques else None


def intervalle(resultats: list[Resultat], champs: list[str]) -> tuple[float, float]:
    """95 % interval of a micro F1, bootstrap over the files, fixed seed."""
    hasard = random.Random(1)
    comptes = [tuple(sum(getattr(r.notes[c], n) for c in champs if c in r.notes) for n in ("vrais", "faux", "manques")) for r in resultats]
    valeurs = []
    for _ in range(TIRAGES):
        vrais, faux, manques = (sum(n) for n in zip(*hasard.choices(comptes, k=len(comptes)), strict=True))
        if vrais + faux + manques:
            valeurs.append(2 * vrais / (2 * vrais + faux + manques))
    valeurs.sort()
    return (valeurs[int(0.025 * len(valeurs))], valeurs[int(0.975 * len(valeurs)) - 1]) if valeurs else (0.0, 0.0)


def _case(resultats: list[Resultat], champs: list[str]) -> str:
    valeur = f1(r.notes[c] for r in resultats for c in champs if c in r.notes)
    if valeur is None:
        return "     -                "
    bas, haut = intervalle(resultats, champs)
    return f"{valeur:6.3f}  [{bas:.3f}, {haut:.3f}]"


def imprimer(resultats: list[Resultat], memoire: int, par_langue: bool = False) -> None:
    """The report. Layouts are told apart only in the `dev` half: nobody tunes the reader on the other."""
    for rate in (r for r in resultats if r.erreur):
        print(f"{rate.nom if rate.partie == 'dev' else 'un CV mis de côté'}: {rate.erreur}")
    notes = [r for r in resultats if r.notes]
    lus = [r for r in resultats if not r.erreur]
    champs = list(dict.fromkeys(c for r in notes for c in r.notes))
    langues = {"français": [r for r in notes if r.langue == "fr"], "anglais": [r for r in notes if r.langue == "en"]}
    colonnes = [notes, *langues.values()] if par_langue else [notes]
    print(f"{'champ':28} {'F1':>6}  95 %" + ("".join(f"{'':14}{nom:10}" for nom in langues) if par_langue else ""))
    for champ in champs:
        print(f"{champ:28} " + "  ".join(_case(colonne, [champ]) for colonne in colonnes))
    groupes = {"ensemble": notes, **langues}
    if all(r.partie == "dev" for r in notes):
        groupes |= {mise: [r for r in notes if r.mise == mise] for mise in dict.fromkeys(r.mise for r in notes) if mise}
    for nom, groupe in groupes.items():
        if groupe:
            justes = sum(r.bons_postes >= 2 / 3 for r in groupe)
            print(f"{nom:28} {_case(groupe, champs)}  {len(groupe)} CV, dont {justes} aux deux tiers des postes justes")
    print(f"CV justes aux deux tiers     {sum(r.bons_postes >= 2 / 3 for r in notes)}/{len(notes)}")
    print(f"texte caché signalé          {sum(r.alarme for r in lus)}/{len(lus)}")
    print(f"mémoire d'un enfant au plus  {memoire / 2**20:.0f} Mo")
