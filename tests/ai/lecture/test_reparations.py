import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.lecture.reparations import composer, garder, reparer, reparer_bloc

AVARIES = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("´`^¨˜¸ˆeEcnıﬁﬃ\x02\x1c\xad\x00\uf0e0/f_i "))), max_size=80)


@pytest.mark.parametrize(
    ("abime", "attendu"),
    [
        ("d´eveloppeur", "développeur"),
        ("ˆıle", "île"),
        ("Scienti/f_ic", "Scientific"),
        ("/two.lnum/zero.lnum", "20"),
        ("eﬃcace ﬁn ﬂot", "efficace fin flot"),
        ("a\x1cn", "afin"),
        ("mi\x02temps", "mi-temps"),
        ("Mar. 2021 \u00ad Present", "Mar. 2021 - Present"),
        ("\uf0e0claire", " claire"),
        ("a\x00b\x07c", "abc"),
        ("e\u0301te\u0301", "été"),
        ("12\u202f000\u00a0€", "12 000 €"),
        ("TCP/IP et CI/CD", "TCP/IP et CI/CD"),
        ("x^2 ~50 `code`", "x^2 ~50 `code`"),
    ],
)
def test_reparer(abime: str, attendu: str) -> None:
    assert reparer(abime) == attendu


@given(AVARIES)
def test_reparer_est_stable_et_propre(texte: str) -> None:
    une = reparer(texte)
    assert reparer(une) == une
    assert all(garder(c) for c in une)
    assert unicodedata.is_normalized("NFC", une)
    assert "\x00" not in une
    assert "\n" not in une


@given(st.text(alphabet="abcdéèàçÎŒœ'’- ", max_size=60))
def test_le_francais_ordinaire_ne_change_pas(texte: str) -> None:
    assert reparer(texte) == unicodedata.normalize("NFC", texte)


def test_reparer_bloc_garde_les_lignes() -> None:
    assert reparer_bloc("une  ligne\n´ecrite\t ici") == "une ligne\nécrite ici"


@pytest.mark.parametrize(
    ("accent", "lettre", "attendu"), [("´", "E", "É"), ("¸", "c", "ç"), ("`", "u", "ù"), ("´", "z", "ź"), ("´", "q", None), ("x", "e", None)]
)
def test_composer(accent: str, lettre: str, attendu: str | None) -> None:
    assert composer(accent, lettre) == attendu
