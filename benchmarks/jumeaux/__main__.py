"""Prints what twins differ in: ``python -m benchmarks.jumeaux --nombre 2000``. Exit code 1 when any score, text or prompt differs."""

import argparse
import difflib
import sys
import time
from collections import Counter

from app.ai.lecture import Lecteur
from app.vector_store.embedder import Embedder
from benchmarks.jumeaux.chaine import Chaine
from benchmarks.jumeaux.contenu import bases
from benchmarks.jumeaux.epreuve import GRAINE, eprouver


def _lignes(valeur: object) -> list[str]:
    return (
        valeur.split("\n") if isinstance(valeur, str) else [li for x in valeur for li in (str(x).split("\n"))] if isinstance(valeur, tuple) else [str(valeur)]
    )


def main() -> int:
    """Entry point."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--nombre", type=int, default=2000)
    analyse.add_argument("--graine", type=int, default=GRAINE)
    analyse.add_argument("--base", help="one base only")
    analyse.add_argument("--montrer", type=int, default=5, help="differences shown in full")
    options = analyse.parse_args()
    lecteur = Lecteur(enfants=2, ocr=False)
    lecteur.chauffer()
    try:
        chaine = Chaine(lecteur, Embedder())
        debut = time.perf_counter()
        bilan = eprouver(chaine, options.nombre, options.graine, [b for b in bases() if b.cle == options.base])
        duree = time.perf_counter() - debut
    finally:
        lecteur.fermer()
    for base, personne, champ, attendu, obtenu in bilan.ecarts[: options.montrer]:
        print(f"--- {base.cle} {personne.axes} {champ} {personne}")
        print("\n".join(li for li in difflib.unified_diff(_lignes(attendu), _lignes(obtenu), lineterm="", n=0) if not li.startswith(("---", "+++", "@@"))))
    print("Axes :", ", ".join(f"{axe} {n}" for axe, n in sorted(bilan.par_axe.items())))
    print("Écarts par chose :", dict(Counter(e[2] for e in bilan.ecarts)) or "aucun")
    jumeaux_touches = len({id(e[1]) for e in bilan.ecarts})
    print(
        f"{bilan.nombre} jumeaux de {len(bases())} CV en {duree:.1f} s : {jumeaux_touches} avec un écart, plus grande différence de score {bilan.ecart_max:g}"
    )
    return 1 if bilan.ecarts else 0


if __name__ == "__main__":
    sys.exit(main())
