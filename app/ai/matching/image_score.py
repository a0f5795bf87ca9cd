"""A score as a picture: one bar per criterion, readable by screen readers, no script."""

from xml.sax.saxutils import escape

from app.ai.matching.mots import nombre
from app.core.enums import StatutCritere
from app.schemas.score import CritereRead, ScoreCalcule

_LARGEUR = 860
_MARGE = 28
_GAUCHE = 250
_PISTE = 400
_LIGNE = 46
_HAUT = 124
_DETAIL_MAX = 78
_ENCRE, _GRIS, _FOND = "#14202e", "#5b6470", "#e3e7ec"
_COULEURS = {
    StatutCritere.satisfait: "#1a7f4b",
    StatutCritere.partiel: "#b25e00",
    StatutCritere.manquant: "#a8200d",
    StatutCritere.non_precise: "#5b6470",
}
_STATUTS = {
    StatutCritere.satisfait: "satisfait",
    StatutCritere.partiel: "partiel",
    StatutCritere.manquant: "manquant",
    StatutCritere.non_precise: "non précisé",
}


def svg(score: ScoreCalcule) -> str:
    """An SVG of 860 points wide: the score, its recommendation, and for each criterion a bar, its points out of its weight, its outcome and what made it, in words."""
    ignores = [f"{c.libelle} : non compté" for c in score.criteres_ignores]
    base = _HAUT + _LIGNE * len(score.criteres)
    hauteur = base + 20 * len(ignores) + 22
    titre = f"Score {nombre(score.score)} sur 100. {score.recommandation}."
    description = " ".join(f"{c.libelle} : {_points(c)}, {_STATUTS[c.statut]}." for c in score.criteres)
    corps = [_barre(c, _HAUT + _LIGNE * i) for i, c in enumerate(score.criteres)]
    corps += [_texte(_MARGE, base + 14 + 20 * i, ligne, _GRIS, 13) for i, ligne in enumerate(ignores)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LARGEUR}" height="{hauteur}" viewBox="0 0 {_LARGEUR} {hauteur}" role="img" '
            'aria-labelledby="titre description" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">',
            f'<title id="titre">{_propre(titre)}</title>',
            f'<desc id="description">{_propre(description)}</desc>',
            f'<rect width="{_LARGEUR}" height="{hauteur}" fill="#ffffff"/>',
            _texte(_MARGE, 66, nombre(score.score), _ENCRE, 48, "bold"),
            _texte(_GAUCHE, 44, score.recommandation, _ENCRE, 17, "bold"),
            _texte(_GAUCHE, 68, "sur 100, somme des points prouvés par le CV ; la décision revient à une personne.", _GRIS, 13),
            f'<line x1="{_MARGE}" y1="92" x2="{_LARGEUR - _MARGE}" y2="92" stroke="{_FOND}" stroke-width="1.5"/>',
            *corps,
            "</svg>",
        ]
    )


def _barre(critere: CritereRead, y: int) -> str:
    longueur = round(_PISTE * critere.score, 2)
    couleur = _COULEURS[critere.statut]
    return "".join(
        (
            _texte(_MARGE, y + 10, critere.libelle, _ENCRE, 15),
            f'<rect x="{_GAUCHE}" y="{y - 2}" width="{_PISTE}" height="14" rx="4" fill="{_FOND}"/>',
            f'<rect x="{_GAUCHE}" y="{y - 2}" width="{longueur}" height="14" rx="4" fill="{couleur}"/>',
            _texte(_GAUCHE, y + 27, _detail(critere), _GRIS, 11.5),
            _texte(_GAUCHE + _PISTE + 16, y + 10, _points(critere), _ENCRE, 14),
            _texte(_GAUCHE + _PISTE + 16, y + 27, _STATUTS[critere.statut], couleur, 12, "bold"),
        )
    )


def _detail(critere: CritereRead) -> str:
    """What is met and what is not, cut to one line."""
    parties = [", ".join(critere.satisfaits), f"à établir : {', '.join(critere.manquants)}" if critere.manquants else ""]
    ligne = " – ".join(p for p in parties if p)
    return ligne if len(ligne) <= _DETAIL_MAX else f"{ligne[: _DETAIL_MAX - 1].rstrip(' ,–')}…"


def _points(critere: CritereRead) -> str:
    return f"{nombre(critere.contribution)} sur {nombre(critere.poids)}"


def _texte(x: int, y: int, texte: str, couleur: str, taille: float, graisse: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" fill="{couleur}" font-size="{taille}" font-weight="{graisse}">{_propre(texte)}</text>'


def _propre(texte: str) -> str:
    # XML 1.0 has no control characters, escaped or not
    return escape("".join(c for c in texte if c in "\t\n" or ord(c) >= 32), {'"': "&quot;"})
