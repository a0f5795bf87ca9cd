"""How well CVs are read: `python -m benchmarks.lecture FOLDER` for pairs `x.pdf` (or `x.docx`) and `x.json` (truth, format of tests/donnees/cv).

Prints the F1 of each field with a 95 % interval (bootstrap over the files), the share of CVs that are mostly right
(two thirds of the posts with title, company and both dates), the peak memory of a child, then speed: milliseconds per page
by stage, CVs per second, memory over a hundred. Exit code 1 when a bar of speed or memory is missed.
A truth value is scored only if the file shows it: makers do not print every field. The truths of `benchmarks.lecture_generer`
are *exact* (`_doc.exact`: they hold what is printed, no more, at the precision printed): all of them is scored, and a file that could not be read misses everything.
"""

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path

from app.ai.extraction.langues import trouver_langues
from app.ai.lecture import Lecteur
from app.core.errors import LectureImpossible
from app.schemas.profil import ExperienceLue, LectureCV, ProfilExtrait, Qualite, TexteVisible
from app.utils.text import fold
from benchmarks import lecture_vitesse
from benchmarks.lecture_tableaux import Resultat, f1, imprimer

RECU_LE = date(2026, 11, 22)


def norme(texte: object) -> str:
    """Letters and digits of a folded text: spaces, case, accents and punctuation do not count."""
    return re.sub(r"[\W_]+", "", fold(str(texte)))


def _exacte(verite: dict) -> bool:
    return bool(verite.get("_doc", {}).get("exact"))


def _montre(lecture: LectureCV, valeur: object, exacte: bool) -> bool:
    """Whether the file shows a value; an exact truth holds nothing else."""
    return bool(norme(valeur)) and (exacte or norme(valeur) in norme(lecture.texte.texte))


def _niveau_attendu(langue: dict[str, str | None]) -> tuple[str, str] | None:
    if code := langue.get("code"):
        return code, langue["cefr"] or ""
    lues = trouver_langues(f"{langue['name']} : {langue['level']}", en_section=True) or trouver_langues(langue["name"], en_section=True)
    return (lues[0].langue, lues[0].niveau.value if lues[0].niveau else "") if lues else None


def _cle_poste(poste: object, entreprise: object, debut: object, fin: object) -> str:
    return "|".join(norme(v or "") for v in (poste, entreprise, debut, fin))


def _precision(valeur: str | None, vue: str | None) -> str:
    """A truth date at the precision that the file shows: some layouts print years only."""
    if not valeur:
        return ""
    return valeur[:4] if vue and len(vue) == 4 else valeur


def _date_proche(postes: list[ExperienceLue], debut: str, exacte: bool) -> ExperienceLue | None:
    return None if exacte else next((p for p in postes if p.debut and p.debut[:4] == debut[:4]), None)


def noter_postes(resultat: Resultat, lecture: LectureCV, verite: dict) -> None:
    """Posts, field by field and whole."""
    lus = lecture.profil.experiences
    attendus = []
    for e in verite["experiences"]:
        proche = _date_proche(lus, e["start"], _exacte(verite))
        fin = _precision(e["end"], proche.fin if proche else None) if e["end"] else "present"
        attendus.append((e["title"], e["company"], _precision(e["start"], proche.debut if proche else None), fin))
    trouves = [(p.poste, p.entreprise, p.debut, p.fin or ("present" if p.en_cours else "")) for p in lus]
    for rang, champ in enumerate(("poste", "entreprise", "debut", "fin")):
        resultat.noter(
            f"experiences.{champ}",
            [norme(f"{i}{t[rang]}") for i, t in _numeroter(trouves, rang)],
            [norme(f"{i}{a[rang]}") for i, a in _numeroter(attendus, rang)],
        )
    entiers = {_cle_poste(*t) for t in trouves}
    resultat.noter("experiences (entières)", entiers, [_cle_poste(*a) for a in attendus])
    bons = sum(_cle_poste(*a) in entiers for a in attendus)
    resultat.bons_postes = bons / len(attendus) if attendus else 1.0


def _numeroter(lignes: list[tuple], rang: int) -> list[tuple[int, tuple]]:
    """Values with how often they came before, so that two equal dates count twice."""
    vus: dict[str, int] = {}
    sortie = []
    for ligne in lignes:
        cle = norme(ligne[rang] or "")
        if cle:
            vus[cle] = vus.get(cle, 0) + 1
            sortie.append((vus[cle], ligne))
    return sortie


def _diplome(diplome: str | None, domaine: str | None) -> str:
    return norme(f"{diplome or ''}{domaine or ''}")


def noter_formations(resultat: Resultat, lecture: LectureCV, verite: dict) -> None:
    """Degrees: degree and field together, school, years, level."""
    lues = lecture.profil.formations
    attendues = verite["education"]
    resultat.noter("formations.diplome", [_diplome(f.diplome, f.domaine) for f in lues], [_diplome(e["degree"], e["field"]) for e in attendues])
    resultat.noter("formations.etablissement", [norme(f.etablissement or "") for f in lues], [norme(e["institution"]) for e in attendues])
    # many layouts print only the year of the degree
    sans_debut = not _exacte(verite) and not any(f.debut for f in lues) and not any(_montre(lecture, f"{e['start']}{e['end']}", False) for e in attendues)
    resultat.noter(
        "formations.annees",
        [f"{(f.debut or '')[:4]}-{(f.fin or '')[:4]}" for f in lues],
        [f"{'' if sans_debut else e['start'] or ''}-{e['end'] or ''}" for e in attendues],
    )
    resultat.noter("formations.niveau", [f"{i}{f.niveau}" for i, f in enumerate(lues)], [f"{i}{e['eqf']}" for i, e in enumerate(attendues)])


def noter(resultat: Resultat, lecture: LectureCV, verite: dict) -> None:
    """Score every field of one file."""
    profil, exacte = lecture.profil, _exacte(verite)

    def montre(valeur: object) -> bool:
        return _montre(lecture, valeur or "", exacte)

    resultat.noter("email", [profil.email or ""], [verite.get("email", "")])
    resultat.noter("telephone", [profil.telephone or ""], [verite.get("phone", "")])
    resultat.noter("nom", [norme(profil.nom_complet or "")], [norme(verite["name"])])
    resultat.noter("titre", [norme(profil.titre or "")], [norme(verite["title"])] if montre(verite.get("title")) else [])
    resultat.noter("resume", [norme(profil.resume or "")], [norme(verite["summary"])] if montre(verite.get("summary")) else [])
    ville = verite.get("location", "").split(",")[0].split("(")[0]
    resultat.noter("lieu", [norme(profil.localisation.ville or "")] if profil.localisation else [], [norme(ville)] if montre(ville) else [])
    competences = [i for g in verite["skills"] for i in g["items"] if montre(i)]
    autres = [p.citation for chemin, p in lecture.preuves.items() if chemin.startswith("competences.") and ".autres." in chemin]
    resultat.noter("competences", [norme(c) for c in (*(c.brut for c in profil.competences), *autres)], [norme(c) for c in competences])
    langues = [n for la in verite["languages"] if montre(la["name"]) and (n := _niveau_attendu(la))]
    resultat.noter("langues", [la.langue for la in profil.langues], [code for code, _ in langues])
    resultat.noter("langues.niveau", [f"{la.langue}{la.niveau.value}" for la in profil.langues if la.niveau], [f"{c}{n}" for c, n in langues if n])
    certificats = [c["name"] for c in verite.get("certifications", []) if montre(c["name"])]
    resultat.noter("certifications", [norme(c.nom) for c in profil.certifications], [norme(c) for c in certificats])
    noter_postes(resultat, lecture, verite)
    noter_formations(resultat, lecture, verite)
    resultat.noter("annees_experience", [str(profil.annees_experience)], [str(verite["years_experience"])])
    resultat.noter("niveau_etudes", [str(profil.niveau_etudes)], [str(verite["education_eqf"])])


def lire_tout(dossier: Path, details: bool) -> tuple[list[Resultat], list[Path], int]:
    """Read and score every pair of a folder; also the files that could be read, and the peak resident bytes of a child."""
    resultats: list[Resultat] = []
    lus: list[Path] = []
    memoire = 0
    lecteur = Lecteur()
    try:
        for verite in sorted(dossier.glob("*.json")):
            fichier = next((f for s in (".pdf", ".docx") if (f := verite.with_suffix(s)).exists()), None)
            if fichier is None:
                continue
            attendu = json.loads(verite.read_text("utf-8"))
            doc = attendu.get("_doc", {})
            resultat = Resultat(verite.stem, attendu.get("lang", "fr"), doc.get("layout", ""), doc.get("split", "dev"))
            contenu = fichier.read_bytes()
            try:
                lecture = lecteur.lire(contenu, nom_fichier=fichier.name, recu_le=RECU_LE)
            except LectureImpossible as erreur:
                resultat.erreur = erreur.code.cle
                if _exacte(attendu):
                    noter(resultat, LectureCV(texte=TexteVisible(texte=""), profil=ProfilExtrait(), qualite=Qualite(), recu_le=RECU_LE), attendu)
            else:
                lus.append(fichier)
                resultat.alarme = "texte_cache" in {a.code for a in lecture.qualite.avertissements}
                noter(resultat, lecture, attendu)
                if details and resultat.partie == "dev":
                    _fautes(resultat)
            memoire = max(memoire, lecteur.derniere.memoire if lecteur.derniere else 0)
            resultats.append(resultat)
    finally:
        lecteur.fermer()
    return resultats, lus, memoire


def _fautes(resultat: Resultat) -> None:
    fautes = [f"{c} ({n.faux} en trop, {n.manques} manquants)" for c, n in resultat.notes.items() if n.faux or n.manques]
    print(f"{resultat.nom}: {f1(resultat.notes.values()) or 0:.3f}  {', '.join(fautes)}")


def main() -> int:
    """Entry point."""
    analyse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    analyse.add_argument("dossier", type=Path)
    analyse.add_argument("--details", action="store_true", help="list the faults of each file, the set-aside half apart")
    analyse.add_argument("--langues", action="store_true", help="F1 of each field in French and in English")
    options = analyse.parse_args()
    resultats, lus, memoire = lire_tout(options.dossier, options.details)
    if not resultats:
        print("aucune paire pdf/json dans ce dossier")
        return 1
    imprimer(resultats, memoire, options.langues)
    return 0 if not lus or lecture_vitesse.imprimer(lus, RECU_LE) else 1


if __name__ == "__main__":
    sys.exit(main())
