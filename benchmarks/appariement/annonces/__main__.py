"""How well pasted advertisements are read and ranked: `python -m benchmarks.appariement.annonces`. Details are printed for the visible half only."""

import sys
from collections import Counter
from itertools import combinations

from app.ai.matching.projection_offre import competences_nommees
from app.schemas.documents import CompetenceDocument, OffreDocument
from app.utils.text import fold
from benchmarks.appariement.annonces.lecture import Attendus, charger_annonces
from benchmarks.appariement.classements import Scores, classements, moyennes
from benchmarks.appariement.rendu import JeuLu, lire_jeu
from benchmarks.corpus_lu import atelier


def ordre_juste(scores: Scores, notes: dict[str, int]) -> tuple[float, int]:
    """(pairs of CVs of unlike grades in the right order, a tie counting half; pairs)."""
    paires = [(a, b) for a, b in combinations(sorted(notes), 2) if notes[a] != notes[b]]
    justes = sum(0.5 if scores[a] == scores[b] else float((scores[a] > scores[b]) == (notes[a] > notes[b])) for a, b in paires)
    return justes, len(paires)


def ecarts(document: OffreDocument, attendus: Attendus) -> dict[str, list[str]]:
    """Criterion -> what was taken wrongly from the text; empty where all is right."""
    requises, souhaitees = (*document.obligatoires, *document.competences_requises), document.competences_souhaitees
    listes = {"obligatoires": document.obligatoires, "requises": requises, "souhaitees": souhaitees}
    lus = {
        "experience": [f"{document.experience_min:g}"] if document.experience_min else [],
        "niveau": [str(document.niveau_etudes_min)] if document.niveau_etudes_min else [],
        "langues": [f"{x.langue} {x.niveau_min.value}" for x in document.langues],
    }
    trouves = {c: [f"lu {lus[c]}, attendu {list(attendus.get(c, ()))}"] if sorted(lus[c]) != sorted(attendus.get(c, ())) else [] for c in lus}
    for critere, liste in listes.items():
        trouves[critere] = [f"absent : {nom}" for nom in attendus.get(critere, ()) if not _dans(nom, liste)]
    trouves["obligatoires"] += [f"de trop : {c.nom}" for c in document.obligatoires if not any(_dans(nom, (c,)) for nom in attendus.get("obligatoires", ()))]
    trouves["pas"] = [nom for nom in attendus.get("pas", ()) if _dans(nom, (*requises, *souhaitees))]
    return trouves


def _dans(nom: str, liste: tuple[CompetenceDocument, ...]) -> bool:
    voulue = competences_nommees((nom,))[0]
    return any((c.concept_id is not None and c.concept_id == voulue.concept_id) or fold(nom) in fold(c.nom) for c in liste)


def main() -> int:
    annonces = charger_annonces()
    with atelier() as ouvert:
        lu = lire_jeu(ouvert, annonces.jeu)
        tous = classements(ouvert, lu)
    for nom, moitie in (("visibles", False), ("mises de côté", True)):
        offres = [i for i, o in annonces.jeu.offres.items() if o.reserve is moitie]
        comptes: Counter[str] = Counter()
        for offre in offres:
            for critere, fautes in ecarts(lu.offres[offre].document, annonces.attendus[offre]).items():
                comptes[critere] += not fautes
                if fautes and not moitie:
                    print(f"  {offre} {critere} : {' ; '.join(fautes)}")
        if not moitie:
            _details(lu, tous["final"], offres)
        print(f"{nom}, offres lues sans faute sur {len(offres)} : {', '.join(f'{c} {n}' for c, n in comptes.items())}")
        for classement, scores in tous.items():
            justes = [ordre_juste(scores(o), {c: n.note for (x, c), n in annonces.jeu.notes.items() if x == o}) for o in offres]
            gain = moyennes(lu, scores, offres, lambda o, c: (o, c) in annonces.jeu.notes)[0]
            print(f"  {classement:<8} nDCG {gain:.3f}, paires bien ordonnées {sum(j for j, _ in justes) / sum(n for _, n in justes):.3f}")
    return 0


def _details(lu: JeuLu, scores, offres: list[str]) -> None:
    for offre in offres:
        notes = {c: n for (o, c), n in lu.jeu.notes.items() if o == offre}
        valeurs = scores(offre)
        rang = sorted(notes, key=lambda c: -valeurs[c])
        fautes = [(a, b) for a, b in combinations(rang, 2) if notes[a].note < notes[b].note]
        print(f"  {offre} {' '.join(f'{c[-1]}{notes[c].note}:{valeurs[c]:.1f}' for c in rang)}{' ← ' if fautes else ''}{fautes or ''}")


if __name__ == "__main__":
    sys.exit(main())
