"""Dates and periods as people write them."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.extraction.dates import Periode, intervalle_mois, mois_union, periode_empilee, trouver_dates, trouver_naissances, trouver_periodes

RECU = date(2026, 11, 15)
DONNEES = Path(__file__).parents[2] / "donnees" / "cv"

PLAGES = [
    ("Janv. 2021 – Présent", "2021-01", None),
    ("03/2019 - 06/2021", "2019-03", "2021-06"),
    ("depuis 2020", "2020", None),
    ("depuis le 1er mars 2020", "2020-03", None),
    ("Depuis sept. 2022 (2 ans)", "2022-09", None),
    ("juin-août 2019", "2019-06", "2019-08"),
    ("mars à août 2018", "2018-03", "2018-08"),
    ("juillet et août 2019", "2019-07", "2019-08"),
    ("octobre - mars 2020", "2019-10", "2020-03"),
    ("08/15 - 09/17", "2015-08", "2017-09"),
    ("08/15 - présent", "2015-08", None),
    ("Jan 15 - Sep 15", "2015-01", "2015-09"),
    ("Oct. 18 – Sept. 20", "2018-10", "2020-09"),
    ("May '19 – Aug '21", "2019-05", "2021-08"),
    ("Sept’19 - Juin’20", "2019-09", "2020-06"),
    ("01/09/2017 - 31/08/2019", "2017-09", "2019-08"),
    ("Du 10/09/18 au 15/07/19", "2018-09", "2019-07"),
    ("03-06/2019", "2019-03", "2019-06"),
    ("Since May 2018", "2018-05", None),
    ("2016-09 - 2018-08", "2016-09", "2018-08"),
    ("2012/10 - 2014/02", "2012-10", "2014-02"),
    ("09.2019 - 06.2020", "2019-09", "2020-06"),
    ("été 2019", "2019-06", "2019-08"),
    ("Spring 2019 – Fall 2020", "2019-03", "2020-11"),
    ("hiver 2019-2020", "2019-12", "2020-02"),
    ("Q1 2020 - Q3 2020", "2020-01", "2020-09"),
    ("de mars 2019 à juin 2021", "2019-03", "2021-06"),
    ("de mars 2019 jusqu'au 3 juin 2021", "2019-03", "2021-06"),
    ("from March 2019 until June 2020", "2019-03", "2020-06"),
    ("entre mars et juin 2019", "2019-03", "2019-06"),
    ("2018-2020", "2018", "2020"),
    ("2018 – 20", "2018", "2020"),
    ("2010–12", "2010", "2012"),
    ("2019/2020", "2019", "2020"),
    ("2015 à fin 2018", "2015", "2018"),
    ("Sept. 2020 → auj.", "2020-09", None),
    ("02/2020 - à ce jour", "2020-02", None),
    ("mars 2020 –\naujourd’hui", "2020-03", None),
    ("oct. 2017 –\nfévr. 2020", "2017-10", "2020-02"),
    ("2019 - en cours", "2019", None),
    ("2019 (en cours)", "2019", None),
    ("Mars 2019 à actuellement", "2019-03", None),
    ("Août 2020 à nos jours", "2020-08", None),
    ("2017-Present", "2017", None),
    ("Feb 2018 - Current", "2018-02", None),
    ("2019 to date", "2019", None),
    ("Nov 2019 — ongoing", "2019-11", None),
    ("du 3 mars au 5 juin 2020", "2020-03", "2020-06"),
    ("15 mars - 15 juin 2019", "2019-03", "2019-06"),
    ("March 5, 2020 to June 10, 2021", "2020-03", "2021-06"),
    ("1 Jan 2019 - 31 Dec 2019", "2019-01", "2019-12"),
    ("JANVIER 2019 - DÉCEMBRE 2020", "2019-01", "2020-12"),
    ("Sep 2018 – Déc 2020", "2018-09", "2020-12"),
    ("mars 2019 (6 mois)", "2019-03", "2019-08"),
    ("07/2018 - 7 mois", "2018-07", "2019-01"),
    ("Déc2019 - Jan2020", "2019-12", "2020-01"),
    ("2018 ‒ 2020", "2018", "2020"),
    ("[ 01/09/2019 – Current ]", "2019-09", None),
    ("Sept. 2014 \u00ad Juin 2015", "2014-09", "2015-06"),
    ("jusqu'en 2020", None, "2020"),
]


@pytest.mark.parametrize(("texte", "debut", "fin"), PLAGES)
def test_plage(texte: str, debut: str | None, fin: str | None) -> None:
    (periode,) = trouver_periodes(texte, RECU)
    assert (periode.debut, periode.fin) == (debut, fin)
    assert periode.en_cours is (fin is None)
    assert trouver_dates(texte, RECU) == []


@pytest.mark.parametrize(
    ("texte", "valeur", "lu"),
    [
        ("Mar, 2022", "2022-03", "Mar, 2022"),
        ("2012/10", "2012-10", "2012/10"),
        ("2012-10", "2012-10", "2012-10"),
        ("Obtenu en juin 2019", "2019-06", "juin 2019"),
        ("March 5, 2020", "2020-03", "March 5, 2020"),
        ("AWS Certified Developer (Amazon Web Services) Mai 2022", "2022-05", "Mai 2022"),
        ("02/2021 Google Ads Search", "2021-02", "02/2021"),
        ("2016 TOEIC 870, ETS", "2016", "2016"),
        ("Promotion 2019", "2019", "2019"),
        ("IUT Lyon 3 - 2014", "2014", "2014"),
    ],
)
def test_date_seule(texte: str, valeur: str, lu: str) -> None:
    (trouvee,) = trouver_dates(texte, RECU)
    assert (trouvee.valeur, texte[slice(*trouvee.span)]) == (valeur, lu)
    assert trouver_periodes(texte, RECU) == []


@pytest.mark.parametrize(
    "texte",
    [
        "06 12 34 56 78",
        "01.99.20.19.18",
        "+33 6 20 19 20 18",
        "(202) 555-2010",
        "69003 Lyon",
        "35 ans",
        "2-3 ans d'expérience",
        "2000 €",
        "18 M€",
        "gestion de 2000 clients",
        "Python 3.10",
        "Windows Server 2019",
        "Microsoft Office 2016",
        "ISO 9001:2015",
        "né le 12/03/1990",
        "Née le 3 mars 1998 à Lyon",
        "Date de naissance : 12 mars 1990",
        "Date of birth: 12/03/1990",
        "SIRET 802 954 785 00028",
        "1850",
        "2099",
        "aujourd’hui",
        "sept ans",
        "2019,50",
    ],
)
def test_pas_une_date(texte: str) -> None:
    assert trouver_periodes(texte, RECU) == []
    assert trouver_dates(texte, RECU) == []


def test_span_couvre_les_mots_d_ouverture() -> None:
    texte = "De octobre 2017 à février 2020 | Lyon"
    (periode,) = trouver_periodes(texte, RECU)
    assert texte[slice(*periode.span)] == "De octobre 2017 à février 2020"


def test_plusieurs_plages_sur_une_ligne() -> None:
    periodes = trouver_periodes("Développeur Java (2018-2020), puis lead (2020 - aujourd'hui)", RECU)
    assert [(p.debut, p.fin, p.en_cours) for p in periodes] == [("2018", "2020", False), ("2020", None, True)]


def test_annees_enumerees_ne_font_pas_de_plage() -> None:
    assert trouver_periodes("2018 et 2020", RECU) == []
    assert [d.valeur for d in trouver_dates("2018 et 2020", RECU)] == ["2018", "2020"]


def test_duree_sans_mois() -> None:
    for texte, duree in (("3 mois en 2019", 3), ("2021 (6 mois)", 6), ("stage 8 semaines en 2019", 2)):
        (periode,) = trouver_periodes(texte, RECU)
        assert (periode.debut, periode.fin, periode.duree_mois) == (texte[texte.index("20") :][:4],) * 2 + (duree,)
        assert mois_union([periode], RECU) == duree


def test_ordre_du_jour_et_du_mois() -> None:
    (ouverte,) = trouver_periodes("12/03/2019 - 05/06/2020", RECU)
    assert (ouverte.debut, ouverte.fin, ouverte.ambigue) == ("2019-03", "2020-06", True)
    (francaise,) = trouver_periodes("12/03/2019 - 05/06/2020", RECU, langue="fr")
    assert not francaise.ambigue
    (americaine,) = trouver_periodes("03/02/2019 - 03/28/2020", RECU)
    assert (americaine.debut, americaine.fin, americaine.ambigue) == ("2019-03", "2020-03", False)
    (reglee,) = trouver_periodes("01/09/2017 - 31/08/2019", RECU)
    assert not reglee.ambigue


def test_plage_a_l_envers_est_retournee_et_signalee() -> None:
    (periode,) = trouver_periodes("2020 - 2018", RECU)
    assert (periode.debut, periode.fin, periode.ambigue) == ("2018", "2020", True)


def test_annee_mois_ou_deux_annees() -> None:
    (lue,) = trouver_dates("2010-12", RECU)
    assert (lue.valeur, lue.ambigue) == ("2010-12", True)


def test_dates_empilees() -> None:
    assert periode_empilee("Présent", "Janv. 2020", RECU) == Periode("2020-01", None, True, (0, 18))
    assert periode_empilee("2018", "2020", RECU) == Periode("2018", "2020", False, (0, 9))
    assert periode_empilee("2020", "2018", RECU) == Periode("2018", "2020", False, (0, 9))
    assert periode_empilee("2018 Lyon", "2020", RECU) is None
    assert periode_empilee("2018", "Master", RECU) is None


def test_naissance_est_une_etendue() -> None:
    texte = "Célibataire, née le 12/03/1990, permis B"
    assert [texte[a:b] for a, b in trouver_naissances(texte)] == ["née le 12/03/1990"]


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("2017-03", "2017-08", False), (12 * 2017 + 2, 12 * 2017 + 8)),
        (("2018", "2020", False), (12 * 2018, 12 * 2021)),
        (("2026-11", None, True), (12 * 2026 + 10, 12 * 2026 + 11)),
        (("2025", "2028", False), (12 * 2025, 12 * 2026 + 11)),
        (("2027-01", None, True), None),
        (("2019", None, False), None),
        ((None, "2019", False), None),
    ],
)
def test_intervalle(arguments: tuple[str | None, str | None, bool], attendu: tuple[int, int] | None) -> None:
    assert intervalle_mois(*arguments, RECU) == attendu


def test_chevauchements_comptes_une_fois() -> None:
    periodes = [periode for ligne in ("2018 - 2019", "juin 2019 - mars 2020", "2015") for periode in trouver_periodes(ligne, RECU)]
    assert mois_union(periodes, RECU) == 24 + 3


@pytest.mark.parametrize("chemin", sorted(DONNEES.glob("*.json")), ids=lambda c: c.stem)
def test_annees_d_experience_du_corpus(chemin: Path) -> None:
    verite = json.loads(chemin.read_text(encoding="utf-8"))
    periodes = [Periode(e["start"], e["end"], e["end"] is None, (0, 1)) for e in verite["experiences"]]
    assert round(mois_union(periodes, RECU) / 12, 1) == verite["years_experience"]


MOIS_FR = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
MOIS_FR_COURTS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
MOIS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
MOIS_EN_COURTS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ECRITURES = [
    lambda a, m: f"{MOIS_FR[m - 1]} {a}",
    lambda a, m: f"{MOIS_FR[m - 1].capitalize()} {a}",
    lambda a, m: f"{MOIS_FR[m - 1].upper()} {a}",
    lambda a, m: f"{MOIS_FR_COURTS[m - 1]} {a}",
    lambda a, m: f"{MOIS_EN[m - 1]} {a}",
    lambda a, m: f"{MOIS_EN_COURTS[m - 1]} {a}",
    lambda a, m: f"{MOIS_EN_COURTS[m - 1]}, {a}",
    lambda a, m: f"{MOIS_EN_COURTS[m - 1]} '{a % 100:02d}",
    lambda a, m: f"{m:02d}/{a}",
    lambda a, m: f"{m}/{a}",
    lambda a, m: f"{m:02d}.{a}",
    lambda a, m: f"{a}-{m:02d}",
    lambda a, m: f"{a}/{m:02d}",
    lambda a, m: f"28/{m:02d}/{a}",
    lambda a, m: f"{MOIS_EN[m - 1]} 28, {a}",
]
LIAISONS = [" - ", " – ", " — ", "-", "–", " → ", " à ", " to ", " -\n", " jusqu'à "]
PRESENTS = ["Présent", "aujourd'hui", "aujourd’hui", "à ce jour", "en cours", "actuellement", "Present", "current", "now", "ongoing"]
mois_absolu = st.integers(12 * 1985, 12 * 2026 + 9)


@settings(max_examples=200, deadline=None)
@given(mois_absolu, st.integers(1, 240), st.sampled_from(ECRITURES), st.sampled_from(LIAISONS), st.sampled_from(["", "Lyon, ", "• ", "(", "Stage | "]))
def test_aller_retour(debut: int, duree: int, ecrire, lier: str, avant: str) -> None:
    fin = min(debut + duree, 12 * 2026 + 10)
    texte = f"{avant}{ecrire(debut // 12, debut % 12 + 1)}{lier}{ecrire(fin // 12, fin % 12 + 1)}"
    (periode,) = trouver_periodes(texte, RECU)
    assert (periode.debut, periode.fin) == (f"{debut // 12}-{debut % 12 + 1:02d}", f"{fin // 12}-{fin % 12 + 1:02d}")


@settings(max_examples=200, deadline=None)
@given(mois_absolu, st.sampled_from(ECRITURES), st.sampled_from([" - ", " – ", "–", " → "]), st.sampled_from(PRESENTS))
def test_aller_retour_en_cours(debut: int, ecrire, lier: str, present: str) -> None:
    (periode,) = trouver_periodes(f"{ecrire(debut // 12, debut % 12 + 1)}{lier}{present}", RECU)
    assert (periode.debut, periode.fin, periode.en_cours) == (f"{debut // 12}-{debut % 12 + 1:02d}", None, True)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789/-. –'aàdejlmnorstuv2019 \n("), max_size=80))
def test_toute_etendue_tient_dans_le_texte(texte: str) -> None:
    trouves = [p.span for p in trouver_periodes(texte, RECU)] + [d.span for d in trouver_dates(texte, RECU)]
    assert all(0 <= debut < fin <= len(texte) for debut, fin in trouves)
    for periode in trouver_periodes(texte, RECU):
        intervalle = intervalle_mois(periode.debut, periode.fin, periode.en_cours, RECU)
        assert intervalle is None or intervalle[0] < intervalle[1]


@pytest.mark.parametrize(
    "motif",
    [
        "2019 ",
        "2019-",
        "mars ",
        "mars-",
        "1",
        "01/",
        "01/2019 ",
        "depuis ",
        "a",
        " ",
        "ne le ",
        "+1 ",
        "'",
        "06 12 ",
        "de ",
        "5 mois ",
        "naissance ",
        "1 ",
        "été ",
    ],
)
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    depart = time.process_time()
    trouver_periodes(texte, RECU)
    assert time.process_time() - depart < 0.4
