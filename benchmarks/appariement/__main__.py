"""How good matching is: `python -m benchmarks.appariement [--tout]`. Prints every bar of the issue; exit code 1 when one is missed.

With `--tout` also the parts that take minutes (`benchmarks/appariement/suites.py`): twins, records computed again, search at scale.
"""

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

from app.ai.matching.explication import depassements, expliquer, verifier_texte
from app.ai.matching.score import calculer_score, classer
from app.core.config import RACINE
from app.core.enums import Lecteur
from app.vector_store.modele import MODELE
from benchmarks.appariement.classements import classements, intervalle, moyennes, scores_finaux
from benchmarks.appariement.donnees import JUGEMENT, charger
from benchmarks.appariement.pieges import eprouver, gain_cache
from benchmarks.appariement.preuves import NOMBRE, part_soutenue
from benchmarks.appariement.rendu import JeuLu, lire_jeu, texte_colle
from benchmarks.appariement.stabilite import empreinte
from benchmarks.appariement.suites import derouler
from benchmarks.corpus_lu import Atelier, atelier

Barres = dict[str, tuple[float, bool]]
"""Name of a bar -> what was measured, and whether it holds."""


def qualite(ouvert: Atelier, lu: JeuLu) -> Barres:
    """Rankings against the grades."""
    visibles = [i for i, o in lu.jeu.offres.items() if not o.reserve]
    reserve = [i for i, o in lu.jeu.offres.items() if o.reserve]
    tous = classements(ouvert, lu)
    tous["final, offre collée en texte"] = lambda i: scores_finaux(lu, ouvert.offre(f"{i} collée", texte_colle(lu.offres[i].source)))
    mesures = {}
    print(f"{'':<30} {'visibles':>16} {'mises de côté':>16}\n{'':<30} {'nDCG@10   MAP':>16} {'nDCG@10   MAP':>16}")
    for nom, classement in tous.items():
        vu, garde = moyennes(lu, classement, visibles), moyennes(lu, classement, reserve)
        mesures[nom] = garde[0]
        print(f"{nom:<30}    {vu[0]:.3f}   {vu[1]:.3f}    {garde[0]:.3f}   {garde[1]:.3f}")
    langues = {i: o.langue for i, o in lu.jeu.offres.items()}
    final, offres = tous["final"], [*visibles, *reserve]
    croise = moyennes(lu, final, offres, lambda o, c: langues[o] != lu.jeu.cvs[c].lang)[0]
    meme = moyennes(lu, final, offres, lambda o, c: langues[o] == lu.jeu.cvs[c].lang)[0]
    print(f"nDCG@10 des paires français–anglais {croise:.3f}, de même langue {meme:.3f}\n")
    return {
        "nDCG@10 des offres mises de côté (≥ 0,90)": (mesures["final"], mesures["final"] >= 0.90),
        "  au-dessus du cosinus MiniLM (≥ 0,10)": (mesures["final"] - mesures["minilm"], mesures["final"] - mesures["minilm"] >= 0.10),
        "  au-dessus de BM25 (≥ 0,08)": (mesures["final"] - mesures["bm25"], mesures["final"] - mesures["bm25"] >= 0.08),
        "Paires français–anglais sous celles de même langue (≤ 0,05)": (meme - croise, meme - croise <= 0.05),
    }


def jugement(ouvert: Atelier) -> None:
    """The set written blind, in other trades: the figures with their intervals; it judges, nothing is tuned on it and it holds no bar."""
    lu = lire_jeu(ouvert, charger(JUGEMENT))
    tous = {nom: [moyennes(lu, classement, [i])[0] for i in lu.offres] for nom, classement in classements(ouvert, lu).items()}
    print(f"jeu de jugement ({len(lu.offres)} offres, {len(lu.cvs)} CV), nDCG@10 et intervalle à 95 %")
    for nom, valeurs in tous.items():
        bas, haut = intervalle(valeurs)
        ecart = intervalle([a - b for a, b in zip(tous["final"], valeurs, strict=True)])
        suite = (
            "" if nom == "final" else f" ; final au-dessus de {statistics.mean(tous['final']) - statistics.mean(valeurs):.3f} [{ecart[0]:.3f} ; {ecart[1]:.3f}]"
        )
        print(f"  {nom:<8} {statistics.mean(valeurs):.3f} [{bas:.3f} ; {haut:.3f}]{suite}")
    print()


def pieges(ouvert: Atelier, lu: JeuLu) -> Barres:
    """Adversarial pairs; only the visible ones that fail are named."""
    issues = eprouver(ouvert, lu)
    comptes = Counter((i.paire.genre, i.reserve, not i.manques) for i in issues)
    for genre in dict.fromkeys(i.paire.genre for i in issues):
        parts = [
            f"{comptes[genre, r, True]} sur {comptes[genre, r, True] + comptes[genre, r, False]} {nom}" for r, nom in ((False, "visibles"), (True, "à part"))
        ]
        print(f"pièges « {genre} » tenus : {', '.join(parts)}")
    for i in issues:
        if i.manques and not i.reserve:
            print(f"  {i.paire.id} {i.paire.offre} : {i.score} contre {dict(i.reperes)} ; {i.paire.raison}")
    gain = max(i.score - i.reperes[i.paire.honnete] for i in issues if i.paire.genre == "bourrage")
    cache = gain_cache(ouvert, lu)
    print()
    return {"Gain du bourrage de mots, le pire (≤ 5)": (gain, gain <= 5.05), "Gain d'un texte caché (0)": (cache, cache == 0)}


def stabilite(lu: JeuLu) -> Barres:
    """The same bits a hundred times, in other threads, and after a restart in two processes at once."""
    offre, cv = lu.offres["o01"], lu.cvs["c01"]
    notes = {calculer_score(cv.document, cv.passages, offre.document, offre.passages, MODELE).model_dump_json() for _ in range(100)}
    commande = [sys.executable, "-m", "benchmarks.appariement.stabilite"]
    autres = [subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    empreintes = {empreinte(lu), empreinte(lu, 4), *(p.communicate()[0].strip() for p in autres)}
    return {
        "Valeurs d'un score sur 100 calculs (1)": (len(notes), len(notes) == 1),
        "Valeurs des 960 scores : fils, deux processus, redémarrage (1)": (len(empreintes), len(empreintes) == 1),
    }


def cout(lu: JeuLu) -> Barres:
    """Milliseconds of processor time, as other work on the machine weighs on the clock; explanations, and their sentences against the record."""
    paires = [(o, c) for o in lu.offres.values() for c in lu.cvs.values()]
    hasard = random.Random(5)
    scores = []
    paire = _ms(lambda: scores.append(_tirer(*hasard.choice(paires))), 200)
    offre = lu.offres["o01"]
    cvs = [(i, cv.document, cv.passages) for i, cv in enumerate([*lu.cvs.values()] * 25)]
    mille = _ms(lambda: classer(offre.document, offre.passages, cvs, MODELE), 3)
    textes = []
    explication = _ms(lambda: textes.extend(_gabarit(*tiree) for tiree in _tirees(scores, hasard)), 1) / 200
    tombees = sum(verifier_texte(texte, score)[1] for texte, (score, _, _) in zip(textes, scores, strict=True))
    return {
        "Une paire, médiane en ms (≤ 5)": (paire, paire <= 5),
        "1 000 candidats classés et rédigés en entier, en s (≤ 1,5)": (mille / 1000, mille <= 1500),
        "Une explication par gabarit, en ms (≤ 5)": (explication, explication <= 5),
        "Phrases non soutenues dans 200 explications (0)": (tombees, tombees == 0),
    }


def _score(offre, cv):
    return calculer_score(cv.document, cv.passages, offre.document, offre.passages, MODELE)


def _tirer(offre, cv):
    return _score(offre, cv), cv.document, offre.document


def _gabarit(tire, langue, lecteur):
    score, cv, offre = tire
    return expliquer(score, "Poste à pourvoir", langue, depassements(score, cv, offre), lecteur).texte


def _tirees(scores, hasard):
    return [(s, hasard.choice(("fr", "en")), hasard.choice(tuple(Lecteur))) for s in scores]


def _ms(travail: Callable[[], object], fois: int) -> float:
    durees = []
    for _ in range(fois):
        debut = time.process_time()
        travail()
        durees.append((time.process_time() - debut) * 1000)
    return statistics.median(durees)


def preuves(lu: JeuLu) -> Barres:
    """The sheet that a person read."""
    part, inconnues = part_soutenue(lu)
    if inconnues:
        print(f"feuille des preuves périmée : {inconnues} des {NOMBRE} tirées n'ont pas été lues (python -m benchmarks.appariement.preuves)\n")
    return {"Preuves lues qui soutiennent leur critère, en % (≥ 95)": (part * 100, part >= 0.95 and not inconnues)}


def main() -> int:
    """Entry point."""
    analyse = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    analyse.add_argument("--tout", action="store_true", help="aussi les jumeaux, le recalcul et l'échelle, qui prennent des minutes")
    tout = analyse.parse_args().tout
    with atelier() as ouvert:
        lu = lire_jeu(ouvert, charger())
        jugement(ouvert)
        barres = qualite(ouvert, lu) | pieges(ouvert, lu) | preuves(lu) | cout(lu)
    barres |= stabilite(lu)
    for nom, (valeur, tenue) in barres.items():
        print(f"{'tenu ' if tenue else 'MANQUÉ'}  {nom} : {valeur:.3f}".rstrip("0").rstrip("."))
    suites = list(derouler()) if tout else []
    for nom, tenue in suites:
        print(f"{'tenu ' if tenue else 'MANQUÉ'}  {nom}")
    return 0 if all(tenue for _, tenue in (*barres.values(), *suites)) else 1


if __name__ == "__main__":
    sys.exit(main())
