"""What an advertisement asks, read from its own words: required or wished, years, degrees, languages, licences."""

import pytest

from app.ai.matching.lecture_offre import lire_demande
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.enums import NiveauLangue


def _noms(competences):
    return [c.nom for c in competences]


@pytest.mark.parametrize(
    ("texte", "requises", "souhaitees"),
    [
        ("Vous maîtrisez Excel. La connaissance de SAP serait un plus.", ["Excel"], ["SAP"]),
        ("Vous maîtrisez Excel, la connaissance de SAP serait un plus.", ["Excel"], ["SAP"]),
        ("Profil :\n- Python\n- Idéalement Docker et Kubernetes", ["Python"], ["Docker", "Kubernetes"]),
        ("Profil :\nSQL exigé.\nLes plus : dbt, BigQuery\nPower BI", ["SQL", "Power BI"], ["dbt", "BigQuery"]),
        ("Compétences requises :\n- PHP\n- Symfony\nCompétences souhaitées :\n- Docker", ["PHP", "Symfony"], ["Docker"]),
        ("Le CACES nacelle et des notions de domotique sont des plus appréciables.", [], ["CACES nacelle", "domotique"]),
        ("Requirements:\n- Python\n- Terraform is a real advantage", ["Python"], ["Terraform"]),
        ("Vous avez de solides connaissances en électrotechnique et en hydraulique.", ["électrotechnique", "hydraulique"], []),
        ("La lecture de plans est indispensable.", ["lecture de plans"], []),
        ("L'usage de Docker n'est pas nécessaire. Vous connaissez Python.", ["Python"], []),
        ("Tu parles couramment l'anglais et tu utilises Fluent.", ["Fluent"], []),
        ("Maîtrise de Python exigée, Docker souhaité.", ["Python"], ["Docker"]),
        ("Indispensable :\n- Python\nApprécié :\n- Docker", ["Python"], ["Docker"]),
        ("Profil :\nFormation : Bac +2.\nExcel exigé, SAP serait un plus, tout comme Docker.", ["Excel"], ["SAP", "Docker"]),
        ("Vos missions : encaissement, mise en rayon, facing et inventaire.", ["encaissement", "mise en rayon", "facing", "inventaire"], []),
        ("Missions :\n- L'encaissement et la fidélisation\n- Facturation", ["encaissement", "fidélisation", "Facturation"], []),
        ("Missions :\nVous pilotez avec les autres services du siège la montée en charge, recrutement et audit compris.", [], []),
        ("Le permis B serait un plus, ainsi que la connaissance d'Excel.", [], ["permis B", "Excel"]),
        ("SAP serait un plus, ainsi que Docker ; vous maîtrisez Excel.", ["Excel"], ["SAP", "Docker"]),
        ("Maîtrise de la ventilation mécanique et de l'hémodialyse.", ["ventilation mécanique", "hémodialyse"], []),
    ],
)
def test_a_wish_is_told_from_what_is_required(texte, requises, souhaitees):
    demande = lire_demande(texte)
    assert (_noms(demande.requises), _noms(demande.souhaitees)) == (requises, souhaitees)


@pytest.mark.parametrize(
    "texte",
    [
        "Filiale d'un groupe de logistique, nous exploitons trois entrepôts.",
        "Avantages : mutuelle, tickets restaurant, cours de yoga, salle d'escalade.",
        "Rémunération sur 13 mois, intéressement et participation, mutuelle.",
        "Bénéficiez de votre CSE et de la mutuelle.",
        "Vous travaillez avec le service marketing et la comptabilité.",
        "Qui sommes-nous ? Une agence de référencement naturel.\nOn recrute.",
        "Vous êtes autonome, avec le sens du travail en équipe.",
        "Poste en 3x8.",
        "Notre établissement compte plus de 10 ans d'expérience dans la prise en charge des patients.",
        "Une première expérience est un plus.",
    ],
)
def test_the_employer_its_gifts_and_the_people_around_ask_for_no_skill(texte):
    demande = lire_demande(texte)
    assert (demande.requises, demande.souhaitees, demande.obligatoires) == ((), (), ())


@pytest.mark.parametrize(
    ("texte", "annees"),
    [
        ("Vous justifiez d'une première expérience réussie de 3 ans minimum sur un poste similaire.", 3),
        ("Expérience exigée : 5 ans en gros œuvre.", 5),
        ("Vous avez 2 à 4 ans d'expérience en analyse de données.", 2),
        ("Vous avez déjà vendu sur le terrain pendant deux ans ou plus.", 2),
        ("Profil\nTrois ans derrière un piano dont un en collectivité.", 3),
        ("5+ ans d'expérience en développement.", 5),
        ("Vous disposez de 18 mois d'expérience.", 1.5),
        ("At least six years building backend systems.", 6),
        ("We would like someone with three to six years in HR.", 3),
        ("Débutant accepté. Deux ans d'expérience est la norme.", None),
        ("Idéalement trois ans d'expérience.", None),
        ("Forte de 30 ans d'expérience, notre société recrute.", None),
        ("Notre établissement compte plus de 10 ans d'expérience dans la prise en charge des patients.", None),
        ("Compte plus de 10 ans d'expérience dans le soin.", None),
        ("Entreprise riche de 15 ans d'expérience.", None),
        ("Nous avons vingt ans d'expérience dans le bâtiment et vous avez 3 ans d'expérience.", 3),
        ("Avec plus de 15 ans d'expérience, notre cabinet accompagne les PME.", None),
        ("Avec 5 ans d'expérience, vous rejoignez notre cabinet.", 5),
        ("Our company has over 10 years of experience. You have 3 years of experience.", 3),
        ("Notre candidat idéal a 5 ans d'expérience.", 5),
        ("Un cabinet comptant 15 ans d'expérience recrute.", None),
        ("Comptant 5 ans d'expérience au moins, vous managez.", 5),
        ("Le candidat compte 5 ans d'expérience.", 5),
        ("Profil :\nCompte 5 ans d'expérience dans le soin.", 5),
        ("Notre client recherche un comptable avec 5 ans d'expérience.", 5),
        ("Une première expérience de deux ans en soins intensifs est exigée.", 2),
        ("Expérience : deux ans", 2),
        ("Nous cherchons un développeur confirmé (5 ans minimum).", 5),
        ("Python (5 ans minimum)", 5),
        ("Permis B (3 ans minimum). Animation (17 ans minimum). Contrat (2 ans minimum).", None),
        ("CDD de 12 mois. Contrat en alternance de 2 ans.", None),
        ("Expérience non exigée.", None),
        ("Une première expérience de la vente est requise.", None),
    ],
)
def test_years_are_those_asked_of_the_person(texte, annees):
    assert lire_demande(texte).experience_min == annees


@pytest.mark.parametrize(
    ("texte", "niveau"),
    [
        ("De formation Bac+2 à Bac+5 en génie civil.", 5),
        ("Titulaire d'un CAP ou d'un Bac Pro en soudage.", 3),
        ("Un BTS en électrotechnique est souhaité, Bac Pro exigé.", 4),
        ("Profil : école d'ingénieurs ou Master.", 7),
        ("Tu as validé un Bac+3 et tu prépares un Master.", 6),
        ("Diplôme d'État d'infirmier exigé.", 6),
        ("BTS comptabilité ou DCG", 5),
        ("- BTS ou DCG", 5),
        ("Cap sur l'innovation !\nMaster data : vous en êtes garant.", None),
        ("Idéalement titulaire d'un Master.", None),
        ("Licence de soudage à jour exigée.", None),
        ("Driving licence required.", None),
        ("Vous formez les apprentis en CAP.", None),
    ],
)
def test_the_level_is_the_lowest_that_would_do(texte, niveau):
    assert lire_demande(texte).niveau_etudes_min == niveau


@pytest.mark.parametrize(
    ("texte", "langues"),
    [
        ("Anglais courant impératif. L'allemand serait apprécié.", {"en": "C1"}),
        ("Bon niveau d'anglais, à l'écrit comme à l'oral (B2).", {"en": "B2"}),
        ("Vous lisez l'anglais technique.", {"en": "B1"}),
        ("Maîtrise de l'espagnol exigée.", {"es": "B2"}),
        ("Français courant et bonne orthographe.", {}),
        ("Le français courant est indispensable, nos clients sont francophones.", {"fr": "C1"}),
        ("L'anglais n'est pas nécessaire.", {}),
        ("Filiale d'un groupe allemand, nous exportons.", {}),
    ],
)
def test_languages_are_asked_with_their_level(texte, langues):
    assert {x.langue: x.niveau_min.value for x in lire_demande(texte).langues} == langues


def test_a_wished_language_is_a_wish():
    assert _noms(lire_demande("L'allemand serait apprécié.").souhaitees) == ["allemand"]


@pytest.mark.parametrize(
    ("texte", "obligatoires"),
    [
        ("Permis B exigé.", ["Permis B"]),
        ("CACES 1, 3 et 5 obligatoires.", ["CACES 1", "CACES R489 catégorie 3", "CACES R489 catégorie 5"]),
        ("Vous possédez les CACES 1 ou 3 et le permis B.", ["CACES 1 ou CACES 3", "permis B"]),
        ("Permis CE, FIMO ou FCO à jour.", ["Permis CE", "FIMO ou FCO à jour"]),
        ("Habilitations électriques B2V, BR, BC exigées.", ["Habilitations électriques B2V"]),
        ("Diplôme d'État d'aide-soignant (DEAS) obligatoire.", ["Diplôme d'État d'aide-soignant"]),
        ("Le CACES 5 est un plus.", []),
        ("Permis B souhaité.", []),
        ("Permis B exigé, anglais souhaité (A1).", ["Permis B"]),
        ("Le permis de conduire n'est pas nécessaire.", []),
        ("Vous préparez les stagiaires au CACES.", []),
        ("You hold a teaching qualification (CAP AEPE, PGCE...).", []),
    ],
)
def test_a_must_is_a_title_that_the_text_makes_a_condition(texte, obligatoires):
    assert _noms(lire_demande(texte).obligatoires) == obligatoires


def test_one_of_several_degrees_asks_for_none_of_their_fields():
    assert _noms(lire_demande("Titulaire d'un CAP ou d'un Bac Pro en soudage ou chaudronnerie. Vous maîtrisez Excel.").requises) == ["Excel"]


def test_inclusive_writing_is_read_and_names_stay_as_written():
    demande = lire_demande("Vous êtes titulaire du diplôme d'infirmier·ère. Vous assurez la prise en charge globale des patient·es.")
    assert _noms(demande.obligatoires) == ["diplôme d'infirmier"]
    assert all(nom == nom.strip() for nom in _noms(demande.requises))


def test_a_field_that_is_filled_is_not_read_in_the_text():
    texte = "Vous avez 5 ans d'expérience, un Bac+5, l'anglais courant, le permis B exigé et Python. Docker est un plus."
    lue = projeter_offre(OffreSource("Développeur", texte))
    assert (lue.experience_min, lue.niveau_etudes_min, [(x.langue, x.niveau_min.value) for x in lue.langues]) == (5, 7, [("en", "C1")])
    assert (_noms(lue.competences_requises), _noms(lue.competences_souhaitees), _noms(lue.obligatoires)) == (["Python"], ["Docker"], ["permis B"])
    champs = {"competences_requises": ("Java",), "competences_souhaitees": ("Kafka",), "obligatoires": ("Permis C",), "langues": (("es", NiveauLangue.B1),)}
    remplie = projeter_offre(OffreSource("Développeur", texte, experience_min=0, niveau_etudes_min=0, **champs))
    assert (remplie.experience_min, remplie.niveau_etudes_min, [x.langue for x in remplie.langues]) == (0, 0, ["es"])
    assert (_noms(remplie.competences_requises), _noms(remplie.competences_souhaitees), _noms(remplie.obligatoires)) == (["Java"], ["Kafka"], ["Permis C"])
