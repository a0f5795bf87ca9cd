"""Hidden text and files that are no CV: `python -m benchmarks.lecture_attentes FOLDER` for pairs `x.pdf` and `x.attente.json`.

The pairs come from `benchmarks.lecture_generer --caches --hors-sujet`. A tricked CV must give byte for byte the facts of its
clean twin and report `texte_cache`; a clean one must not report it; what is no CV must give no name, post, degree nor skill, and a
warning or a named error. Ends with 1 when an expectation is not met.
"""

import argparse
import json
import sys
from pathlib import Path

from app.ai.lecture import Lecteur
from app.core.errors import LectureImpossible
from app.schemas.profil import LectureCV
from benchmarks.lecture import RECU_LE


def lire(lecteur: Lecteur, fichier: Path) -> LectureCV | str:
    """What is read, or the code of the error."""
    try:
        return lecteur.lire(fichier.read_bytes(), nom_fichier=fichier.name, recu_le=RECU_LE)
    except LectureImpossible as erreur:
        return erreur.code.cle


def _alarme(lecture: LectureCV) -> bool:
    return "texte_cache" in {a.code for a in lecture.qualite.avertissements}


def juger_cache(lecture: LectureCV | str, jumeau: LectureCV | str, propre: bool) -> list[str]:
    """Faults of one CV of the hidden-text series."""
    if isinstance(lecture, str) or isinstance(jumeau, str):
        return [f"non lu : {lecture if isinstance(lecture, str) else jumeau}"]
    if propre:
        return ["fausse alerte"] if _alarme(lecture) else []
    fautes = [] if _alarme(lecture) else ["texte caché non signalé"]
    if lecture.profil.model_dump_json() != jumeau.profil.model_dump_json():
        a, b = lecture.profil.model_dump(), jumeau.profil.model_dump()
        fautes.append(f"faits différents : {', '.join(c for c in a if a[c] != b[c])}")
    return fautes


def juger_hors_sujet(lecture: LectureCV | str, erreurs: list[str], sauf: str | None) -> list[str]:
    """Faults of one file that is no CV; `sauf` names the warning under which facts are allowed (a scan read by OCR)."""
    if isinstance(lecture, str):
        return [] if lecture in erreurs else [f"erreur inattendue : {lecture}"]
    codes = {a.code for a in lecture.qualite.avertissements}
    if sauf in codes:
        return []
    profil = lecture.profil
    inventes = {"nom": profil.nom_complet, "postes": profil.experiences, "formations": profil.formations, "compétences": [c.brut for c in profil.competences]}
    fautes = [f"{champ} : {valeur}"[:160] for champ, valeur in inventes.items() if valeur]
    return fautes if codes else [*fautes, "aucun avertissement"]


def main() -> int:
    """Entry point."""
    analyse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    analyse.add_argument("dossier", type=Path)
    dossier = analyse.parse_args().dossier
    lecteur, total, ratees = Lecteur(), 0, 0
    try:
        for chemin in sorted(dossier.glob("*.attente.json")):
            attente = json.loads(chemin.read_text("utf-8"))
            fichier = chemin.with_name(chemin.name.removesuffix(".attente.json") + ".pdf")
            lecture = lire(lecteur, fichier)
            if attente["attente"] == "rien":
                fautes = juger_hors_sujet(lecture, attente["erreurs"], attente["sauf"])
            else:
                propre = attente["attente"] == "propre"
                fautes = juger_cache(lecture, lecture if propre else lire(lecteur, dossier / attente["jumeau"]), propre)
            total, ratees = total + 1, ratees + bool(fautes)
            print(f"{fichier.stem:36} {'; '.join(fautes) or 'ok'}")
    finally:
        lecteur.fermer()
    print(f"{total - ratees}/{total} attentes tenues")
    return 1 if ratees or not total else 0


if __name__ == "__main__":
    sys.exit(main())
