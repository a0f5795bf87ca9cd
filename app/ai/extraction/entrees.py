"""Lines of a section to its entries (posts, degrees): each is anchored on its dates, then grown up and down."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.ai.extraction.ancres import Ancre, Contexte, Indice, est_phrase, trouver_ancres
from app.ai.extraction.dates import DateLue, Periode, trouver_dates, trouver_periodes
from app.ai.extraction.etiquettes import role_de_ligne
from app.ai.extraction.morceaux import FIN_DE_PHRASE
from app.ai.extraction.retours import en_suspens
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.utils.text import fold

TETE_MAX = 3
SEPARATEURS = (", ", " – ", " - ", " — ", " | ", "\t", " (", " chez ", " at ")
_SOUS_TITRE = re.compile(
    r"(?:mes |principales? |key |main )?(?:missions?(?: principales?)?|taches?|realisations?(?: cles?)?|responsabilites?|activites?|highlights?|achievements?|responsibilities|duties|tasks|accomplishments|"
    r"role outline|overview|resultats?|contexte|projets?|environnement(?: technique)?|technologies?|summary|description)\s*:?(?: .{0,200})?"
)
"""Labels that open the body of an entry."""

_SANS_CONTRAT = re.compile(r"\s\((?:[^()\d]{2,30}|[^()\d]{0,20}\d{1,2} ?(?:mois|ans?|semaines?|months?|years?)[^()\d]{0,15})\)(?=$|[\t,|–—-])")
"""A word in brackets about the title itself: `(alternance)`."""

_MOT_COUPE = re.compile(r"[^\W\d_]-$")
_NOM_SUSPENDU = re.compile(r"\s(?:of|de|du|des|d'|la|le|les|the|&)$")
_SUSPENDU = re.compile(r"(?:^|\s)(?:of|de|du|des|d'|la|le|les|the|and|et|&|for|pour|en|in|a|au|aux|with|avec)$|[,–-]$")


@dataclass
class Entree:
    """One entry: header lines, body lines, dates. Spans of dates are to be left out of what the header says."""

    tete: list[Ligne]
    corps: list[Ligne]
    ancre: Ancre | None = None


def separer_cellules(lignes: list[Ligne], recu_le: date) -> list[Ligne]:
    """Part the bullets from what stands at the right of their first line: dates and places belong to the header above.

    A third column, which other lines fill alone, tells of the post beside it: it is read below.
    """
    sorties: list[Ligne] = []
    colonnes = [li.segments[0].x0 for li in lignes if len(li.segments) == 1]
    for ligne in lignes:
        dernier = ligne.segments[-1]
        if len(ligne.segments) > 2 and len(dernier.mots) > 2 and any(abs(dernier.x0 - x) < 2 for x in colonnes) and _nomme_et_date(ligne, recu_le):
            sorties.append(replace(ligne, segments=ligne.segments[:-1]))
            sorties.append(replace(ligne, segments=ligne.segments[-1:], puce=False, ecart=0.0))
            continue
        if len(ligne.segments) < 2 or not (ligne.puce or _en_retrait(ligne, sorties)):
            sorties.append(ligne)
            continue
        sorties.append(replace(ligne, segments=ligne.segments[1:], puce=False, ecart=0.0))
        sorties.append(replace(ligne, segments=ligne.segments[:1], ecart=0.0))
    return sorties


def _nomme_et_date(ligne: Ligne, recu_le: date, entiere: bool = False) -> bool:
    """Whether the cells before the last, or all of them, hold dates and something else."""
    texte = " ".join(s.texte for s in (ligne.segments if entiere else ligne.segments[:-1]))
    lues: Sequence[Periode | DateLue] = trouver_periodes(texte, recu_le) or (trouver_dates(texte, recu_le) if entiere else [])
    return bool(lues) and any(c.isalpha() for c in texte[: lues[0].span[0]] + texte[lues[-1].span[1] :])


def _en_retrait(ligne: Ligne, avant: list[Ligne]) -> bool:
    """An item without its bullet: indented under the line before, with a right-hand cell."""
    if not avant:
        return False
    retrait = ligne.segments[0].x0 - avant[-1].segments[0].x0
    return 6 < retrait < 60 and ligne.segments[0].x0 < avant[-1].segments[0].x1 and len(ligne.segments[1].mots) <= 6 and not ligne.gras


class Groupeur:
    """Cuts one section into entries."""

    def __init__(self, lignes: list[Ligne], recu_le: date, est_indice: Indice, bord: float, uniques: bool = False) -> None:
        self.uniques, self.bord = uniques, bord
        self.contexte = Contexte(separer_cellules(lignes, recu_le), recu_le, est_indice)
        self.lignes = self.contexte.lignes
        self.ancres = trouver_ancres(self.contexte, uniques)
        if not self.ancres:
            # every entry is an item of a list: its bullet says nothing of what it is
            self.contexte.lignes = [replace(li, puce=False) if li.puce and _nomme_et_date(li, recu_le, entiere=True) else li for li in self.lignes]
            self.lignes, self.ancres = self.contexte.lignes, trouver_ancres(self.contexte, uniques)
        self.corps_style = self._style_du_corps()
        self.hauteur = self._lignes_au_dessus(0, 0) if self.ancres else 0

    def _style_du_corps(self) -> tuple[float, bool, bool]:
        """Type of most characters of the section."""
        comptes: dict[tuple[float, bool, bool], int] = {}
        for ligne in self.lignes:
            for mot in ligne.mots:
                cle = (round(mot.taille, 0), mot.gras, mot.italique)
                comptes[cle] = comptes.get(cle, 0) + len(mot.texte) * (3 if ligne.puce else 1)
        return max(comptes, key=lambda c: comptes[c]) if comptes else (10.0, False, False)

    def distinct(self, ligne: Ligne) -> bool:
        """Whether the first words are set apart from the body: bolder, slanted or larger."""
        mot = next((m for m in ligne.mots if m.texte[0].isalnum()), ligne.mots[0])
        taille, gras, italique = self.corps_style
        return (mot.gras and not gras) or (mot.italique and not italique) or mot.taille > 1.06 * taille + 0.3

    def _gauche(self, rang: int) -> float:
        """Left edge of what line `rang` says besides its dates."""
        ligne = self.lignes[rang]
        dates = {s for a in self.ancres if a.rang <= rang < a.rang + a.lignes and a.seule for s in a.spans}
        autres = [s for s in ligne.segments if not any(a < s.fin and s.debut < b for a, b in dates)]
        mots = (autres or ligne.segments)[0].mots
        # a period at the head of its line, whose column left no gap, is no edge of what it dates
        collee = next((b for a in self.ancres if a.rang == rang and not a.seule for d, b in a.spans if d == mots[0].debut), None)
        return next((m.boite[0] for m in mots if collee and m.debut >= collee and m.texte[0].isalnum()), mots[0].boite[0])

    def _corps(self, rang: int) -> bool:
        """Whether a line can only be body: a bullet, what goes on under one, running text."""
        ligne = self.lignes[rang]
        # "Cariste, Plateforme Val Sud, Ormes, CDI.": some templates end their headers with a full stop
        titre = self.distinct(ligne) and not ligne.puce and ", " in ligne.texte and self.contexte.est_indice(ligne.texte.split(", ")[0])
        if ligne.puce or (est_phrase(ligne) and not titre) or _SOUS_TITRE.fullmatch(fold(ligne.texte)):
            return True
        if rang == 0 or self.distinct(ligne) or any(a.rang == rang for a in self.ancres):
            return False
        avant = self.lignes[rang - 1]
        serre = ligne.page == avant.page and ligne.ecart < 0.7 * ligne.taille
        if avant.puce and serre:
            return ligne.segments[0].x0 > avant.segments[0].x0 + 2 or (ligne.texte[0].islower() and ligne.texte.rstrip().endswith("."))
        return serre and est_phrase_ouverte(avant) and not self.distinct(avant) and self._corps(rang - 1)

    def _lignes_au_dessus(self, numero: int, bas: int) -> int:
        """How many lines above anchor `numero` belong to its header; `bas` is the first line it may take."""
        ancre = self.ancres[numero]
        prises = 0
        limite = TETE_MAX if numero == 0 else max(self.hauteur, TETE_MAX if self.hauteur else 1)
        while prises < limite and ancre.rang - prises - 1 >= bas:
            rang = ancre.rang - prises - 1
            ligne = self.lignes[rang]
            if self._corps(rang) or (
                prises and self.lignes[rang + 1].ecart > 1.3 * ligne.taille and self.lignes[rang + 1].ecart > 1.8 * self.lignes[ancre.rang].ecart
            ):
                break
            if numero and not self.distinct(ligne) and not self._comme_la_premiere(ligne, prises, ancre):
                break
            if numero and self.hauteur == 0 and not self._entete_commune(rang, ancre):
                break
            prises += 1
        while prises and ancre.rang - prises - 1 >= bas and self._casse(ancre.rang - prises):
            prises += 1
        return prises

    def _casse(self, rang: int) -> bool:
        """Whether line `rang` is the rest of the one above, which its column was too narrow for."""
        ligne, avant = self.lignes[rang], self.lignes[rang - 1]
        meme = (
            abs(ligne.taille - avant.taille) < 0.5 and ligne.gras == avant.gras and (self.uniques or self.distinct(ligne)) and not avant.puce and not ligne.puce
        )
        return meme and ligne.ecart < 0.6 * ligne.taille and (ligne.texte[0].islower() or bool(_SUSPENDU.search(fold(avant.texte))))

    def _comme_la_premiere(self, ligne: Ligne, prises: int, ancre: Ancre) -> bool:
        """Plain type: trust the shape of the first entry, unless the line is indented like a body; a card farther right has its own left edge."""
        premiere = self.ancres[0].rang - prises - 1
        if prises >= self.hauteur or premiere < 0:
            return False
        ecart = self.lignes[premiere].segments[0].x0 - ligne.segments[0].x0
        ecart_des_dates = self.lignes[self.ancres[0].rang].segments[0].x0 - self.lignes[ancre.rang].segments[0].x0
        return abs(ecart) < 6 or abs(ecart - ecart_des_dates) < 6

    def _entete_commune(self, rang: int, ancre: Ancre) -> bool:
        """A company named above several dated posts, where entries otherwise start with their dates."""
        ligne, datee = self.lignes[rang], self.lignes[ancre.rang]
        return self.distinct(ligne) and ligne.taille >= datee.taille and not ligne.puce and ligne.ecart > datee.ecart

    def _fin_de_tete(self, debut: int, ancre: Ancre, haut: int) -> int:
        """First body line of an entry whose header starts at `debut`; `haut` is where the next entry starts."""
        rang = ancre.rang + ancre.lignes
        gauche = min(self._gauche(r) for r in range(debut, rang))
        dites = sum(len(s.mots) > 0 and not _porte(s, ancre) for r in range(debut, rang) for s in self.lignes[r].segments)
        dites += sum(
            _SANS_CONTRAT.sub("", self._sans_date(r, ancre)).count(c) for r in range(debut, rang) for c in ("|", " – ", " - ", " — ", ", ", " chez ", " at ")
        )
        while rang < haut and rang - ancre.rang - ancre.lignes < TETE_MAX:
            ligne = self.lignes[rang]
            seule_dans_marge = dites == 0
            if role_de_ligne(ligne):
                rang += 1
                continue
            if self._suite_de_tete(rang, ancre, seule_dans_marge):
                gauche = ligne.segments[0].x0 if seule_dans_marge else gauche
                dites += 1 + sum(_SANS_CONTRAT.sub("", ligne.texte).count(c) for c in SEPARATEURS)
                rang += 1
                continue
            indente = ligne.segments[0].x0 > gauche + 5 and not seule_dans_marge
            indice = self.uniques and len(ligne.mots) <= 8 and any(self.contexte.est_indice(li.texte) for li in self.lignes[rang : min(rang + 2, haut)])
            if self._recit(ligne, dites) or self._corps(rang) or (indente and not self.distinct(ligne) and not indice):
                break
            # a degree in two pieces ("CAP, Cuisine") still waits for its school
            attendues = 3 if self.uniques and len(ligne.mots) <= 8 else 2
            if not (
                self.distinct(ligne)
                or (dites < attendues and len(ligne.mots) <= 12)
                or (self.contexte.est_indice(ligne.texte) and len(ligne.mots) <= (10 if self.uniques else 6))
            ):
                break
            if seule_dans_marge:
                gauche = ligne.segments[0].x0
            dites += 1 + ligne.texte.count(", ") + len(ligne.segments) - 1
            rang += 1
        return rang

    @staticmethod
    def _recit(ligne: Ligne, dites: int) -> bool:
        """A short sentence without separators, once the header has said something: what was done, not who for."""
        finie = FIN_DE_PHRASE.search(ligne.texte[-6:]) is not None
        return finie and dites > (len(ligne.mots) <= 2) and not any(c in ligne.texte for c in SEPARATEURS)

    def _suite_de_tete(self, rang: int, ancre: Ancre, rien_dit: bool) -> bool:
        """The line under a date alone, which nothing else can name the post of; and the rest of a name that its line end broke."""
        ligne, avant = self.lignes[rang], self.lignes[rang - 1]
        if rien_dit:
            return rang == ancre.rang + ancre.lignes and not _SOUS_TITRE.fullmatch(fold(ligne.texte))
        if ligne.page != avant.page or ligne.ecart > 0.7 * ligne.taille or ligne.puce:
            return False
        if (_MOT_COUPE.search(avant.texte) and ligne.texte[0].islower()) or en_suspens(avant, ligne, self.bord):
            return True
        dits = [s for s in avant.segments if not _porte(s, ancre)]
        en_ligne = any(abs(s.x0 - ligne.segments[0].x0) < 3 for s in dits)
        return en_ligne and FIN_DE_PHRASE.search(dits[-1].texte) is None and bool(_NOM_SUSPENDU.search(fold(dits[-1].texte)))

    def _sans_date(self, rang: int, ancre: Ancre) -> str:
        """What a header line says besides its dates."""
        ligne = self.lignes[rang]
        if not ligne.debut <= ancre.span[0] < ligne.fin:
            return ligne.texte
        a, b = ancre.span[0] - ligne.debut, min(ancre.span[1], ligne.fin) - ligne.debut
        return ligne.texte[:a].rstrip(" |–-—,(") + ligne.texte[b:].lstrip(" |–-—,:)")

    def entrees(self) -> list[Entree]:
        """Entries in order. Lines before the first header are left out."""
        debuts, bas = [], 0
        for numero, ancre in enumerate(self.ancres):
            debuts.append(ancre.rang - self._lignes_au_dessus(numero, bas))
            bas = ancre.rang + ancre.lignes
        lues = []
        for numero, (ancre, debut) in enumerate(zip(self.ancres, debuts, strict=True)):
            haut = debuts[numero + 1] if numero + 1 < len(debuts) else len(self.lignes)
            fin = self._fin_de_tete(debut, ancre, haut)
            tete, recit = _couper_le_recit(self.lignes[debut:fin], ancre)
            corps = [*recit, *self.lignes[fin:haut]]
            tete += [li for li in corps if role_de_ligne(li)]
            lues.append(Entree(tete, [li for li in corps if not role_de_ligne(li)], ancre))
        return lues


def _apres_la_date(ligne: Ligne, ancre: Ancre) -> str:
    """What a line says after its dates, all of it when it has none."""
    return ligne.texte[max(0, ancre.span[1] - ligne.debut) :].lstrip("\t –—-|:") if ancre.span[0] < ligne.fin else ligne.texte


def _couper_le_recit(tete: list[Ligne], ancre: Ancre) -> tuple[list[Ligne], list[Ligne]]:
    """Header and the start of the body, when a header line goes on with what was done: `Chef de partie, Auberge du Lac, Annecy. En charge des`."""
    for rang in range(len(tete) - 1, -1, -1):
        ligne = tete[rang]
        coupe = next((m for m in FIN_DE_PHRASE.finditer(ligne.texte) if m.end() > ancre.span[1] - ligne.debut), None)
        if coupe is None:
            continue
        entete, recit = ligne.couper(ligne.debut + coupe.end())
        dit = " | ".join(_apres_la_date(t, ancre) for t in (*tete[:rang], entete or ligne))
        if entete and recit and sum(dit.count(c) for c in SEPARATEURS) > 1:
            return [*tete[:rang], entete], [recit, *tete[rang + 1 :]]
    return tete, []


def est_phrase_ouverte(ligne: Ligne) -> bool:
    """Whether the line is text that may go on below: it does not end a sentence."""
    return not ligne.texte.rstrip().endswith((".", ":", ";"))


def _porte(segment: Segment, ancre: Ancre) -> bool:
    return ancre.seule and any(a < segment.fin and segment.debut < b for a, b in ancre.spans)
