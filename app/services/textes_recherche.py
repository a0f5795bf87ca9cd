"""Full text in PostgreSQL: French and English stems, accents away, on both sides alike."""

import re

from sqlalchemy import ColumnElement, cast, func, literal, literal_column, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

_MOT = re.compile(r"[^\W_][\w+#.\-]{0,40}", re.UNICODE)
MOTS_MAX = 40
LIGNES_MAX = 3_000
"""Rows that one ranking by words may read: a word that stands everywhere tells nothing apart, and ranking by it would read the whole table."""
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


def requete_un(session: Session, table: str, texte: str) -> ColumnElement[str] | None:
    """Any word of `texte` (the 40 rarest in `table.recherche`), for ranking by how many stand there; None when each of them stands in too many rows.

    A small word of either language is none, as both dictionaries read every text: "de" would be an English word. How many rows hold a word comes from PostgreSQL's own statistics of the column; a word that they do not list is rare.
    """
    mots = " ".join(dict.fromkeys(m.group().strip(".-").lower() for m in _MOT.finditer(texte)))
    lignes, rares = 0.0, []
    for lexeme, attendues in session.execute(_RARETE, {"mots": mots, "table": table}):
        lignes += attendues
        if lignes > LIGNES_MAX:
            break
        rares.append("'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'")
    return cast(literal(" | ".join(rares[:MOTS_MAX])), TSQUERY) if rares else None


_RARETE = text("""
    with utiles as (
        select unaccent(string_agg(mot, ' ')) as texte
        from regexp_split_to_table(:mots, ' ') mot
        where '{}' not in (ts_lexize('french_stem', mot), ts_lexize('french_stem', unaccent(mot)), ts_lexize('english_stem', unaccent(mot)))
    ),
    mots as (select distinct lexeme from utiles, unnest(to_tsvector('french', texte) || to_tsvector('english', texte))),
    connus as (
        select e.lexeme, s.most_common_elem_freqs[e.rang] as part
        from pg_stats s, unnest(s.most_common_elems::text::text[]) with ordinality e(lexeme, rang)
        where s.schemaname = current_schema() and s.tablename = :table and s.attname = 'recherche'
    )
    select mots.lexeme, coalesce(connus.part * greatest(0, c.reltuples), 0) as lignes
    from mots left join connus using (lexeme), pg_class c
    where c.oid = cast(:table as regclass)
    order by lignes, mots.lexeme
""")


def motif_like(texte: str) -> str:
    """`%texte%` with its own wildcards escaped by a backslash."""
    return "%" + texte.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
