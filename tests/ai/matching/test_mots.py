import pytest

from app.ai.matching.mots import annees, langue, nombre


@pytest.mark.parametrize(("valeur", "ecrit"), [(0.5, "6 mois"), (1, "1 an"), (1.5, "1,5 an"), (2, "2 ans"), (10, "10 ans")])
def test_years_as_a_french_reader_writes_them(valeur, ecrit):
    assert annees(valeur) == ecrit


@pytest.mark.parametrize(("valeur", "ecrit"), [(3.0, "3"), (2.5, "2,5"), (10.0, "10")])
def test_a_number_loses_its_empty_decimal(valeur, ecrit):
    assert nombre(valeur) == ecrit


def test_a_language_without_a_name_keeps_its_code():
    assert langue("zz") == "zz"
