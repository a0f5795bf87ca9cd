"""What the eye sees of a CV, frozen: words, segments, lines, pages, in reading order with their offsets in one text.

Lengths are PDF points (1/72 inch); the origin of a page is its top left corner. A *segment* is a run of words without
a wide gap, so that a right-aligned date or a cell of a table stays apart; segments of a line are joined by a tab.
A *flux* is what is read in one go: 0 the full width, 1, 2, ... the columns from left to right; the same column of
two pages has the same number. Lines of running headers, footers and page numbers have `flux` -1.
"""

from dataclasses import dataclass, field, replace

from app.schemas.profil import Avertissement, MotPlace, PageTexte, TexteVisible

LONGUEUR_MAX = 100_000
"""Characters read of a document; a CV of five pages has 15,000. Twice as many cost the rules more than the three seconds that a file may take."""
LIGNE_MAX = 2_000
Boite = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mot:
    """A word at `debut:fin` of the text, in `boite` on the page."""

    texte: str
    debut: int
    fin: int
    boite: Boite
    taille: float
    gras: bool
    italique: bool


@dataclass(frozen=True)
class Segment:
    """Words of one line without a wide gap between them."""

    mots: tuple[Mot, ...]

    @property
    def debut(self) -> int:
        """First character in the text."""
        return self.mots[0].debut

    @property
    def fin(self) -> int:
        """Character after the last."""
        return self.mots[-1].fin

    @property
    def texte(self) -> str:
        """Words joined by single spaces, exactly as they stand in the text."""
        return " ".join(m.texte for m in self.mots)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.mots[0].boite[0]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.mots[-1].boite[2]

    @property
    def gras(self) -> bool:
        """Whether most letters are bold."""
        return 2 * sum(len(m.texte) for m in self.mots if m.gras) > sum(len(m.texte) for m in self.mots)

    @property
    def italique(self) -> bool:
        """Whether most letters are slanted."""
        return 2 * sum(len(m.texte) for m in self.mots if m.italique) > sum(len(m.texte) for m in self.mots)

    @property
    def taille(self) -> float:
        """Largest font size."""
        return max(m.taille for m in self.mots)


@dataclass(frozen=True)
class Ligne:
    """A line of one column. `ecart` is the white above it, 0 for the first of a block; `puce` says it starts with a bullet."""

    segments: tuple[Segment, ...]
    page: int
    flux: int
    ecart: float
    puce: bool = False

    @property
    def debut(self) -> int:
        """First character in the text."""
        return self.segments[0].debut

    @property
    def fin(self) -> int:
        """Character after the last."""
        return self.segments[-1].fin

    @property
    def texte(self) -> str:
        """Segments joined by tabs, exactly as they stand in the text."""
        return "\t".join(s.texte for s in self.segments)

    @property
    def mots(self) -> tuple[Mot, ...]:
        """Every word of the line."""
        return tuple(m for s in self.segments for m in s.mots)

    @property
    def taille(self) -> float:
        """Largest font size."""
        return max(s.taille for s in self.segments)

    @property
    def gras(self) -> bool:
        """Whether most letters are bold."""
        return 2 * sum(len(m.texte) for m in self.mots if m.gras) > sum(len(m.texte) for m in self.mots)

    def couper(self, position: int) -> tuple["Ligne | None", "Ligne | None"]:
        """The line up to an offset of the text, and from there on without its bullet; None for an empty part."""
        parts: tuple[list[Segment], list[Segment]] = ([], [])
        for segment in self.segments:
            for apres in (False, True):
                if mots := tuple(m for m in segment.mots if (m.debut >= position) is apres):
                    parts[apres].append(Segment(mots))
        avant, suite = parts
        return (
            replace(self, segments=tuple(avant)) if avant else None,
            replace(self, segments=tuple(suite), puce=False, ecart=self.ecart if not avant else 0.0) if suite else None,
        )

    @property
    def boite(self) -> Boite:
        """Rectangle around the words."""
        boites = [m.boite for m in self.mots]
        return (min(b[0] for b in boites), min(b[1] for b in boites), max(b[2] for b in boites), max(b[3] for b in boites))


@dataclass(frozen=True)
class Lien:
    """A link of the file, never opened. `debut:fin` is the text it covers (equal when it covers none)."""

    uri: str
    page: int
    debut: int = 0
    fin: int = 0


@dataclass(frozen=True)
class PageLue:
    """Size of a page and its part of the text."""

    numero: int
    largeur: float
    hauteur: float
    debut: int
    fin: int


@dataclass(frozen=True)
class MiseEnPage:
    """A whole CV as seen: `lignes` are in reading order and `texte[l.debut:l.fin] == l.texte` for each."""

    texte: str
    lignes: tuple[Ligne, ...]
    pages: tuple[PageLue, ...]
    liens: tuple[Lien, ...] = ()
    nb_colonnes: int = 1
    mots_caches: int = 0
    citations_cachees: tuple[str, ...] = ()
    avertissements: tuple[Avertissement, ...] = field(default=())

    def texte_visible(self) -> TexteVisible:
        """The same as the contract between rooms."""
        return TexteVisible(
            texte=self.texte,
            pages=[PageTexte(numero=p.numero, largeur=round(p.largeur, 2), hauteur=round(p.hauteur, 2), debut=p.debut, fin=p.fin) for p in self.pages],
            mots=[MotPlace(debut=m.debut, fin=m.fin, page=li.page, cadre=_arrondi(m.boite)) for li in self.lignes for m in li.mots],
            liens=list(dict.fromkeys(lien.uri for lien in self.liens)),
        )


def _arrondi(boite: Boite) -> Boite:
    x0, y0, x1, y1 = boite
    return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
