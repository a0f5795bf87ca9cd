"""Lines to sections: headings known by their words and by their type, column by column."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.ai.extraction.etiquettes import est_recit
from app.ai.extraction.intitules import Section, reconnaitre, reconnaitre_prefixe
from app.ai.extraction.morceaux import tete_de_metier
from app.ai.extraction.niveaux import lire_diplome
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage, Segment

CONFIANCE_SURE = 0.85
CONFIANCE_FAIBLE = 0.55
MOTS_TITRE_MAX = 7
GRILLE_MIN = 3
MOTS_PROSE_MIN = 6

StyleTitre = tuple[float, bool, bool]


@dataclass
class Rubrique:
    """A section: what it is about (None: before any heading, or under one that says nothing known) and its lines."""

    section: Section | None
    titre: str | None = None
    flux: int = 0
    lignes: list[Ligne] = field(default_factory=list)
    marge: float | None = None
    """Left edge of a heading that stands beside its content."""
    x0: float | None = None
    """Left edge of the heading."""


@dataclass(frozen=True)
class _Titre:
    """A heading found at the start of a line. `lignes`: how many lines it takes; `marge`: content follows on the same line."""

    section: Section | None
    confiance: float
    lignes: int
    marge: bool
    texte: str


def taille_du_corps(lignes: Iterable[Ligne]) -> float:
    """Font size of most characters."""
    compte: Counter[float] = Counter()
    for ligne in lignes:
        for mot in ligne.mots:
            compte[round(mot.taille * 2) / 2] += len(mot.texte)
    return compte.most_common(1)[0][0] if compte else 10.0


def _style(segment: Segment) -> StyleTitre:
    return (round(segment.taille * 2) / 2, segment.gras, segment.texte.isupper())


def _flux_en_ordre(vue: MiseEnPage) -> list[Ligne]:
    """Lines column by column, across pages; running headers left out."""
    return sorted((li for li in vue.lignes if li.flux >= 0), key=lambda li: li.flux)


class Decoupeur:
    """Cuts the lines of one CV into sections."""

    def __init__(self, vue: MiseEnPage) -> None:
        self.lignes = _flux_en_ordre(vue)
        self.corps = taille_du_corps(self.lignes)
        lettres = sum(len(m.texte) for li in self.lignes for m in li.mots)
        gras = sum(len(m.texte) for li in self.lignes for m in li.mots if m.gras)
        self.corps_gras = 2 * gras > lettres
        self.styles = self._styles_de_titre()
        self.tailles = self._tailles_de_titre()
        self.grilles = self._grilles()

    def _styles_de_titre(self) -> Counter[StyleTitre]:
        """Types in which sure headings are set."""
        styles: Counter[StyleTitre] = Counter()
        for rang in range(len(self.lignes)):
            lu = self._lexical(rang)
            if lu and lu.confiance >= CONFIANCE_SURE:
                styles[_style(self.lignes[rang].segments[0])] += 1
        return styles

    def _tailles_de_titre(self) -> dict[int, float]:
        """Font size of most sure headings of each column, where at least two share it."""
        par_flux: dict[int, Counter[float]] = {}
        for rang, ligne in enumerate(self.lignes):
            lu = self._lexical(rang)
            if lu and lu.confiance >= CONFIANCE_SURE and not lu.marge:
                par_flux.setdefault(ligne.flux, Counter())[_style(ligne.segments[0])[0]] += 1
        return {flux: max(t for t, n in c.items() if n == c.most_common(1)[0][1]) for flux, c in par_flux.items() if c.most_common(1)[0][1] >= 2}

    def _grilles(self) -> list[float]:
        """Left edges of the second column of tables of labels: where at least three rows have their second cell."""
        bords = Counter(round(li.segments[1].x0 / 2) for li in self.lignes if len(li.segments) == 2 and not li.puce)
        return [2.0 * bord for bord, nombre in bords.items() if nombre + bords.get(bord + 1, 0) + bords.get(bord - 1, 0) >= GRILLE_MIN]

    def _etiquette_de_grille(self, ligne: Ligne) -> bool:
        """Whether the first cell is the label of a row of such a table."""
        if len(ligne.segments) != 2 or ligne.puce or len(ligne.segments[0].mots) > 4:
            return False
        return any(abs(ligne.segments[1].x0 - x) < 4 for x in self.grilles)

    def _suit(self, rang: int) -> Ligne | None:
        """The next line, when it could be the rest of a heading broken in two."""
        if rang + 1 >= len(self.lignes):
            return None
        ligne, suite = self.lignes[rang], self.lignes[rang + 1]
        proche = suite.flux == ligne.flux and suite.page == ligne.page and suite.ecart < 0.9 * ligne.taille
        meme = _style(suite.segments[0])[:2] == _style(ligne.segments[0])[:2]
        court = len(ligne.segments) == 1 and len(ligne.mots) <= 3 and len(suite.segments[0].mots) <= 3
        return suite if proche and meme and court else None

    def _lexical(self, rang: int) -> _Titre | None:
        """The heading that the words of a line make, whatever their type."""
        ligne = self.lignes[rang]
        if ligne.puce and ligne.segments[0].mots[0].texte in "-–*":
            return None
        premier = ligne.segments[0].texte
        seul = reconnaitre(premier)
        if len(ligne.segments) > 1 and (espace := self._espace(ligne)):
            return espace
        suite = self._suit(rang)
        if suite is not None and (seul is None or suite.segments[0].texte[:1].islower() or premier.isupper()):
            joint = reconnaitre(f"{premier} {suite.segments[0].texte}")
            if joint and joint.confiance >= CONFIANCE_SURE - 0.01 and (seul is None or reconnaitre(suite.segments[0].texte) is None):
                return _Titre(joint.section, joint.confiance, 2, len(suite.segments) > 1, premier)
        if seul is None:
            return None
        return _Titre(seul.section, seul.confiance, 1, len(ligne.segments) > 1, premier)

    @staticmethod
    def _espace(ligne: Ligne) -> _Titre | None:
        """A heading in wide-set capitals that its blanks cut into cells: `C E N T R E S    D ' I N T É R Ê T`."""
        entier = " ".join(s.texte for s in ligne.segments)
        meme = len({_style(s) for s in ligne.segments}) == 1
        if not meme or not entier.isupper() or len(ligne.mots) > MOTS_TITRE_MAX:
            return None
        lu = reconnaitre(entier)
        return _Titre(lu.section, lu.confiance, 1, False, entier) if lu and lu.confiance >= CONFIANCE_SURE else None

    def _detache(self, ligne: Ligne) -> bool:
        """Whether the first segment is set apart from the body by size, weight, capitals or white."""
        segment = ligne.segments[0]
        if segment.taille > 1.08 * self.corps or (segment.gras and not self.corps_gras) or segment.texte.isupper():
            return True
        return len(ligne.segments) == 1 and (ligne.ecart == 0 or ligne.ecart > 0.6 * ligne.taille)

    def titre(self, rang: int) -> _Titre | None:
        """The heading at line `rang`, or None."""
        ligne = self.lignes[rang]
        lu = self._lexical(rang)
        style = _style(ligne.segments[0])
        frequent = self.styles[style]
        distinctif = style[0] > 1.08 * self.corps or (style[1] and not self.corps_gras) or style[2]
        if lu is not None and segment_plus_petit(ligne.segments[0], self.tailles.get(ligne.flux)):
            return None
        if lu is None:
            return self._inconnu(ligne, frequent, distinctif)
        if lu.marge and not self._marge_de_titres(ligne, lu, frequent, distinctif):
            return lu if self._titre_de_grille(ligne, lu) else None
        if lu.confiance >= CONFIANCE_SURE and (self._detache(ligne) or frequent >= 2):
            return lu
        if lu.confiance >= CONFIANCE_FAIBLE and frequent >= 1 and distinctif:
            return lu
        return lu if lu.confiance >= CONFIANCE_FAIBLE and sum(self.styles.values()) == 0 and self._detache(ligne) else None

    def _marge_de_titres(self, ligne: Ligne, lu: _Titre, frequent: int, distinctif: bool) -> bool:
        """A heading in the left margin beside its content: as sure and as set apart as the others."""
        if len(ligne.segments) < 2:
            return lu.confiance >= CONFIANCE_SURE and (frequent >= 2 or distinctif)  # broken over two lines: the content stands beside the second
        autre = _style(ligne.segments[1])
        if lu.confiance < CONFIANCE_SURE:
            return lu.confiance >= CONFIANCE_FAIBLE and frequent >= 2 and distinctif
        return frequent >= 2 and (distinctif or autre != _style(ligne.segments[0]))

    def _titre_de_grille(self, ligne: Ligne, lu: _Titre) -> bool:
        """A sure heading that labels a row of a table; "Languages" beside Python and Java is none."""
        prose = lu.section is Section.profil and len(ligne.segments[1].mots) >= MOTS_PROSE_MIN
        if (lu.confiance < CONFIANCE_SURE and not prose) or lu.lignes > 1 or not self._etiquette_de_grille(ligne):
            return False
        return lu.section is not Section.langues or _parle_de_langues(ligne.segments[1].texte)

    def _inconnu(self, ligne: Ligne, frequent: int, distinctif: bool) -> _Titre | None:
        """A heading of unknown words, in the very type of at least two known ones and larger than any body text."""
        segment = ligne.segments[0]
        if frequent < 2 or not distinctif or len(ligne.segments) > 1 or len(ligne.mots) > MOTS_TITRE_MAX or ligne.puce:
            return None
        if not (segment.taille > 1.15 * self.corps or segment.texte.isupper()) or any(c.isdigit() or c in "@,;:." for c in segment.texte):
            return None
        if tete_de_metier(segment.texte) >= 0.9 or lire_diplome(segment.texte) is not None:
            return None
        # the type must be the headings' own: job titles are often as bold and as large
        semblables = sum(_style(li.segments[0]) == _style(segment) for li in self.lignes if len(li.segments) == 1)
        return _Titre(None, 0.5, 1, False, segment.texte) if frequent >= 0.6 * semblables else None

    def rubriques(self) -> list[Rubrique]:
        """Sections in reading order, column by column."""
        lues: list[Rubrique] = []
        rang = 0
        while rang < len(self.lignes):
            ligne = self.lignes[rang]
            if not lues or lues[-1].flux != ligne.flux:
                lues.append(Rubrique(None, None, ligne.flux))
            lu = self.titre(rang) or self._suite_de_grille(ligne, lues[-1])
            if lu and lu.marge and lues[-1].section is Section.experience and est_recit(lu.texte):
                lu = None
            if lu and lu.section is None and ligne.flux == self.lignes[0].flux and not any(r.section for r in lues):
                lu = None  # "CURRICULUM VITAE" or a title above the first heading: still the head
            if lu is None:
                lues[-1].lignes.extend(_etiquetee(ligne, lues[-1].section, lues))
                rang += 1
                continue
            lues.append(Rubrique(lu.section, lu.texte, ligne.flux, x0=ligne.segments[0].x0))
            for titre in self.lignes[rang : rang + lu.lignes]:
                if lu.marge and len(titre.segments) > 1:
                    lues[-1].lignes.append(replace(titre, segments=titre.segments[1:], puce=False))
                    lues[-1].marge = titre.segments[0].x0
            rang += lu.lignes
        self._rejoindre(lues)
        return [r for r in lues if r.lignes or r.titre]

    @staticmethod
    def _rejoindre(lues: list[Rubrique]) -> None:
        """Give a heading that ends its flow the untitled lines that open a later one right below it."""
        for rang, vide in enumerate(lues):
            if vide.lignes or vide.section is None or vide.x0 is None:
                continue
            for suite in lues[rang + 1 :]:
                if (
                    suite.titre is None
                    and suite.section is None
                    and suite.lignes
                    and suite.flux != vide.flux
                    and abs(suite.lignes[0].segments[0].x0 - vide.x0) < 3
                ):
                    vide.lignes, suite.lignes = suite.lignes, []
                    break

    def _suite_de_grille(self, ligne: Ligne, courante: Rubrique) -> _Titre | None:
        """The next label of a table of lists: a section of its own, whatever it is about."""
        if courante.marge is None or courante.section not in (*_EN_LIGNE, Section.profil, Section.contact) or not self._etiquette_de_grille(ligne):
            return None
        premier = ligne.segments[0]
        nom = abs(premier.x0 - courante.marge) < 2 and not any(c.isdigit() or c in "@/" for c in premier.texte)
        return _Titre(None, CONFIANCE_FAIBLE, 1, True, premier.texte) if nom else None


def segment_plus_petit(segment: Segment, taille: float | None) -> bool:
    """Clearly smaller than the headings of its column: the name of a group inside a section ("Languages" among skills)."""
    return taille is not None and segment.taille < 0.87 * taille


_EN_LIGNE = (Section.langues, Section.certifications, Section.interets)


def _etiquetee(ligne: Ligne, section: Section | None, lues: list[Rubrique]) -> list[Ligne]:
    """A line `Langues : anglais (B2)` is a small section of its own, unless the section it stands in speaks of something else."""
    if section in (Section.experience, Section.profil, Section.formation) or (section in _EN_LIGNE):
        return [ligne]
    lu = reconnaitre_prefixe(ligne.texte)
    if lu is None or lu.section not in _EN_LIGNE or lu.confiance < CONFIANCE_SURE - 0.1:
        return [ligne]
    _, reste = ligne.couper(ligne.debut + lu.fin)
    if reste is None or (lu.section is Section.langues and not _parle_de_langues(reste.texte)):
        return [ligne]
    lues.insert(len(lues) - 1, Rubrique(lu.section, None, ligne.flux, [reste]))
    return []


def _parle_de_langues(texte: str) -> bool:
    from app.ai.extraction.langues import trouver_langues

    return bool(trouver_langues(texte))
