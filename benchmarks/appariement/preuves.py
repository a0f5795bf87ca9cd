"""The sheet of 200 proofs, read one by one by a person: `python -m benchmarks.appariement.preuves` draws it again (verdicts of rows that stay are kept).

Drawn at random (seeded) from the quotations of every pair of a visible offer, whatever it scores. `verdict` is oui or non:
does the quotation, where it stands in the CV, support the criterion it stands under, for this offer?
"""

import csv
import random
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from app.ai.matching.score import classer
from app.vector_store.modele import MODELE
from benchmarks.appariement.donnees import charger
from benchmarks.appariement.rendu import JeuLu, lire_jeu
from benchmarks.corpus_lu import atelier

FEUILLE = Path(__file__).parent / "preuves.tsv"
NOMBRE, GRAINE, MARGE = 200, 7, 60


@dataclass(frozen=True)
class Ligne:
    """One proof. `autour`: the quotation between its neighbours; `demande`: sub-score, what the criterion holds as met or lacking."""

    offre: str
    cv: str
    critere: str
    citation: str
    autour: str
    demande: str
    verdict: str = ""
    raison: str = ""

    @property
    def cle(self) -> tuple[str, str, str, str]:
        return (self.offre, self.cv, self.critere, self.autour)


def tirer(lu: JeuLu) -> list[Ligne]:
    """The 200 of today's scorer."""
    toutes = []
    for offre_id, offre in lu.offres.items():
        if lu.jeu.offres[offre_id].reserve:
            continue
        cvs = [(cv.nom, cv.document, cv.passages) for cv in lu.cvs.values()]
        for cv_id, score in classer(offre.document, offre.passages, cvs, MODELE):
            texte = lu.cvs[cv_id].lecture.texte.texte
            for critere in score.criteres:
                demande = f"{offre.source.titre} ; note {critere.score:.2f} ; tenu : {', '.join(critere.satisfaits) or '-'} ; manque : {', '.join(critere.manquants) or '-'}"
                for preuve in critere.preuves:
                    autour = f"{texte[max(0, preuve.debut - MARGE) : preuve.debut]}[{preuve.citation}]{texte[preuve.fin : preuve.fin + MARGE]}"
                    toutes.append(Ligne(offre_id, cv_id, critere.critere.value, *(" ".join(x.split()) for x in (preuve.citation, autour, demande))))
    return random.Random(GRAINE).sample(toutes, NOMBRE)


def lire() -> list[Ligne]:
    """The sheet as kept."""
    with FEUILLE.open(encoding="utf-8", newline="") as flux:
        return [Ligne(**ligne) for ligne in csv.DictReader(flux, delimiter="\t", quoting=csv.QUOTE_NONE)]


def ecrire(lignes: list[Ligne]) -> None:
    """Keep the sheet."""
    with FEUILLE.open("w", encoding="utf-8", newline="") as flux:
        sortie = csv.writer(flux, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        sortie.writerow([f.name for f in fields(Ligne)])
        sortie.writerows(astuple(ligne) for ligne in lignes)


def part_soutenue(lu: JeuLu) -> tuple[float, int]:
    """(share of the proofs read that support their criterion, how many of today's draw were never read: above 0 the sheet is stale)."""
    lues = {ligne.cle: ligne for ligne in lire()}
    tirees = [lues[x.cle] for x in tirer(lu) if x.cle in lues and lues[x.cle].verdict]
    return (sum(x.verdict == "oui" for x in tirees) / len(tirees) if tirees else 0.0), NOMBRE - len(tirees)


def main() -> None:
    with atelier() as ouvert:
        tirees = tirer(lire_jeu(ouvert, charger()))
    lues = {ligne.cle: ligne for ligne in lire()} if FEUILLE.exists() else {}
    gardees = [Ligne(*astuple(x)[:6], lues[x.cle].verdict, lues[x.cle].raison) if x.cle in lues else x for x in tirees]
    ecrire(gardees)
    print(f"{FEUILLE.name} : {len(gardees)} preuves, {sum(not x.verdict for x in gardees)} à lire")


if __name__ == "__main__":
    main()
