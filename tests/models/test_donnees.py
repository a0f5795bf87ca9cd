"""Every column says what it holds, and the page that tells people so is up to date."""

from app.models import Base
from app.models.donnees import DONNEES, Nature
from outils.donnees import CIBLE, page


def test_every_column_is_declared_and_none_that_is_not():
    assert {table: set(colonnes) for table, colonnes in DONNEES.items()} == {t.name: {c.name for c in t.columns} for t in Base.metadata.sorted_tables}


def test_what_a_foreign_key_ties_to_a_person_is_no_technicality():
    for table in Base.metadata.sorted_tables:
        for colonne in table.columns:
            if any(cle.column.table.name == "utilisateurs" for cle in colonne.foreign_keys):
                assert DONNEES[table.name][colonne.name] is Nature.personnelle, f"{table.name}.{colonne.name}"


def test_the_page_is_up_to_date():
    assert CIBLE.read_text(encoding="utf-8") == page(), "python -m outils.donnees"
