"""Full text in PostgreSQL: French and English stems, accents away, on both sides alike."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, cast, func, literal, literal_column, select, tablesample, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from app.models import CV, Offre

_MOT = re.compile(r"[^\W_][\w+#.\-]{0,40}", re.UNICODE)
MOTS_MAX = 40
LIGNES_MAX = 3_000
"""Rows that one ranking by words may read: a word that stands everywhere tells nothing apart, and ranking by it would read the whole table."""
ECHANTILLON = 1_000
ECHANTILLON_S = 600.0
LIGNES_PAR_MOT_MIN = 5
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


class Frequences:
    """How many rows of `CV.recherche` or `Offre.recherche` hold a word, as a sample of the table tells. One for each process, thread-safe.

    Not PostgreSQL's own statistics: they quote people's words and keep those of erased rows, so that these columns have none. Here a word is only kept when
    five rows of the sample or more hold it, in memory, for ten minutes.
    """

    def __init__(self) -> None:
        self._lues: dict[str, _Echantillon] = {}

    def requete_un(self, session: Session, table: type[CV] | type[Offre], texte: str) -> ColumnElement[str] | None:
        """Any word of `texte`, for ranking by how many stand there: the rarest ones, as long as not too many rows hold one of them; None when none is left."""
        mots = " ".join(dict.fromkeys(m.group().strip(".-").lower() for m in _MOT.finditer(texte)))
        rares = self._echantillon(session, table).rares(list(session.execute(_LEXEMES, {"mots": mots}).scalars()))[:MOTS_MAX]
        cites = ("'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" for lexeme in rares)
        return cast(literal(" | ".join(cites)), TSQUERY) if rares else None

    def _echantillon(self, session: Session, table: type[CV] | type[Offre]) -> "_Echantillon":
        nom = table.__tablename__
        connu = self._lues.get(nom)
        if connu is None or time.monotonic() > connu.perime_a:
            connu = self._lues[nom] = _Echantillon.lire(session, table)
        return connu


@dataclass(frozen=True)
class _Echantillon:
    """`presence`: for each word a bit for each sampled row that holds it. `lignes`: rows of the table that one sampled row stands for."""

    lignes: float
    presence: Mapping[str, int]
    perime_a: float

    @classmethod
    def lire(cls, session: Session, table: type[CV] | type[Offre]) -> "_Echantillon":
        perime_a = time.monotonic() + ECHANTILLON_S
        total = session.execute(_TAILLE, {"table": table.__tablename__}).scalar_one()
        if total <= LIGNES_MAX:
            return cls(1.0, {}, perime_a)
        tirage = tablesample(table.__table__, func.system(min(100.0, 100 * ECHANTILLON / total)), seed=literal_column("0"))
        tirees = session.execute(select(func.tsvector_to_array(tirage.c.recherche)).where(tirage.c.recherche.is_not(None))).scalars().all()
        presence: dict[str, int] = {}
        for rang, lexemes in enumerate(tirees):
            for lexeme in lexemes:
                presence[lexeme] = presence.get(lexeme, 0) | 1 << rang
        communs = {lexeme: bits for lexeme, bits in presence.items() if bits.bit_count() >= LIGNES_PAR_MOT_MIN}
        return cls(total / max(1, len(tirees)), communs, perime_a)

    def rares(self, lexemes: Iterable[str]) -> list[str]:
        """Rarest first, those that keep the rows holding one of them within LIGNES_MAX."""
        gardes, couvertes = [], 0
        for lexeme in sorted(lexemes, key=lambda x: (self.presence.get(x, 0).bit_count(), x)):
            avec = couvertes | self.presence.get(lexeme, 0)
            if avec.bit_count() * self.lignes <= LIGNES_MAX:
                gardes.append(lexeme)
                couvertes = avec
        return gardes


# a small word of either language is none, as both dictionaries read every text: "de" would be an English word
_LEXEMES = text("""
    with utiles as (
        select unaccent(string_agg(mot, ' ')) as texte
        from regexp_split_to_table(:mots, ' ') mot
        where '{}' not in (ts_lexize('french_stem', mot), ts_lexize('french_stem', unaccent(mot)), ts_lexize('english_stem', unaccent(mot)))
    )
    select distinct lexeme from utiles, unnest(to_tsvector('french', texte) || to_tsvector('english', texte))
""")
_TAILLE = text("select reltuples from pg_class where oid = cast(:table as regclass)")


def motif_like(texte: str) -> str:
    """`%texte%` with its own wildcards escaped by a backslash."""
    return "%" + texte.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
