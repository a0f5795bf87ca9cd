"""Full text in PostgreSQL: French and English stems, accents away, on both sides alike."""

import re

from sqlalchemy import ColumnElement, func, literal, literal_column
from sqlalchemy.dialects.postgresql import TSVECTOR

_MOT = re.compile(r"[^\W_][\w+#.\-]{0,40}", re.UNICODE)
MOTS_MAX = 40
FRANCAIS: ColumnElement[str] = literal_column("'french'::regconfig")
ANGLAIS: ColumnElement[str] = literal_column("'english'::regconfig")


def vecteur_texte(titre: str, corps: str) -> ColumnElement[str]:
    """The tsvector of a document; the title weighs more than the rest."""
    parts = []
    for config in (FRANCAIS, ANGLAIS):
        parts.append(func.setweight(func.to_tsvector(config, func.unaccent(titre)), literal_column("'A'")))
        parts.append(func.setweight(func.to_tsvector(config, func.unaccent(corps)), literal_column("'B'")))
    total: ColumnElement[str] = parts[0]
    for part in parts[1:]:
        total = total.op("||", return_type=TSVECTOR())(part)
    return total


def requete_tous(texte: str) -> ColumnElement[str]:
    """Every word of `texte`, in either language; quotation marks and `-` work as on the web."""
    return func.websearch_to_tsquery(FRANCAIS, func.unaccent(texte)).op("||")(func.websearch_to_tsquery(ANGLAIS, func.unaccent(texte)))


def requete_un(texte: str) -> ColumnElement[str]:
    """Any word of `texte` (the first 40 different ones), for ranking by how many stand there."""
    mots = list(dict.fromkeys(m.group().strip(".-").lower() for m in _MOT.finditer(texte)))[:MOTS_MAX]
    alternative = literal(" or ".join(mots))
    return func.websearch_to_tsquery(FRANCAIS, func.unaccent(alternative)).op("||")(func.websearch_to_tsquery(ANGLAIS, func.unaccent(alternative)))


def motif_like(texte: str) -> str:
    """`%texte%` with its own wildcards escaped by a backslash."""
    return "%" + texte.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
