"""Twins: two CVs that differ only in who the person is. Same embedded text, same score: a difference of exactly 0."""

import copy
import re

import pytest

from app.ai.matching.projection import projeter_cv
from app.vector_store.text_builders import passages_cv
from tests.ai.matching.fabrique import lire, verite

NOMS = (
    "Claire Lefèvre-Nuñez", "Jean-Baptiste Le Goff", "Fatoumata N’Diaye", "Mohamed El Amrani", "Nguyễn Thị Hoa", "Xiǎo Lán Wáng", "Zofia Wiśniewska", "Siobhán O’Connor",
    "Ayşe Yılmaz", "Carlos da Silva", "Priya Raghunathan", "Marie-Ange d’Estaing",
)  # fmt: skip
ENTETES = (
    "35 ans", "58 ans, mariée, 3 enfants", "Née le 12 mars 1968 à Clermont-Ferrand", "Né le 03/05/1999", "Date de naissance : 14/02/1985", "Nationalité : française",
    "De nationalité sénégalaise", "Célibataire, sans enfant", "Situation familiale : divorcée, deux enfants à charge", "Mme", "Sexe : F", "RQTH",
    "Reconnaissance de la qualité de travailleur handicapé", "Déléguée syndicale CGT", "Catholique pratiquante", "Adhérente à la CFDT", "12 rue des Lilas, 42000 Saint-Étienne",
    "12, boulevard de la Liberté, 59000 Lille", "Carte de résident valable jusqu'en 2031", "Age: 52", "Mère de trois enfants", "Nationality: British | Single",
    "Dégagé des obligations militaires", "Titulaire d'une carte de séjour",
)  # fmt: skip
LOISIRS = ("Football", "Couture", "Chorale de la paroisse", "Bénévolat à la mosquée", "Pèlerinages", "Roller derby")
RESUMES = (
    "Mère de deux enfants. ", "Âgée de 47 ans. ", "Basée à Marseille. ", "Née en 1979. ", "Déléguée syndicale. ", "De nationalité belge. ",
)  # fmt: skip
MASCULINS = (
    ("Développeuse", "Développeur"), ("développeuse", "développeur"), ("spécialisée", "spécialisé"), ("Cheffe", "Chef"), ("Chargée", "Chargé"), ("Assistante", "Assistant"),
    ("diplômée", "diplômé"), ("Passionnée", "Passionné"), ("passionnée", "passionné"),
)  # fmt: skip


@pytest.fixture(params=["d01_rendercv_classic_fr", "d05_sidebar_left_fr", "d02_rendercv_sb2nov_en"])
def base(request):
    return verite(request.param)


@pytest.fixture
def claire():
    return verite("d01_rendercv_classic_fr")


def au_masculin(v):
    def changer(x):
        if isinstance(x, str):
            for feminin, masculin in MASCULINS:
                x = re.sub(rf"\b{feminin}\b", masculin, x)
            return x
        if isinstance(x, list):
            return [changer(y) for y in x]
        return {cle: y if cle in ("email", "name", "links") else changer(y) for cle, y in x.items()} if isinstance(x, dict) else x

    return changer(v)


def memes(v, autre, offres, noter, **lignes):
    un, deux = projeter_cv(*lire(v).args()), projeter_cv(*lire(autre, **lignes).args())
    assert [(p.cle, p.section, p.texte, p.poids) for p in passages_cv(deux)] == [(p.cle, p.section, p.texte, p.poids) for p in passages_cv(un)]
    for offre in offres:
        a, b = (noter(cv, offre).model_dump(exclude={"empreinte": True, "criteres": {"__all__": {"preuves"}}}) for cv in (un, deux))
        assert a == b


@pytest.fixture
def offres(offre_python, offre_grue):
    return offre_python, offre_grue


def avec(v, **champs):
    return copy.deepcopy(v) | champs


@pytest.mark.parametrize("nom", NOMS)
def test_another_name(claire, nom, offres, noter):
    memes(claire, avec(claire, name=nom, email="une.autre@example.org", links=["https://github.com/une-autre"]), offres, noter)


@pytest.mark.parametrize("entete", ENTETES)
def test_a_line_about_the_person(claire, entete, offres, noter):
    memes(claire, claire, offres, noter, entete=(entete,))


@pytest.mark.parametrize("loisir", LOISIRS)
def test_a_hobby(claire, loisir, offres, noter):
    memes(claire, avec(claire, interests=[loisir]), offres, noter)


@pytest.mark.parametrize("debut", RESUMES)
def test_a_word_about_the_person_in_the_summary(claire, debut, offres, noter):
    memes(claire, avec(claire, summary=debut + claire["summary"]), offres, noter)


def test_the_year_of_a_degree_in_the_summary(base, offres, noter):
    memes(avec(base, summary="Diplômée en 2003. " + base["summary"]), avec(base, summary="Diplômé en 1989. " + base["summary"]), offres, noter)


def test_the_other_gender(base, offres, noter):
    autre = au_masculin(avec(base, name="Paul Martin", email="paul@example.org"))
    memes(base, autre, offres, noter)


def test_another_address(base, offres, noter):
    memes(base, avec(base, location="Cayenne, Guyane"), offres, noter)


def test_other_schools(base, offres, noter):
    autre = avec(base)
    for i, formation in enumerate(autre["education"]):
        formation["institution"] = ("École Polytechnique", "Lycée Jean Moulin", "Université de Bamako")[i]
    memes(base, autre, offres, noter)


def test_degrees_taken_twenty_years_earlier(base, offres, noter):
    autre = avec(base)
    for formation in autre["education"]:
        formation["start"], formation["end"] = (str(int(formation[x]) - 20) for x in ("start", "end"))
    memes(base, autre, offres, noter)


def test_a_two_year_gap(base, offres, noter):
    autre = avec(base)
    for poste in autre["experiences"][1:]:
        for x in ("start", "end"):
            poste[x] = f"{int(poste[x][:4]) - 2}{poste[x][4:]}"
    memes(base, autre, offres, noter)


@pytest.mark.parametrize("conge", ["Congé maternité", "Congé parental", "Interruption de carrière", "Maternity leave", "Career break"])
def test_a_leave_among_the_posts(claire, conge, offres, noter):
    autre = avec(claire)
    autre["experiences"].append({"title": conge, "company": "", "location": "", "start": "2014-01", "end": "2015-06", "description": []})
    memes(claire, autre, offres, noter)


def test_the_prompt_like_fields_hold_no_name(base):
    cv = projeter_cv(*lire(base, pied=(base["name"], f"Contact : {base['email']}")).args())
    tout = cv.model_dump_json(exclude={"mobilite_lieux"})
    for interdit in (base["name"], base["email"], base["phone"], *base["links"], *(f["institution"] for f in base["education"])):
        assert interdit not in tout
