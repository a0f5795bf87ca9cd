"""Varied CVs of invented people with their truth, to judge the reader: `python -m benchmarks.lecture_generer FOLDER`.

Needs `pip install -r requirements-dev.txt`. The same seed gives the same bytes. `--partie dev` may be looked at while the
reader is tuned; `--partie jugement` is set aside, layouts and contents alike: only its totals per field are read.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.lecture_corpus.mises_en_page import MISES_EN_PAGE

GRAINE = 2026


def _ecrire(dossier: Path, nom: str, suffixe: str, contenu: bytes, verite: dict) -> None:
    (dossier / f"{nom}.{suffixe}").write_bytes(contenu)
    (dossier / f"{nom}.json").write_text(json.dumps(verite, ensure_ascii=False, indent=1) + "\n", "utf-8")


def corpus(dossier: Path, partie: str, personnes: int, graine: int) -> int:
    """Write the CVs of one half; returns how many."""
    from benchmarks.lecture_corpus.contenu import feuille
    from benchmarks.lecture_corpus.rendu import dessiner

    nombre = 0
    for mise in (m for m in MISES_EN_PAGE if m.partie == partie):
        for rang in range(personnes):
            imprimee = feuille(mise, rang, graine)
            suffixe = "docx" if mise.moteur == "docx" else "pdf"
            _ecrire(dossier, imprimee.verite["_doc"]["id"], suffixe, dessiner(mise, imprimee.page), imprimee.verite)
            nombre += 1
    return nombre


def main() -> int:
    """Entry point."""
    analyse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    analyse.add_argument("dossier", type=Path)
    analyse.add_argument("--partie", choices=("dev", "jugement"), default="dev")
    analyse.add_argument("--personnes", type=int, default=20, help="CVs a layout")
    analyse.add_argument("--graine", type=int, default=GRAINE)
    analyse.add_argument("--caches", action="store_true", help="hidden-text tricks on five layouts, with their clean twins, instead")
    analyse.add_argument("--hors-sujet", action="store_true", help="files that are not CVs, instead")
    options = analyse.parse_args()
    options.dossier.mkdir(parents=True, exist_ok=True)
    if options.caches or options.hors_sujet:
        from benchmarks.lecture_corpus import caches, hors_sujet

        nombre = 0
        if options.caches:
            nombre += caches.ecrire(options.dossier, options.graine)
        if options.hors_sujet:
            nombre += hors_sujet.ecrire(options.dossier)
    else:
        nombre = corpus(options.dossier, options.partie, options.personnes, options.graine)
    print(f"{nombre} fichiers dans {options.dossier}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
