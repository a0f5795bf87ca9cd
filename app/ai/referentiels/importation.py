"""Widening of the lexicon with the official ESCO and ROME downloads, kept outside the repository.

This service uses the ESCO classification of the European Commission. ROME is published by France Travail (Licence Ouverte).
Both importers write data files of the lexicon's own format; what the project's own files already name is left to them.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.ai.referentiels.chargement import DOSSIER, Donnees, DonneesInvalides, lire
from app.ai.referentiels.lexique import DOSSIER_AJOUTS, lexique
from app.ai.referentiels.normalisation import cle

_RESERVES = re.compile(r"(?:(?<!\s)\s+)?[|;\n\r]\s*")
_GENRES = re.compile(r"(?<!\s)\s+/\s+")
ESCO = "http://data.europa.eu/esco/"


def importer_esco(dossier: Path, cible: Path = DOSSIER_AJOUTS) -> tuple[int, int]:
    """Read `skills_{fr,en}.csv` and `occupations_{fr,en}.csv` of the ESCO download. Returns (skills, job titles) added.

    A concept needs a label in both languages; one whose label or address the lexicon has already is skipped.
    Raises DonneesInvalides when a file lacks or has not the columns of the download.
    """
    donnees = lire(DOSSIER)
    connues = {cle(forme.texte) for formes in donnees.formes.values() for forme in formes}
    adresses = {concept.esco for concept in donnees.concepts.values()}
    competences = []
    for adresse, fr, en, alias_fr, alias_en in _paires_esco(dossier, "skills"):
        if adresse not in adresses and cle(fr) and cle(en) and cle(fr) not in connues and cle(en) not in connues:
            ident = "esco-" + adresse.rsplit("/", 1)[-1]
            competences.append(" | ".join((ident, fr, en, alias_fr, alias_en, "", adresse)))
    metiers = list(_metiers_esco(dossier, donnees))
    _ecrire(cible / "competences" / "esco.txt", ["[ESCO]", *competences])
    _ecrire(cible / "metiers" / "esco.txt", metiers)
    lexique.cache_clear()
    return len(competences), sum(not ligne.startswith("[") for ligne in metiers)


def importer_rome(dossier: Path, cible: Path = DOSSIER_AJOUTS) -> int:
    """Read `appellations.csv` of the ROME download. Returns the number of job titles added, one file per letter of ROME.

    ROME has no English: the French title stands in both places. Raises DonneesInvalides on a missing file or column.
    """
    connus = _titres_connus(lire(DOSSIER))
    par_famille: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for ligne in _lire_csv(dossier / "appellations.csv", ("code_ogr", "libelle_appellation_court", "code_rome")):
        masculin, feminin = formes_rome(_champ(ligne["libelle_appellation_court"]))
        if not cle(masculin) or cle(masculin) in connus:
            continue
        connus.add(cle(masculin))
        code = ligne["code_rome"]
        par_famille[code[:1]][code].append(" | ".join(("rome-" + ligne["code_ogr"], masculin, feminin, masculin, "", "")))
    total = 0
    for lettre, groupes in sorted(par_famille.items()):
        lignes = [ligne for code in sorted(groupes) for ligne in (f"[{code}]", *groupes[code])]
        total += len(lignes) - len(groupes)
        _ecrire(cible / "metiers" / f"rome-{lettre}.txt", lignes)
    lexique.cache_clear()
    return total


def formes_rome(libelle: str) -> tuple[str, str]:
    """`Abatteur / Abatteuse de carrière` -> (`Abatteur de carrière`, `Abatteuse de carrière`)."""
    masculin, *reste = _GENRES.split(libelle, maxsplit=1)
    if not reste:
        return masculin, masculin
    feminin = reste[0]
    suite = feminin.split()[len(masculin.split()) :]
    return " ".join((masculin, *suite)), feminin


def _metiers_esco(dossier: Path, donnees: Donnees) -> Iterator[str]:
    connus = _titres_connus(donnees)
    groupes = {ligne["conceptUri"]: ligne.get("iscoGroup") or "0000" for ligne in _lire_csv(dossier / "occupations_fr.csv", ("conceptUri",))}
    par_groupe: dict[str, list[str]] = defaultdict(list)
    for adresse, fr, en, alias_fr, alias_en in _paires_esco(dossier, "occupations"):
        masculin, _, feminin = fr.partition("/")
        if cle(masculin) and cle(en) and cle(masculin) not in connus and cle(en) not in connus:
            ident = "esco-" + adresse.rsplit("/", 1)[-1]
            par_groupe[groupes[adresse]].append(" | ".join((ident, masculin, feminin or masculin, en, alias_fr, alias_en)))
    for groupe in sorted(par_groupe):
        yield f"[ISCO {groupe}]"
        yield from par_groupe[groupe]


def _paires_esco(dossier: Path, sujet: str) -> Iterator[tuple[str, str, str, str, str]]:
    """(address, French label, English label, French names, English names) of the concepts labelled in both languages."""
    colonnes = ("conceptUri", "preferredLabel", "altLabels")
    anglais = {ligne["conceptUri"]: ligne for ligne in _lire_csv(dossier / f"{sujet}_en.csv", colonnes)}
    for ligne in _lire_csv(dossier / f"{sujet}_fr.csv", colonnes):
        adresse = ligne["conceptUri"]
        en = anglais.get(adresse)
        if en is None or not adresse.startswith(ESCO) or not ligne["preferredLabel"].strip() or not en["preferredLabel"].strip():
            continue
        yield adresse, _champ(ligne["preferredLabel"]), _champ(en["preferredLabel"]), _alias(ligne["altLabels"]), _alias(en["altLabels"])


def _lire_csv(fichier: Path, colonnes: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not fichier.is_file():
        raise DonneesInvalides(f"{fichier} : fichier absent")
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        lecteur = csv.DictReader(flux)
        manquantes = [c for c in colonnes if c not in (lecteur.fieldnames or ())]
        if manquantes:
            raise DonneesInvalides(f"{fichier} : colonnes absentes : {', '.join(manquantes)}")
        yield from lecteur


def _champ(texte: str) -> str:
    """A label without the characters that the data format reserves."""
    propre = _RESERVES.sub(" ", texte).strip()
    return propre.lstrip("~^![#") or propre


def _alias(champ: str) -> str:
    return "; ".join(alias for nom in champ.splitlines() if cle(alias := _champ(nom)))


def _titres_connus(donnees: Donnees) -> set[str]:
    return {cle(titre) for titres in donnees.formes_metiers.values() for titre in titres}


def _ecrire(fichier: Path, lignes: list[str]) -> None:
    fichier.parent.mkdir(parents=True, exist_ok=True)
    provisoire = fichier.with_suffix(".part")
    provisoire.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    provisoire.replace(fichier)
