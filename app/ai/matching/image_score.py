"""A score as a picture: one bar per criterion, readable by screen readers, no script."""

from xml.sax.saxutils import escape

from app.ai.matching.mots import nombre
from app.core.enums import StatutCritere
from app.schemas.score import CritereRead, ScoreCalcule

_LARGEUR = 640
_GAUCHE = 190
_PISTE = 330
_LIGNE = 34
_HAUT = 74
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
    """An SVG of 640 points wide: the score, its recommendation, and for each criterion a bar, its points out of its weight and its outcome in words."""
    ignores = [f"{c.libelle} : non compté" for c in score.criteres_ignores]
    hauteur = _HAUT + _LIGNE * len(score.criteres) + 20 * len(ignores) + 16
    titre = f"Score {nombre(score.score)} sur 100. {score.recommandation}."
    description = " ".join(f"{c.libelle} : {_points(c)}, {_STATUTS[c.statut]}." for c in score.criteres)
    corps = [_barre(c, _HAUT + _LIGNE * i) for i, c in enumerate(score.criteres)]
    base = _HAUT + _LIGNE * len(score.criteres)
    corps += [_texte(20, base + 14 + 20 * i, ligne, "#5b6470", 13) for i, ligne in enumerate(ignores)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LARGEUR}" height="{hauteur}" viewBox="0 0 {_LARGEUR} {hauteur}" role="img" '
            'aria-labelledby="titre description" font-family="system-ui, sans-serif">',
            f'<title id="titre">{_propre(titre)}</title>',
            f'<desc id="description">{_propre(description)}</desc>',
            f'<rect width="{_LARGEUR}" height="{hauteur}" fill="#ffffff"/>',
            _texte(20, 34, f"{nombre(score.score)} / 100", "#14202e", 24),
            _texte(20, 56, score.recommandation, "#14202e", 14),
            *corps,
            "</svg>",
        ]
    )


def _barre(critere: CritereRead, y: int) -> str:
    longueur = round(_PISTE * critere.score, 2)
    couleur = _COULEURS[critere.statut]
    return "".join(
        (
            _texte(20, y + 15, critere.libelle, "#14202e", 14),
            f'<rect x="{_GAUCHE}" y="{y + 3}" width="{_PISTE}" height="14" rx="3" fill="#e3e7ec"/>',
            f'<rect x="{_GAUCHE}" y="{y + 3}" width="{longueur}" height="14" rx="3" fill="{couleur}"/>',
            _texte(_GAUCHE + _PISTE + 10, y + 10, _points(critere), "#14202e", 12),
            _texte(_GAUCHE + _PISTE + 10, y + 24, _STATUTS[critere.statut], couleur, 11),
        )
    )


def _points(critere: CritereRead) -> str:
    return f"{nombre(critere.contribution)} sur {nombre(critere.poids)}"


def _texte(x: int, y: int, texte: str, couleur: str, taille: int) -> str:
    return f'<text x="{x}" y="{y}" fill="{couleur}" font-size="{taille}">{_propre(texte)}</text>'


def _propre(texte: str) -> str:
    # XML 1.0 has no control characters, escaped or not
    return escape("".join(c for c in texte if c in "\t\n" or ord(c) >= 32), {'"': "&quot;"})
