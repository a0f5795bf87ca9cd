"""Whether a word that may be a skill is one here: "Go" in "Python, Go" but not in "40 Go", "Excel" but not "I excel"."""

import re
from typing import NamedTuple


class Candidat(NamedTuple):
    """A possible mention. `marque` as in the data; `casse`: written with the capitals that the data ask for."""

    concept_id: str
    debut: int
    fin: int
    marque: str
    casse: bool
    domaine: str


_LIEN = re.compile(r"\A(?:[\s,;/|•·▪●◦■►*+&\-–]|\b(?:et|and|ou|or|puis)\b|\([^()\n]{1,30}\))+\Z")
_SEPARATEUR = re.compile(r"[,;/|•·▪●◦■►*+&\n(–]|\s-\s|\b(?:et|and|ou|or|puis)\b")
_DEBUT_ITEM = re.compile(r"(?:^|[\n:;,|•·▪●◦■►*/(\-–])\s{0,8}\Z")
_FIN_ITEM = re.compile(r"\s{0,10}(?:\Z|[\n;,|•·▪●◦■►*/()\-–]|\.(?:\s|\Z))")
_PUCE = re.compile(r"(?:^|\n)[ \t]*[•·▪●◦■►*\-–][ \t]*\Z|[:|•·▪●◦■►][ \t]*\Z")
_DECLENCHEUR = re.compile(
    r"\b(?:langages?|logiciels?|frameworks?|languages?|librairies?|bibliotheques?|outils?|software|competences?|maitrise|programming in|developpement|developpe en)"
    r"(?:\s+(?:de|du|des|d'|en|informatiques?|la|le|l'))*[\s:]*\Z"
)
_MOT_AVANT = re.compile(r"(?<![^\W_])([^\W_]+)[ '’]?\Z")
_MOT_APRES = re.compile(r"\s?([^\W_]+)")
_OUTILS = frozenset(
    re.findall(
        r"\w+",
        "de du des d la le les l en et ou un une au aux sur avec pour dans par sous ainsi que puis comme chez est sont a ont "
        "and or with in using the for on as is are was via to",
    )
)
_OUTILS_APRES = _OUTILS - {"of", "at", "to", "a"}
_DEBUT_PHRASE = re.compile(r"(?:^|[\n.!?:•·▪●–-])\s{0,20}(?:[\"«“(]\s{0,20})?\Z")
_DOMAINES_TECHNIQUES = frozenset({"informatique", "infrastructure", "bureautique", "ingenierie"})


def accepter(plie: str, candidats: list[Candidat], *, liste: bool) -> list[Candidat]:
    """The candidates, in reading order, that are skills here. `plie` is `fold(texte)`."""
    candidats = [c for c in candidats if c.marque != "!" or (liste and _item_entier(plie, c))]
    retenus = [i for i, c in enumerate(candidats) if _seul(plie, c, liste=liste)]
    gardes = set(retenus)
    suites = _suites(plie, candidats)
    for suite in suites:
        if gardes.isdisjoint(suite):
            gardes.update(_liste_de_mots(plie, [candidats[i] for i in suite], suite))
        _propager(plie, candidats, suite, gardes)
    return [c for i, c in enumerate(candidats) if i in gardes]


def _item_entier(plie: str, c: Candidat) -> bool:
    return bool(_DEBUT_ITEM.search(plie, max(0, c.debut - 8), c.debut) and _FIN_ITEM.match(plie, c.fin))


def _seul(plie: str, c: Candidat, *, liste: bool) -> bool:
    """Accepted without looking at its neighbours."""
    if c.marque in {"", "!"} or (c.marque == "=" and (c.casse or liste)):
        return True
    if not c.casse:
        return False
    if liste:
        return bool(_DEBUT_ITEM.search(plie, max(0, c.debut - 8), c.debut) or _DECLENCHEUR.search(plie[max(0, c.debut - 60) : c.debut]))
    avant = plie[max(0, c.debut - 60) : c.debut]
    if _DECLENCHEUR.search(avant):
        return True
    return c.marque == "^" and not _DEBUT_PHRASE.search(avant)


def _suites(plie: str, candidats: list[Candidat]) -> list[list[int]]:
    """Runs of candidates parted only by commas, slashes, bullets, "et"."""
    suites: list[list[int]] = []
    for i, c in enumerate(candidats):
        if suites and _lies(plie, candidats[i - 1], c):
            suites[-1].append(i)
        else:
            suites.append([i])
    return suites


def _lies(plie: str, a: Candidat, b: Candidat) -> bool:
    entre = plie[a.fin : b.debut]
    return len(entre) <= 45 and bool(_LIEN.match(entre)) and bool(_SEPARATEUR.search(entre))


def _liste_de_mots(plie: str, membres: list[Candidat], suite: list[int]) -> list[int]:
    """All of a run without a sure member, when the run looks like a list on its own."""
    if not all(m.casse for m in membres):
        return []
    premier, dernier = membres[0], membres[-1]
    if not (_DEBUT_ITEM.search(plie, max(0, premier.debut - 8), premier.debut) and _FIN_ITEM.match(plie, dernier.fin)):
        return []
    ligne_avant = plie[max(0, premier.debut - 40) : premier.debut]
    if len(membres) == 1:
        return suite if _PUCE.search(ligne_avant) else []
    # "Excel, Word": names with capitals; "vente, cuisine" needs a list of its own line
    noms = all(m.domaine in _DOMAINES_TECHNIQUES for m in membres)
    return suite if noms or _PUCE.search(ligne_avant) or _ligne_entiere(plie, premier.debut, dernier.fin) else []


def _ligne_entiere(plie: str, debut: int, fin: int) -> bool:
    arret = plie.find("\n", fin)
    return not plie[plie.rfind("\n", 0, debut) + 1 : debut].strip() and not plie[fin : arret if arret >= 0 else len(plie)].strip(" .")


def _propager(plie: str, candidats: list[Candidat], suite: list[int], gardes: set[int]) -> None:
    """A doubtful word beside a sure one of the same kind is one too: once from left to right, once back."""
    for sens in (1, -1):
        for i in suite[::sens]:
            voisin = i - sens
            if i in gardes or voisin not in gardes or not suite[0] <= voisin <= suite[-1] or not candidats[i].casse:
                continue
            if _meme_genre(candidats[i], candidats[voisin]) and _bords_libres(plie, candidats[i], voisin > i):
                gardes.add(i)


def _meme_genre(a: Candidat, b: Candidat) -> bool:
    techniques = a.domaine in _DOMAINES_TECHNIQUES, b.domaine in _DOMAINES_TECHNIQUES
    return all(techniques) or a.domaine == b.domaine or not any(techniques)


def _bords_libres(plie: str, c: Candidat, voisin_a_droite: bool) -> bool:
    """The side away from the neighbour must not tie the word to another one: "Vitamine C, Python", "Python, Word of mouth"."""
    if voisin_a_droite:
        m = _MOT_AVANT.search(plie, max(0, c.debut - 40), c.debut)
        return not m or m.group(1) in _OUTILS
    m = _MOT_APRES.match(plie, c.fin)
    return not m or "\n" in plie[c.fin : m.start(1)] or m.group(1) in _OUTILS_APRES
