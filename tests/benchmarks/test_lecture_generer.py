"""The generator prints what its truth says, the same for a seed; its two halves share neither layouts nor people nor trades."""

import io
import json
import random
import re
import unicodedata
from collections.abc import Iterator

import pytest

from app.schemas.profil import ExperienceLue, LectureCV, ProfilExtrait, Qualite, TexteVisible
from benchmarks.lecture import RECU_LE, noter
from benchmarks.lecture_corpus.contenu import feuille
from benchmarks.lecture_corpus.dates import annees_union, periode
from benchmarks.lecture_corpus.donnees import metiers, noms
from benchmarks.lecture_corpus.mises_en_page import MISES_EN_PAGE, MiseEnPage
from benchmarks.lecture_corpus.rendu import dessiner
from benchmarks.lecture_tableaux import Resultat, f1, intervalle


def _norme(texte: str) -> str:
    plat = unicodedata.normalize("NFKD", re.sub("[\u00ad\ufffe\x02]\\s*", "", texte)).lower()
    return re.sub(r"[\W_]+", "", plat)


def _texte(contenu: bytes, moteur: str) -> str:
    if moteur == "docx":
        from docx import Document

        return "\n".join(n.text for n in Document(io.BytesIO(contenu)).element.body.iter() if n.tag.endswith("}t") and n.text)
    import pypdfium2

    with pypdfium2.PdfDocument(contenu) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def _valeurs(verite: dict) -> Iterator[str]:
    """What must stand in the file word by word (a row-painted page cuts its sentences)."""
    yield from (verite[c] for c in ("name", "title", "email", "location") if c in verite)
    for e in verite["experiences"]:
        yield from (e["title"], e["company"], e["start"][2:4], *([e["location"]] if "location" in e else []), *" ".join(e["description"]).split())
    for e in verite["education"]:
        yield from (x for x in (e["degree"], e["field"], e["institution"], e["start"], e["end"]) if x)
    for groupe in verite["skills"]:
        yield from (*groupe["items"], *([groupe["category"]] if "category" in groupe else []))
    for langue in verite["languages"]:
        yield from (x for x in (langue["name"], langue["level"]) if x)
    for certificat in verite["certifications"]:
        yield from certificat.values()
    yield from (verite.get("summary") or "").split()
    yield from verite.get("interests", [])


@pytest.mark.lent
@pytest.mark.parametrize("mise", MISES_EN_PAGE, ids=lambda m: m.nom)
@pytest.mark.parametrize("rang", [0, 1], ids=["fr", "en"])
def test_la_page_montre_la_verite(mise: MiseEnPage, rang: int) -> None:
    imprimee = feuille(mise, rang, 2026)
    contenu = dessiner(mise, imprimee.page)
    texte = _norme(_texte(contenu, mise.moteur))
    assert [v for v in _valeurs(imprimee.verite) if _norme(v) not in texte] == []
    assert dessiner(mise, feuille(mise, rang, 2026).page) == contenu


def test_deux_moities_sans_rien_de_commun() -> None:
    parties = [m.partie for m in MISES_EN_PAGE]
    assert parties.count("dev") == parties.count("jugement") == 13
    for langue in ("fr", "en"):
        for genre in ("m", "f", "noms"):
            assert not set(noms(langue, genre, "dev")) & set(noms(langue, genre, "jugement"))
        assert not {m.nom for m in metiers(langue, "dev")} & {m.nom for m in metiers(langue, "jugement")}


def test_une_graine_une_feuille() -> None:
    a, b, autre = (json.dumps(feuille(MISES_EN_PAGE[0], 3, graine).verite) for graine in (1, 1, 2))
    assert a == b != autre


@pytest.mark.parametrize(
    ("style", "fin", "langue", "texte", "vrai"),
    [
        ("numerique", (2021, 6), "fr", "03/2019 - 06/2021", ("2019-03", "2021-06")),
        ("annee", (2021, 6), "en", "2019 – 2021", ("2019", "2021")),
        ("de_a", (2021, 6), "fr", "de mars 2019 à juin 2021", ("2019-03", "2021-06")),
        ("de_a", None, "en", "since March 2019", ("2019-03", None)),
        ("jour", (2021, 6), "fr", "01/03/2019 - 30/06/2021", ("2019-03", "2021-06")),
        ("court", (2021, 6), "en", "03/19 - 06/21", ("2019-03", "2021-06")),
    ],
)
def test_periodes(style: str, fin: tuple[int, int] | None, langue: str, texte: str, vrai: tuple[str, str | None]) -> None:
    imprimees = {periode(style, (2019, 3), fin, langue, random.Random(g)).texte for g in range(12)}
    assert texte in imprimees
    p = periode(style, (2019, 3), fin, langue, random.Random(0))
    assert (p.debut, p.fin) == vrai


def test_union_des_mois() -> None:
    assert annees_union([("2020-01", "2020-12"), ("2020-07", "2021-06")]) == 1.5
    assert annees_union([("2019", "2020")]) == 2.0
    assert annees_union([("2026-01", None)]) == 0.9


def _lecture(**faits: object) -> LectureCV:
    return LectureCV(texte=TexteVisible(texte=""), profil=ProfilExtrait(**faits), qualite=Qualite(), recu_le=RECU_LE)


def test_une_verite_exacte_compte_meme_ce_que_le_lecteur_n_a_pas_vu() -> None:
    verite = {
        "_doc": {"exact": True},
        "name": "Ana Roux",
        "skills": [{"items": ["Paie", "Excel"]}],
        "languages": [{"name": "Anglais", "code": "en", "cefr": "B2"}],
    }
    verite |= {
        "experiences": [{"title": "Comptable", "company": "Solvène", "start": "2019", "end": None}],
        "education": [],
        "years_experience": 7.9,
        "education_eqf": None,
    }
    juste, vide = Resultat("a", "fr"), Resultat("b", "fr")
    noter(juste, _lecture(nom_complet="Ana Roux", experiences=[ExperienceLue(poste="Comptable", entreprise="Solvène", debut="2019", en_cours=True)]), verite)
    noter(vide, _lecture(), verite)
    assert juste.bons_postes == 1.0
    assert vide.bons_postes == 0.0
    assert (vide.notes["competences"].manques, vide.notes["langues"].manques, vide.notes["nom"].manques) == (2, 1, 1)
    assert f1([juste.notes["nom"], vide.notes["nom"]]) == pytest.approx(2 / 3)
    bas, haut = intervalle([juste, vide], ["nom"])
    assert 0.0 == bas < haut == 1.0
