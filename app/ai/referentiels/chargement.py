"""Reading and checking of the lexicon's data files (`donnees/`).

One line a concept, fields parted by `|`, lists by `;`. Section lines in square brackets give the category (skills) or the
group (job titles). Lines that start with `#` are remarks. See `donnees/LISEZMOI.md`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.ai.referentiels.normalisation import cle

DOSSIER = Path(__file__).parent / "donnees"
CHAMPS_CONCEPT = 7
CHAMPS_METIER = 6


class DonneesInvalides(ValueError):
    """A data file that breaks the format; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill: stable id, French and English label, category in words, ids of its close parents, ESCO address or None."""

    id: str
    fr: str
    en: str
    categorie: str
    parents: tuple[str, ...] = ()
    esco: str | None = None


@dataclass(frozen=True, slots=True)
class Metier:
    """A job title: masculine and feminine French, English, family (sector) and group (close jobs)."""

    id: str
    fr_m: str
    fr_f: str
    en: str
    famille: str
    groupe: str


@dataclass(frozen=True, slots=True)
class Forme:
    """A way to write a concept, and what running text must show before it counts.

    `marque`: "" nothing; "~" a list or a neighbour of the same kind; "^" these capitals, away from the start of a sentence;
    "=" these very letters (an acronym that is a word when small: REST, CI, HAD); "!" an item of its own in a list, never prose ("mise en place").
    """

    texte: str
    marque: str = ""


@dataclass(slots=True)
class Donnees:
    """Everything read: concepts and job titles by id, with the ways to write each; where each was declared; pairs of jobs near across sectors."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    formes: dict[str, list[Forme]] = field(default_factory=dict)
    domaines: dict[str, str] = field(default_factory=dict)
    metiers: dict[str, Metier] = field(default_factory=dict)
    formes_metiers: dict[str, list[str]] = field(default_factory=dict)
    voisins: set[frozenset[str]] = field(default_factory=set)
    partages: dict[str, str] = field(default_factory=dict)
    mots_courants: set[str] = field(default_factory=set)


def lire(*dossiers: Path) -> Donnees:
    """Data of the given folders, earlier ones first: a later folder adds concepts but never redefines one.

    Raises DonneesInvalides on a malformed line.
    """
    donnees = Donnees()
    for rang, dossier in enumerate(dossiers):
        for fichier in sorted((dossier / "competences").glob("*.txt")):
            for ou, categorie, champs in _lignes(fichier, CHAMPS_CONCEPT):
                _ajouter_concept(donnees, fichier.stem, ou, categorie, champs, premier=rang == 0)
        for fichier in sorted((dossier / "metiers").glob("*.txt")):
            for ou, groupe, champs in _lignes(fichier, CHAMPS_METIER):
                _ajouter_metier(donnees, fichier.stem, ou, groupe, champs, premier=rang == 0)
        voisins = dossier / "metiers_voisins.txt"
        if voisins.exists():
            donnees.voisins.update(frozenset(_liste(ligne)) for ligne in voisins.read_text(encoding="utf-8").splitlines() if ligne[:1] != "#")
        partages = dossier / "alias_partages.txt"
        if partages.exists():
            donnees.partages.update(_lire_partages(partages))
        courants = dossier / "mots_courants.txt"
        if courants.exists():
            donnees.mots_courants.update(mot for ligne in courants.read_text(encoding="utf-8").splitlines() if ligne[:1] != "#" for mot in ligne.split())
    return donnees


def _lignes(fichier: Path, attendus: int) -> Iterator[tuple[str, str, list[str]]]:
    section = ""
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), 1):
        if not ligne or ligne.startswith("#"):
            continue
        ou = f"{fichier.name}:{numero}"
        if ligne.startswith("["):
            section = ligne.strip("[] ")
            continue
        champs = [c.strip() for c in ligne.split("|")]
        if len(champs) != attendus:
            raise DonneesInvalides(f"{ou} : {len(champs)} champs au lieu de {attendus}")
        if not section:
            raise DonneesInvalides(f"{ou} : ligne avant la première section")
        yield ou, section, champs


def _liste(champ: str) -> list[str]:
    return [v.strip() for v in champ.split(";") if v.strip()]


_MOT_COURANT = re.compile(r"\A(?=.*[aeiouyàâéèêëîïôöûùü])[a-zà-ÿœæ]+\Z")
_NOM_PRINCIPAL_SUR = 10  # letters from which a skill's own one-word name is taken for what it says
_SIGLE = re.compile(r"\A(?=.*[AEIOUY])[A-Z]{2,5}\Z")


def _forme(brute: str, *, nom_principal: bool = False) -> Forme:
    """The data mark what is doubtful; a short common word or acronym is doubtful without a mark."""
    if brute[0] in "~^!":
        return Forme(brute[1:], brute[0])
    if _MOT_COURANT.match(brute):
        return Forme(brute, "" if nom_principal and len(brute) >= _NOM_PRINCIPAL_SUR else "~")
    return Forme(brute, "=" if _SIGLE.match(brute) and not nom_principal else "")


def _ajouter_concept(donnees: Donnees, domaine: str, ou: str, categorie: str, champs: list[str], *, premier: bool) -> None:
    ident, fr, en, alias_fr, alias_en, parents, esco = champs
    if not (ident and fr and en):
        raise DonneesInvalides(f"{ou} : identifiant, nom français et nom anglais sont obligatoires")
    if ident in donnees.concepts:
        if premier:
            raise DonneesInvalides(f"{ou} : identifiant « {ident} » déjà défini")
        return
    formes = [_forme(f, nom_principal=True) for f in (fr, en)] + [_forme(f) for f in (*_liste(alias_fr), *_liste(alias_en))]
    if not premier:  # ESCO labels were not written for running text: "Source", "Rage", "LESS" are words first
        formes = [f if " " in f.texte else Forme(f.texte, "~") for f in formes]
    donnees.concepts[ident] = Concept(ident, formes[0].texte, formes[1].texte, categorie, tuple(_liste(parents)), esco or None)
    donnees.formes[ident] = formes
    donnees.domaines[ident] = domaine


def _ajouter_metier(donnees: Donnees, famille: str, ou: str, groupe: str, champs: list[str], *, premier: bool) -> None:
    ident, fr_m, fr_f, en, alias_fr, alias_en = champs
    if not (ident and fr_m and fr_f and en):
        raise DonneesInvalides(f"{ou} : identifiant, noms français et nom anglais sont obligatoires")
    if ident in donnees.metiers:
        if premier:
            raise DonneesInvalides(f"{ou} : identifiant « {ident} » déjà défini")
        return
    donnees.metiers[ident] = Metier(ident, fr_m, fr_f, en, famille, groupe)
    donnees.formes_metiers[ident] = list(dict.fromkeys([fr_m, fr_f, en, *_liste(alias_fr), *_liste(alias_en)]))


def _lire_partages(fichier: Path) -> dict[str, str]:
    """Names that two concepts may share: `name | id that wins | reason`."""
    partages = {}
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), 1):
        if not ligne or ligne.startswith("#"):
            continue
        champs = [c.strip() for c in ligne.split("|")]
        if len(champs) != 3 or not all(champs):
            raise DonneesInvalides(f"{fichier.name}:{numero} : attendu « nom | identifiant | raison »")
        partages[cle(champs[0])] = champs[1]
    return partages


def controler(donnees: Donnees) -> list[str]:
    """Faults of the data in French, empty when sound: shared names without a reason, unknown parents, cycles, names that say nothing."""
    fautes = []
    fautes += _noms_partages({i: [f.texte for f in fs] for i, fs in donnees.formes.items()}, donnees.partages)
    fautes += _noms_partages(donnees.formes_metiers, donnees.partages)
    for concept in donnees.concepts.values():
        fautes += [f"{concept.id} : parent inconnu « {p} »" for p in concept.parents if p not in donnees.concepts]
    fautes += [f"métiers voisins : {sorted(paire)} ne sont pas deux métiers connus" for paire in donnees.voisins if len(paire & donnees.metiers.keys()) != 2]
    fautes += [f"cycle parmi les parents : {c}" for c in _cycles(donnees.concepts)]
    return fautes


def _noms_partages(noms: dict[str, list[str]], partages: dict[str, str]) -> list[str]:
    proprietaires: dict[str, set[str]] = {}
    fautes = []
    for ident, formes in noms.items():
        for nom in formes:
            clef = cle(nom)
            if not clef:
                fautes.append(f"{ident} : « {nom} » ne contient aucun mot")
            proprietaires.setdefault(clef, set()).add(ident)
    for clef, idents in sorted(proprietaires.items()):
        if len(idents) > 1 and partages.get(clef) not in idents:
            fautes.append(f"« {clef} » appartient à {', '.join(sorted(idents))} sans raison déclarée")
    return fautes


def _cycles(concepts: dict[str, Concept]) -> list[str]:
    sur: set[str] = set()
    trouves = []
    for depart in concepts:
        pile: list[tuple[str, tuple[str, ...]]] = [(depart, (depart,))]
        while pile:
            courant, chemin = pile.pop()
            if courant in sur or courant not in concepts:
                continue
            for parent in concepts[courant].parents:
                if parent in chemin:
                    trouves.append(" > ".join((*chemin, parent)))
                else:
                    pile.append((parent, (*chemin, parent)))
        if not trouves:
            sur.add(depart)
    return trouves
