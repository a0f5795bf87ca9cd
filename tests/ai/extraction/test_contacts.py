"""E-mails, phones, links, places, permits and identity spans."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.extraction.contacts import spans_identite, trouver_emails, trouver_permis, trouver_telephones
from app.ai.extraction.liens import normaliser_url, trouver_liens
from app.ai.extraction.lieux import trouver_adresses, trouver_lieux


@pytest.mark.parametrize(
    ("texte", "adresse", "lu"),
    [
        ("E-mail:a.b@c.fr, Lyon", "a.b@c.fr", "a.b@c.fr"),
        ("#m.benaissa@example.org", "m.benaissa@example.org", "m.benaissa@example.org"),
        ("jean_d'arc+cv@sous.domaine.co.uk.", "jean_d'arc+cv@sous.domaine.co.uk", "jean_d'arc+cv@sous.domaine.co.uk"),
        ("claire.lefevre@example.\ncom", "claire.lefevre@example.com", "claire.lefevre@example.\ncom"),
        ("jean@\ngmail.com", "jean@gmail.com", "jean@\ngmail.com"),
        ("elodie.marchand@example.co\nm\n01 99 00 44 10", "elodie.marchand@example.com", "elodie.marchand@example.co\nm"),
        ("jean.dupont [at] mail.fr", "jean.dupont@mail.fr", "jean.dupont [at] mail.fr"),
        ("bob@gmail.comTéléphone", "bob@gmail.com", "bob@gmail.com"),
    ],
)
def test_email(texte: str, adresse: str, lu: str) -> None:
    (trouve,) = trouver_emails(texte)
    assert (trouve.valeur, texte[trouve.debut : trouve.fin]) == (adresse, lu)


@pytest.mark.parametrize("texte", ["@handle", "a..b@c.fr", "prix @ 3 euros", "x@localhost", "@", ""])
def test_pas_un_email(texte: str) -> None:
    assert trouver_emails(texte) == []


def test_lien_mailto_repare_l_adresse_coupee() -> None:
    texte = "CONTACT\nprenom.nomtreslong@exem\nple.com\n01 99 00 44 10"
    (trouve,) = trouver_emails(texte, ["mailto:prenom.nomtreslong@exemple.com?subject=cv"])
    assert (trouve.valeur, texte[trouve.debut : trouve.fin]) == ("prenom.nomtreslong@exemple.com", "prenom.nomtreslong@exem\nple.com")
    (cesure,) = trouver_emails("fa-\ntou.diarra@exemple.fr", ["mailto:fatou.diarra@exemple.fr"])
    assert (cesure.valeur, cesure.debut) == ("fatou.diarra@exemple.fr", 0)


def test_lien_mailto_sans_texte_a_une_etendue_vide() -> None:
    (trouve,) = trouver_emails("Me contacter", ["mailto:a.b@c.fr"])
    assert (trouve.valeur, trouve.span) == ("a.b@c.fr", (0, 0))


@pytest.mark.parametrize(
    ("texte", "numero", "lu"),
    [
        ("Tél : 06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "+33612345678", "06.12.34.56.78"),
        ("06-12-34-56-78", "+33612345678", "06-12-34-56-78"),
        ("06/12/34/56/78", "+33612345678", "06/12/34/56/78"),
        ("0612345678", "+33612345678", "0612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678", "+33 (0)6 12 34 56 78"),
        ("(+33)6 12 34 56 78", "+33612345678", "(+33)6 12 34 56 78"),
        ("0033 6 12 34 56 78", "+33612345678", "0033 6 12 34 56 78"),
        ("I 01 99 00 18 77", "+33199001877", "01 99 00 18 77"),
        ("06 12 34 56 78 69003 Lyon", "+33612345678", "06 12 34 56 78"),
        ("+44 20 7946 0934", "+442079460934", "+44 20 7946 0934"),
        ("020 7946 0812", "+442079460812", "020 7946 0812"),
        ("(202) 555-0143", "+12025550143", "(202) 555-0143"),
        ("+1 202-555-0143", "+12025550143", "+1 202-555-0143"),
        ("0470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("Tel: 77 123 45 67", "+221771234567", "77 123 45 67"),
        ("+212 6 12 34 56 78", "+212612345678", "+212 6 12 34 56 78"),
    ],
)
def test_telephone(texte: str, numero: str, lu: str) -> None:
    (trouve,) = trouver_telephones(texte)
    assert (trouve.valeur, texte[trouve.debut : trouve.fin], trouve.confiance) == (numero, lu, 0.98)


def test_numero_possible_mais_non_attribue_est_garde_avec_moins_de_confiance() -> None:
    (trouve,) = trouver_telephones("06 39 98 12 34")
    assert (trouve.valeur, trouve.confiance) == ("+33639981234", 0.7)


def test_pays_de_la_personne_passe_avant_la_langue() -> None:
    (trouve,) = trouver_telephones("06 12 34 56 78", region="MA")
    assert trouve.valeur == "+212612345678"


def test_deux_numeros_et_un_lien() -> None:
    texte = "06 12 34 56 78 / 01 99 00 12 01"
    numeros = [t.valeur for t in trouver_telephones(texte, liens=["tel:+33612345678", "tel:+33140506070", "tel:rien"])]
    assert numeros == ["+33612345678", "+33199001201", "+33140506070"]


@pytest.mark.parametrize(
    "texte",
    [
        "SIRET 123 456 789 00012",
        "Siren : 612 345 678",
        "612 345 678",
        "01/09/2017 - 31/08/2019",
        "69003 Lyon",
        "2018-2020 2021-2022",
        "10 000 000 000",
        "2012 2013 2014",
        "1 234 567,89 €",
        "ISBN 978-2-07-036822-8",
    ],
)
def test_pas_un_telephone(texte: str) -> None:
    assert trouver_telephones(texte) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(10_000_000, 59_999_999), st.sampled_from([" ", ".", "-", "", "\u00a0"]), st.sampled_from(["0", "+33 ", "+33 (0)", "0033 "]))
def test_aller_retour_de_mobiles(suite: int, separateur: str, prefixe: str) -> None:
    paires = [str(suite)[i : i + 2] for i in range(0, 8, 2)]
    (trouve,) = trouver_telephones(f"Lyon - {prefixe}6{separateur}{separateur.join(paires)} - permis B")
    assert trouve.valeur == f"+336{suite}"


@pytest.mark.parametrize(
    ("texte", "urls"),
    [
        ("linkedin.com/in/priya-demo • github.com/priyar", [("https://www.linkedin.com/in/priya-demo", "linkedin"), ("https://github.com/priyar", "github")]),
        ("https://fr.linkedin.com/in/x-y/?originalSubdomain=fr", [("https://www.linkedin.com/in/x-y", "linkedin")]),
        ("LinkedIn : claire-lefevre", [("https://www.linkedin.com/in/claire-lefevre", "linkedin")]),
        ("Portfolio : www.mon-site.fr | Lyon", [("https://www.mon-site.fr", "site")]),
        ("GitHub: https://github.com/a/b.", [("https://github.com/a/b", "github")]),
        ("joconnell.example.net", [("https://joconnell.example.net", "site")]),
        ("Node.js, ASP.NET, Scrum.org", []),
        ("javascript:alert(1) ftp://x.fr http://u:p@h.com", []),
        ("a.b@example.com", []),
        ("GitHub Actions, GitLab CI", []),
    ],
)
def test_liens_du_texte(texte: str, urls: list[tuple[str, str]]) -> None:
    assert [(lien.url, lien.genre) for lien in trouver_liens(texte)] == urls


def test_liens_du_document_montres_par_leur_pseudonyme() -> None:
    texte = "claire-lefevre-demo clefevre-demo"
    liens = trouver_liens(
        texte, ["https://linkedin.com/in/claire-lefevre-demo", "https://github.com/clefevre-demo", "mailto:a@b.fr", "file:///etc/passwd", "javascript:1"]
    )
    assert [(lien.url, texte[lien.debut : lien.fin]) for lien in liens] == [
        ("https://www.linkedin.com/in/claire-lefevre-demo", "claire-lefevre-demo"),
        ("https://github.com/clefevre-demo", "clefevre-demo"),
    ]


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("HTTP://Exemple.FR/", "https://exemple.fr"),
        ("exemple.fr/cv?id=3", "https://exemple.fr/cv?id=3"),
        ("exemple.fr/?utm_source=x", "https://exemple.fr"),
        ("https://exemple.fr:99999/", None),
        ("http://127.0.0.1/", None),
        ("data:text/html,x", None),
        ("http://localhost/", None),
    ],
)
def test_normaliser_url(brut: str, attendu: str | None) -> None:
    assert normaliser_url(brut) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12 rue des Lilas, 69003 Lyon", ("Lyon", "69003", "France")),
        ("92130 ISSY-LES-MOULINEAUX CEDEX 9", ("Issy-les-Moulineaux", "92130", "France")),
        ("Lyon 69003", ("Lyon", "69003", "France")),
        ("Saint-Étienne, France", ("Saint-Étienne", None, "France")),
        ("Villeneuve-d'Ascq (59)", ("Villeneuve-d'Ascq", None, "France")),
        ("Bordeaux (33)", ("Bordeaux", None, "France")),
        ("Adresse Bordeaux (33)", ("Bordeaux", None, "France")),
        ("Sainte-Foy-lès-Lyon (69)", ("Sainte-Foy-lès-Lyon", None, "France")),
        ("Mountain View, CA", ("Mountain View", None, "États-Unis")),
        ("London, UK", ("London", None, "Royaume-Uni")),
        ("London SW1A 1AA", ("London", "SW1A 1AA", "Royaume-Uni")),
        ("Dublin, Ireland", ("Dublin", None, "Irlande")),
        ("Boston, MA", ("Boston", None, "États-Unis")),
        ("1000 Bruxelles, Belgique", ("Bruxelles", "1000", "Belgique")),
        ("CH-1201 Genève", ("Genève", "1201", "Suisse")),
        ("Paris 11e, France", ("Paris", None, "France")),
        ("Tunis, Tunisie", ("Tunis", None, "Tunisie")),
        ("Villeurbanne", ("Villeurbanne", None, "France")),
        ("Saint-Étienne FR", ("Saint-Étienne", None, "France")),
        ("Aciéries du Gier, Rive-de-Gier", ("Rive-de-Gier", None, "France")),
    ],
)
def test_lieu(texte: str, attendu: tuple[str, str | None, str]) -> None:
    (lieu,) = trouver_lieux(texte)
    assert (lieu.ville, lieu.code_postal, lieu.pays) == attendu


@pytest.mark.parametrize("texte", ["Université de Lyon", "Mehdi Benaïssa", "15000 Clients satisfaits", "Python, Java", "Développeur Full Stack", ""])
def test_pas_un_lieu(texte: str) -> None:
    assert trouver_lieux(texte) == []


def test_adresses() -> None:
    for texte, rue in (
        ("12 bis, rue des Lilas - 69003 Lyon", "12 bis, rue des Lilas - 69003 Lyon"),
        ("10 Downing Street, London", "10 Downing Street"),
        ("5 av. Foch\n75016 Paris", "5 av. Foch"),
    ):
        assert [texte[a.debut : a.fin] for a in trouver_adresses(texte)] == [rue]
    assert trouver_adresses("3 places de stage, 2 cours de yoga ensemble") == []


@pytest.mark.parametrize(
    ("texte", "categories"),
    [
        ("Permis B", ["B"]),
        ("Permis : B, véhiculé", ["B"]),
        ("permis A2/B", ["A2", "B"]),
        ("Permis B, C et CE", ["B", "C", "CE"]),
        ("titulaire du permis B et CACES 3", ["B"]),
        ("permis moto", ["A"]),
        ("Permis de conduire", ["B"]),
        ("Full clean UK driving licence", ["B"]),
        ("Permis B en cours", []),
        ("sans permis", []),
        ("permis de construire", []),
        ("permis cariste", []),
        ("CACES B", []),
    ],
)
def test_permis(texte: str, categories: list[str]) -> None:
    assert [p.categorie for p in trouver_permis(texte)] == categories


def test_etendues_d_identite() -> None:
    texte = "Élodie MARCHAND, 33 ans\nnée le 12/03/1993\n12 rue des Lilas, 69003 Lyon\nelodie@example.com 06 12 34 56 78\nlinkedin.com/in/elodie\n5 ans d'expérience à Lyon"
    lus = [(texte[a:b], genre) for a, b, genre in spans_identite(texte, nom="Élodie Marchand")]
    assert lus == [
        ("Élodie", "nom"),
        ("Élodie MARCHAND", "nom"),
        ("MARCHAND", "nom"),
        ("33 ans", "age"),
        ("née le 12/03/1993", "naissance"),
        ("12 rue des Lilas", "adresse"),
        ("69003 Lyon", "adresse"),
        ("elodie", "nom"),
        ("elodie@example.com", "email"),
        ("06 12 34 56 78", "telephone"),
        ("linkedin.com/in/elodie", "lien"),
        ("elodie", "nom"),
    ]


@pytest.mark.parametrize(
    "motif",
    [
        "a",
        "a@",
        "a.a",
        "a-",
        "@",
        "06 12 ",
        "1 ",
        "1",
        "A",
        "Aa ",
        "Aa-",
        "Aa, Bb ",
        "Aa de la ",
        "www.",
        "12 rue ",
        "permis a,",
        "69003 A",
        " ",
        "\n",
        "linkedin:",
        "(at)",
    ],
)
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    for grammaire in (trouver_emails, trouver_telephones, trouver_liens, trouver_lieux, trouver_adresses, trouver_permis):
        depart = time.process_time()
        grammaire(texte)
        assert time.process_time() - depart < 0.4, grammaire.__name__
