"""Languages and CEFR levels."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.extraction.langues import trouver_langues
from app.ai.extraction.noms_langues import nom_francais, noms_anglais, noms_et_motif
from app.schemas.langues import CODES_CONNUS


def lire(texte: str, en_section: bool = True) -> list[tuple[str, str | None]]:
    return [(lue.langue, lue.niveau.value if lue.niveau else None) for lue in trouver_langues(texte, en_section)]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Anglais (C1)", [("en", "C1")]),
        ("Anglais – courant", [("en", "C1")]),
        ("ANGLAIS : COURANT", [("en", "C1")]),
        ("English: fluent", [("en", "C1")]),
        ("Anglais C1, Espagnol B1", [("en", "C1"), ("es", "B1")]),
        ("Anglais : niveau B2/C1", [("en", "B2")]),
        ("Langue maternelle : français", [("fr", "C2")]),
        ("Français Langue maternelle\nAnglais Courant\nAllemand Notions", [("fr", "C2"), ("en", "C1"), ("de", "A1")]),
        ("Français : langue maternelle - Anglais : courant - Espagnol : scolaire", [("fr", "C2"), ("en", "C1"), ("es", "A2")]),
        ("Natif : Français | C1 : Anglais | A2 : Allemand", [("fr", "C2"), ("en", "C1"), ("de", "A2")]),
        ("Polish\nNative\nEnglish\nC2\nGerman\nA2", [("pl", "C2"), ("en", "C2"), ("de", "A2")]),
        ("Courant\nAnglais\nNatif\nFrançais", [("en", "C1"), ("fr", "C2")]),
        ("English (Native), Spanish (Conversational)", [("en", "C2"), ("es", "B1")]),
        ("Bilingue français-anglais", [("fr", "C2"), ("en", "C2")]),
        ("Fluent in English and Spanish", [("en", "C1"), ("es", "C1")]),
        ("Anglais et espagnol courants", [("en", "C1"), ("es", "C1")]),
        ("Français, anglais (C1)", [("fr", None), ("en", "C1")]),
        ("Native English speaker", [("en", "C2")]),
        ("Bonne maîtrise de l'anglais", [("en", "B2")]),
        ("Je parle couramment anglais et allemand", [("en", "C1"), ("de", "C1")]),
        ("Anglais professionnel", [("en", "B2")]),
        ("Espagnol : intermédiaire", [("es", "B1")]),
        ("Néerlandais - Débutant", [("nl", "A1")]),
        ("Arabe dialectal (maternel)", [("ar", "C2")]),
        ("Anglais ★★★★☆ Courant", [("en", "C1")]),
        ("Français ●●●●● Anglais ●●●○○", [("fr", None), ("en", None)]),
        ("Anglais lu, écrit, parlé", [("en", None)]),
        ("Anglais C1 C1 B2 B2 B1", [("en", "B2")]),
        ("English - Full professional proficiency\nSpanish - Limited working proficiency", [("en", "C1"), ("es", "B1")]),
        ("TOEIC 870", [("en", "B2")]),
        ("Mother tongue(s): FRENCH", [("fr", "C2")]),
        ("English\nListening C1 Reading C1 Writing B2", [("en", "C1")]),
        ("Français\nNiveau natif\nAnglais\nNiveau B2", [("fr", "C2"), ("en", "B2")]),
        ("Anglais : TOEIC 945/990", [("en", "C1")]),
        ("Anglais B2 (TOEIC 945)", [("en", "B2")]),
        ("TOEFL iBT 100", [("en", "C1")]),
        ("IELTS 6.5", [("en", "B2")]),
        ("JLPT N2", [("ja", "B2")]),
        ("DALF C1", [("fr", "C1")]),
        ("TOEIC en 2019", []),
        ("Nationalité française", []),
        ("Français de Belgique", []),
        ("Langue des signes française (LSF) : A2", [("fsl", "A2")]),
        ("LSF – notions", [("fsl", "A1")]),
        ("Langue des signes : niveau B1", [("sgn", "B1")]),
        ("British Sign Language (BSL): fluent", [("bfi", "C1")]),
        ("Créole réunionnais : langue maternelle", [("rcf", "C2")]),
        ("Créole (langue maternelle), français (courant)", [("cpf", "C2"), ("fr", "C1")]),
        ("Créole haïtien – natif", [("ht", "C2")]),
        ("Kabyle : bilingue, arabe : courant", [("kab", "C2"), ("ar", "C1")]),
        ("Berbère / Tamazight (maternel)", [("ber", "C2")]),
        ("Wolof C2 | Soninké B2 | Sérère A2", [("wo", "C2"), ("snk", "B2"), ("srr", "A2")]),
        ("Suisse-allemand : bon niveau", [("gsw", "B2")]),
        ("TOEIC 905/990 (C1)", [("en", "C1")]),
        ("Anglais : TOEIC : 905", [("en", "B2")]),
        ("Anglais (TOEIC : 785 points)", [("en", "B2")]),
        ("Anglais : TOEIC 850 – C1, espagnol : B1", [("en", "C1"), ("es", "B1")]),
        ("Conversational proficiency in French", [("fr", "B1")]),
        ("German: Limited\nPortuguese: mother-tongue\nFrench: professional fluency", [("de", "A2"), ("pt", "C2"), ("fr", "C1")]),
        ("Langue française", [("fr", None)]),
    ],
)
def test_langues(texte: str, attendu: list[tuple[str, str | None]]) -> None:
    assert lire(texte) == attendu


@pytest.mark.parametrize("en_section", [True, False])
@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Ndébélé : langue maternelle, Anglais : débutant", [("en", "A1")]),
        ("Tsonga – Native, French – B2", [("fr", "B2")]),
        ("Français : natif, Ndébélé : C1, Anglais : B1", [("fr", "C2"), ("en", "B1")]),
        ("Langue maternelle : français, anglais : B2", [("fr", "C2"), ("en", "B2")]),
        ("Bilingue français-anglais, espagnol (B1)", [("fr", "C2"), ("en", "C2"), ("es", "B1")]),
        ("Fluent in English, Spanish (B1)", [("en", "C1"), ("es", "B1")]),
        ("courant : anglais, espagnol, notions : allemand", [("en", "C1"), ("es", "C1"), ("de", "A1")]),
        ("Courant anglais et espagnol - notions d'allemand", [("en", "C1"), ("es", "C1"), ("de", "A1")]),
    ],
)
def test_each_level_goes_to_its_own_name(texte: str, attendu: list[tuple[str, str]], en_section: bool) -> None:
    assert [(lue.langue, lue.niveau.value if lue.niveau else None) for lue in trouver_langues(texte, en_section)] == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "développement du marché allemand",
        "clients italiens",
        "droit français",
        "nationalité : française",
        "cuisine espagnole",
        "lycée français de Madrid",
        "US citizen",
        "passeport canadien",
    ],
)
def test_adjectif_n_est_pas_une_langue(texte: str) -> None:
    assert trouver_langues(texte) == []


def test_hors_section_le_niveau_doit_toucher_la_langue() -> None:
    assert lire("Je lis l'anglais et je cherche un poste avec de bonnes bases", en_section=False) == [("en", None)]
    (seule,) = trouver_langues("Traduction en anglais")
    assert seule.confiance == 0.4
    assert lire("Serveuse, anglais courant, Lyon", en_section=False) == [("en", "C1")]


def test_un_mot_est_infere_un_code_ne_l_est_pas() -> None:
    (mot,) = trouver_langues("Anglais courant", True)
    (code,) = trouver_langues("Anglais C1", True)
    (score,) = trouver_langues("TOEIC 870")
    assert (mot.infere, code.infere, score.infere) == (True, False, True)
    assert code.confiance > mot.confiance > score.confiance


def test_etendue_du_nom_au_niveau() -> None:
    texte = "Langues : Anglais (C1), Espagnol : notions"
    assert [texte[lue.debut : lue.fin] for lue in trouver_langues(texte, True)] == ["Anglais (C1)", "Espagnol : notions"]


def test_au_moins_soixante_langues_par_leurs_deux_noms() -> None:
    assert len(set(noms_et_motif()[0].values())) >= 60
    for francais, anglais, code in (
        ("Ukrainien", "Ukrainian", "uk"),
        ("Tamoul", "Tamil", "ta"),
        ("Wolof", "Wolof", "wo"),
        ("Hébreu", "Hebrew", "he"),
        ("Grec", "Greek", "el"),
    ):
        assert lire(f"{francais} B2") == lire(f"{anglais}: B2") == [(code, "B2")]


def test_a_language_without_a_two_letter_code_has_its_names_everywhere() -> None:
    codes = {code for code in noms_et_motif()[0].values() if len(code) > 2}
    page = (Path(__file__).parents[3] / "app" / "tests" / "page_lecture" / "champs.js").read_text("utf-8")
    assert dict(re.findall(r'\b([a-z]{3}): "([^"]+)"', page[page.index("SANS_CODE_COURT") : page.index("LANGUES = new Map")])) == {
        c: nom_francais(c) for c in codes
    }
    assert (nom_francais("kab"), noms_anglais()["langue des signes française"]) == ("kabyle", "French sign language")
    assert nom_francais("xx") is None
    # no more and no fewer are taken from people
    assert {c for c in CODES_CONNUS if len(c) > 2} == codes
    assert {c for c in noms_et_motif()[0].values() if len(c) == 2} < CODES_CONNUS


@given(
    st.lists(st.sampled_from(["Français", "Anglais", "Espagnol", "German", "Italian", "Portugais", "Arabic", "Russe"]), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(["A1", "A2", "B1", "B2", "C1", "C2"]), min_size=4, max_size=4),
    st.sampled_from([" ({})", " : {}", " - {}", " {}", "\n{}", ": {}", " – {}", " niveau {}"]),
    st.sampled_from([", ", "\n", " | ", " ; ", " • "]),
)
def test_aller_retour(noms: list[str], niveaux: list[str], ecriture: str, separateur: str) -> None:
    texte = separateur.join(nom + ecriture.format(niveau) for nom, niveau in zip(noms, niveaux, strict=False))
    assert [niveau for _, niveau in lire(texte)] == niveaux[: len(noms)]


@pytest.mark.parametrize("motif", ["anglais ", "c1 ", "anglais c1 ", "a", "toeic ", "native ", "niveau ", "anglais et ", "courants ", " ", "bon ", "courant\n"])
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    for en_section in (True, False):
        depart = time.process_time()
        trouver_langues(texte, en_section)
        assert time.process_time() - depart < 0.4
