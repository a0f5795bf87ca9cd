"""Sections that are lists: skills, interests, certificates. Lines to items, however they are set."""

import itertools
import re
from dataclasses import dataclass

from app.ai.lecture.mise_en_page import Ligne, Mot, Segment
from app.ai.lecture.reparations import PUCES
from app.ai.referentiels import lexique
from app.utils.text import fold

ITEM_MAX = 70
MOTS_ITEM_MAX = 7
_SEPARATEURS = re.compile(r"\s*(?:[,;•·|●▪■◦‣]|\s[/–—-]\s|\s{3,})\s*")
_NIVEAU = re.compile(
    r"\s{0,3}(?:[:(–—-]\s{0,3})?\(?(?:(?P<n>expert(?:e|ise)?|avancee?|advanced|intermediaire|intermediate|debutante?|beginner|confirmee?|maitrise|proficient|notions?|bases?|basic|courant|bon(?:ne)? niveau|tres bon niveau|familiar|skilled|experienced|"
    r"\d{1,3} ?%|\d(?:[.,]\d)? ?/ ?(?:5|10)|\d{1,2}\+? ?(?:ans?|years?)(?: d'experience| of experience)?)|(?P<e>[★☆●○⬤◯■□✓✔]{2,10}))\)?\s{0,3}$"
)


_ETIQUETTE_INTERNE = re.compile(r"([^\W\d][^:,;()]{1,28}?)\s?:\s+(?=\S)")
_CATEGORIE = re.compile(
    r"^(?:langages?|languages|programming|frameworks?|cadres|bibliotheques|libraries|outils?|tools?|logiciels?|software|bases de donnees|databases?|systemes?|systems|cloud|devops|web|mobile|methodes?|methods|methodologies|"
    r"technique|techniques?|technical|metiers?|fonctionnel(?:les)?|transversales?|soft skills|hard skills|savoir[- ]?etre|savoir[- ]?faire|qualites?|qualities|people|personal|personnelles?|interpersonal|relationnel(?:les)?|"
    r"gestion|management|bureautique|office|digital|numerique|informatique|it|it skills|vente|ventes|sales|marketing|finance|comptabilite|accounting|soins|hygiene|securite|safety|clinical|practice|cuisine|teaching|operations|"
    r"conduite|exploitation|recrutement|administration|paie|production|chantier|atelier|design|data|autres?|others?|divers|general)$"
)
_PETITS = frozenset(
    ["de", "des", "du", "et", "la", "le", "les", "en", "a", "au", "aux", "of", "and", "the", "in", "for", "to", "with", "avec", "pour", "sur", "d'un", "d'une"]
)
_MAJUSCULES_MIN = 6


@dataclass(frozen=True)
class Item:
    """One item at `debut:fin` of the whole text; `niveau` as written, `groupe` the label above or before it."""

    texte: str
    debut: int
    fin: int
    niveau: str | None = None
    groupe: str | None = None


def _etiquette(ligne: Ligne, suite: Ligne | None) -> bool:
    """A line that names a group of skills: alone, set apart from the items below it."""
    if suite is None or ligne.puce or any(len(s.mots) > 4 for s in ligne.segments) or "," in ligne.texte:
        return False
    if ligne.texte.rstrip().endswith(":"):
        return True
    crie = ligne.texte.isupper() and not suite.texte.isupper() and len(ligne.texte) >= _MAJUSCULES_MIN and lexique().lier(ligne.texte) is None
    plus_fort = (ligne.gras and not suite.gras) or ligne.taille > suite.taille + 0.8 or crie
    return plus_fort and suite.page == ligne.page


def _tetes_de_groupe(lignes: list[Ligne]) -> set[int]:
    """Lines that name groups by the white above them: one item a line, two groups or more, the first line of each a word for a kind of skill."""
    if len(lignes) < 5 or any(len(li.segments) > 1 or li.puce or len(li.mots) > 6 or "," in li.texte for li in lignes):
        return set()
    blancs = [li.ecart for li in lignes[1:]]
    petit = min(blancs)
    grands = [rang for rang, blanc in enumerate(blancs, 1) if blanc > 2 * petit + 1]
    tetes = [0, *grands]
    if not grands or any(b - a < 2 for a, b in itertools.pairwise([*tetes, len(lignes)])):
        return set()
    noms = {t for t in tetes if _CATEGORIE.search(fold(lignes[t].texte)) or lexique().lier(lignes[t].texte) is None}
    if 2 * len(noms) < len(tetes):
        return set()
    return set(tetes) if 0 in noms else set(grands)


def _libelle(segment: Segment) -> int:
    """How many words of a segment are the label of its group: `Langages :`, or a bold run before plain items."""
    for rang, mot in enumerate(segment.mots[:6]):
        if mot.texte.endswith(":") or (mot.texte == ":" and rang):
            return rang + 1 if rang + 1 < len(segment.mots) or rang else 1
        if mot.texte.endswith((",", ";")):
            return 0
    gras = next((i for i, m in enumerate(segment.mots) if not m.gras), 0)
    suite = segment.mots[gras:]
    return gras if 0 < gras <= 4 and suite and not segment.mots[0].texte.endswith(",") and any("," in m.texte for m in suite) else 0


def _puces_graphiques(mots: tuple[Mot, ...]) -> list[list[Mot]]:
    """Words of a row of chips: a gap clearly wider than a word space parts two of them."""
    if len(mots) < 2 or any(m.texte.endswith((",", ";")) or m.texte in PUCES or m.texte in "|/&:" for m in mots[:-1]):
        return [list(mots)]
    ecarts = [b.boite[0] - a.boite[2] for a, b in itertools.pairwise(mots)]
    espace = min(max(min(ecarts), 0.18 * mots[0].taille), 0.33 * mots[0].taille)
    seuil = max(0.42 * mots[0].taille, 1.5 * espace)
    if min(ecarts) > seuil and any(fold(m.texte) in _PETITS for m in mots):
        # justified prose has wide gaps everywhere
        return [list(mots)]
    groupes = [[mots[0]]]
    for mot, ecart in zip(mots[1:], ecarts, strict=True):
        if ecart > seuil:
            groupes.append([mot])
        else:
            groupes[-1].append(mot)
    return groupes


def _decouper(texte: str, debut: int, fin: int) -> list[tuple[int, int]]:
    """Spans between separators, brackets opened: `Python (Django, Flask)` is three items."""
    spans: list[tuple[int, int]] = []
    morceau = texte[debut:fin]
    profondeur, depart = 0, 0
    rang = 0
    while rang <= len(morceau):
        coupe = _SEPARATEURS.match(morceau, rang) if rang < len(morceau) else None
        car = morceau[rang : rang + 1]
        if (
            rang == len(morceau)
            or (coupe and coupe.end() > rang and coupe.group().strip())
            or (car == "(" and _liste_entre(morceau, rang))
            or (car == ")" and profondeur)
        ):
            spans.append((debut + depart, debut + rang))
            profondeur += (car == "(") - (car == ")" and profondeur > 0)
            rang = coupe.end() if coupe and coupe.end() > rang and coupe.group().strip() else rang + 1
            depart = rang
        else:
            rang += 1
    return spans


def _liste_entre(morceau: str, rang: int) -> bool:
    """Whether the bracket opened at `rang` holds a list."""
    fin = morceau.find(")", rang)
    return fin > 0 and "," in morceau[rang:fin]


def _propre(texte: str, debut: int, fin: int) -> tuple[int, int]:
    bords = " \t\n,;:.•·|–—-*●▪■◦‣" + "".join(c for c in PUCES if not c.isalnum())
    while debut < fin and texte[debut] in bords + ">»›" and texte[debut : debut + 4].casefold() != ".net":
        debut += 1
    while debut < fin and texte[fin - 1] in bords:
        fin -= 1
    if texte[debut:fin].startswith("(") and texte[debut:fin].endswith(")"):
        debut, fin = debut + 1, fin - 1
    return debut, fin


def mots_pleins(texte: str) -> int:
    """How many words say something: French strings them on "de la", where English has none."""
    return sum(fold(m) not in _PETITS for m in texte.split())


def _item(texte: str, debut: int, fin: int, groupe: str | None) -> Item | None:
    debut, fin = _propre(texte, debut, fin)
    niveau = None
    trouve = _NIVEAU.search(fold(texte[debut:fin]))
    if trouve and trouve.start() > 0:
        niveau = texte[debut + trouve.start() : fin].strip(" :()–—-") if trouve["n"] else None
        debut, fin = _propre(texte, debut, debut + trouve.start())
    etiquette = _ETIQUETTE_INTERNE.match(texte[debut:fin])
    if etiquette:
        groupe, debut = texte[debut : debut + etiquette.end(1)], debut + etiquette.end()
    lu = texte[debut:fin]
    if not 1 <= len(lu) <= ITEM_MAX or not any(c.isalpha() for c in lu) or mots_pleins(lu) > MOTS_ITEM_MAX:
        return None
    return Item(" ".join(lu.split()), debut, fin, niveau, groupe)


def _eclater(item: Item | None) -> list[Item]:
    """Names that only spaces part (`Docker Kubernetes`), when the lexicon knows every one of them and not the whole."""
    if item is None or " " not in item.texte or item.fin - item.debut != len(item.texte) or lexique().lier(item.texte) is not None:
        return [item] if item else []
    mentions = lexique().trouver(item.texte, liste=True)
    dits = "".join(item.texte.split())
    if len(mentions) < 2 or "".join("".join(m.brut.split()) for m in mentions) != dits:
        return [item]
    return [Item(m.brut, item.debut + m.debut, item.debut + m.fin, None, item.groupe) for m in mentions]


def items(lignes: list[Ligne], texte: str) -> list[Item]:
    """Items of a list section, in order. Group labels are no items; items broken at a line end are joined."""
    lus: list[Item] = []
    groupe: str | None = None
    droite = max((li.boite[2] for li in lignes), default=0.0)
    tetes = _tetes_de_groupe(lignes)
    for rang, ligne in enumerate(lignes):
        suite = lignes[rang + 1] if rang + 1 < len(lignes) else None
        if rang in tetes or _etiquette(ligne, suite):
            groupe = ligne.texte.rstrip(" :")
            continue
        de_la_ligne: list[Item] = []
        for numero, segment in enumerate(ligne.segments):
            libelle = _libelle(segment)
            if numero == 0 and len(ligne.segments) == 2 and not libelle and _cellule_de_libelle(ligne):
                libelle = len(segment.mots)
            if libelle:
                groupe = texte[segment.mots[0].debut : segment.mots[libelle - 1].fin].rstrip(" :")
            for mots in _puces_graphiques(segment.mots[libelle:]) if segment.mots[libelle:] else []:
                for a, b in _decouper(texte, mots[0].debut, mots[-1].fin):
                    de_la_ligne.extend(_eclater(_item(texte, a, b, groupe)))
        _recoudre(lus, de_la_ligne, lignes[rang - 1] if rang else None, ligne, texte, droite)
        lus.extend(de_la_ligne)
    return lus


def _cellule_de_libelle(ligne: Ligne) -> bool:
    """Two cells, the second a list: the first is its label."""
    premier, second = ligne.segments[0], ligne.segments[1].texte
    return len(premier.mots) <= 4 and bool(_SEPARATEURS.search(second)) and not _SEPARATEURS.search(premier.texte)


def _recoudre(lus: list[Item], nouveaux: list[Item], avant: Ligne | None, ligne: Ligne, texte: str, droite: float) -> None:
    """Join the last item of a full line with the first of the next when the list goes on and the two make one name."""
    if not lus or not nouveaux or avant is None or ligne.puce or lus[-1].fin != avant.fin or nouveaux[0].debut != ligne.debut or ligne.debut != avant.fin + 1:
        return
    dernier, premier = lus[-1], nouveaux[0]
    joint = f"{dernier.texte} {premier.texte}"
    lier = lexique().lier
    suspendu = fold(dernier.texte.split()[-1]) in _PETITS and len(dernier.texte.split()) > 1
    plein = avant.boite[2] + ligne.mots[0].boite[2] - ligne.mots[0].boite[0] > droite - 1 and (
        _SEPARATEURS.search(avant.texte) is not None or (len(avant.mots) > 2 and dernier.texte[0].isupper())
    )
    seuls = lier(dernier.texte) is not None and lier(premier.texte) is not None
    # "Prévention" above "des escarres": each is known, but small letters open no item of a list in capitals
    connu = lier(joint) is not None
    petites = premier.texte[0].islower()
    if len(joint) <= ITEM_MAX and (suspendu or (seuls and petites and dernier.texte[0].isupper() and connu) or (not seuls and (connu or (plein and petites)))):
        lus[-1] = Item(" ".join(texte[dernier.debut : premier.fin].split()), dernier.debut, premier.fin, premier.niveau, dernier.groupe)
        nouveaux.pop(0)
