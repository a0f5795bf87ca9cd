"""The layouts: who draws them, in which half they stand, and what they print."""

from dataclasses import dataclass

SANS_JOUR = ("long", "abrege", "numerique", "annee", "de_a", "virgule", "court", "iso")


@dataclass(frozen=True)
class MiseEnPage:
    """A layout. `partie` is `dev` or `jugement` (set aside: never looked at while the reader is tuned)."""

    nom: str
    partie: str
    moteur: str
    colonnes: int
    dates: tuple[str, ...] = SANS_JOUR
    titres: str = "courants"
    casse: str = "telle"
    """Of headings: telle, capitales, espacee."""
    postes: tuple[int, int] = (2, 4)
    groupes: bool = False
    niveaux: tuple[str, ...] = ("mots", "cefr")
    """How levels of languages are printed; `aucun` for gauges without words."""
    missions: bool = True
    lieux: bool = True
    """Whether the towns of posts are printed."""
    diplome: tuple[str, ...] = ("{0} {1}", "{0} – {1}", "{0}, {1}")
    categories: bool = True
    """Whether skills are printed under their categories."""
    nom_capitales: tuple[str, ...] = ("non", "non", "tout", "famille")


MISES_EN_PAGE = (
    MiseEnPage("sobre", "dev", "typst", 1, casse="capitales"),
    MiseEnPage("barre_gauche", "dev", "typst", 2, dates=(*SANS_JOUR, "jour"), categories=False),
    MiseEnPage("puces", "dev", "typst", 2, lieux=False, categories=False),
    MiseEnPage("tableau", "dev", "typst", 1, dates=("numerique", "annee", "long", "abrege", "jour")),
    MiseEnPage("groupes", "dev", "typst", 1, groupes=True, postes=(3, 4), categories=False),
    MiseEnPage("espaces", "dev", "typst", 1, casse="espacee", dates=("capitales", "long", "annee")),
    MiseEnPage("deux_pages", "dev", "typst", 1, postes=(4, 6)),
    MiseEnPage("trois_colonnes", "dev", "typst", 3, postes=(2, 3), dates=("long", "abrege", "annee", "numerique")),
    MiseEnPage("nom_titre", "dev", "typst", 1, lieux=False),
    MiseEnPage("bandeau", "jugement", "typst", 2, casse="capitales"),
    MiseEnPage("barre_droite", "jugement", "typst", 2, categories=False),
    MiseEnPage("empilees", "jugement", "typst", 1, dates=("long", "abrege", "numerique", "annee")),
    MiseEnPage("frise", "jugement", "typst", 1, dates=(*SANS_JOUR, "capitales"), categories=False),
    MiseEnPage("univers", "jugement", "typst", 1, titres="insolites", categories=False),
    MiseEnPage("sans_titres", "jugement", "typst", 1, dates=("long", "abrege", "annee", "numerique")),
    MiseEnPage("etroite", "jugement", "typst", 2, postes=(2, 3), categories=False),
    MiseEnPage("marge", "jugement", "typst", 1, groupes=True, postes=(3, 4), dates=("numerique", "annee", "abrege")),
    MiseEnPage("chez", "jugement", "typst", 1, casse="espacee", dates=(*SANS_JOUR, "jour"), categories=False),
    MiseEnPage("ligne_a_ligne", "dev", "reportlab", 2, dates=("abrege", "annee", "numerique"), categories=False),
    MiseEnPage("jauges", "dev", "reportlab", 2, niveaux=("aucun",), casse="capitales", categories=False),
    MiseEnPage("mots_poses", "jugement", "reportlab", 2, dates=("abrege", "long", "annee"), categories=False),
    MiseEnPage("cadres", "jugement", "reportlab", 2),
    MiseEnPage("word_simple", "dev", "docx", 1),
    MiseEnPage("word_tableau", "dev", "docx", 2, dates=("annee", "numerique", "abrege", "de_a")),
    MiseEnPage("word_onglets", "jugement", "docx", 1, casse="capitales", categories=False),
    MiseEnPage("word_barre", "jugement", "docx", 2, categories=False),
)
PAR_NOM = {m.nom: m for m in MISES_EN_PAGE}
