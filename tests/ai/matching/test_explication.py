import random
import re
import time

import pytest

from app.ai.matching.explication import depassements, expliquer, forces_et_manques, verifier_texte
from app.ai.matching.mots import SANS_PRATIQUE
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.score import calculer_score
from app.core.enums import Critere, Lecteur, NiveauLangue, SourceExplication, StatutCritere, Teletravail
from app.schemas.documents import Citation, CVDocument, FormationDocument, OffreDocument
from app.schemas.score import CritereRead, ScoreCalcule
from tests.ai.matching import vecteurs
from tests.ai.matching.fabrique import lire, noms_cvs, verite

TITRES = (
    "Développeur / Développeuse full-stack (F/H)", "Contrôleur de gestion", "Data Scientist", "Cheffe de projet digital", "Grutier / Grutière à tour", "Infirmier de bloc", "Assistante de direction",
)  # fmt: skip
NOMS = (
    "Python", "SQL", "Excel", "Power BI", "Kubernetes", "CACES R487", "Zorglub", "Analyse des écarts", "Élagage", "SEO", "Google Ads", "Figma", "Terraform", "Jira", "C++", "Normes IFRS", "R",
)  # fmt: skip


@pytest.fixture(scope="module")
def paires():
    """A hundred scores over all the CVs, of offers drawn at random from a fixed seed."""
    hasard = random.Random(4)
    cvs = [projeter_cv(*lire(verite(nom)).args()) for nom in noms_cvs()]
    prets = [(cv, vecteurs.de_cv(cv)) for cv in cvs]
    tires = []
    for i in range(100):
        offre = OffreSource(
            titre=hasard.choice(TITRES),
            description="Vous rejoignez notre équipe pour mener des projets variés.",
            competences_requises=tuple(hasard.sample(NOMS, hasard.randint(1, 7))),
            competences_souhaitees=tuple(hasard.sample(NOMS, hasard.randint(0, 3))),
            obligatoires=tuple(hasard.sample(NOMS, hasard.choice((0, 0, 1, 2)))),
            experience_min=hasard.choice((None, 0.5, 3, 15)),
            niveau_etudes_min=hasard.choice((None, 3, 5, 7, 8)),
            langues=tuple((x, hasard.choice(list(NiveauLangue))) for x in hasard.sample(("fr", "en", "de", "sv"), hasard.randint(0, 3))),
            teletravail=hasard.choice(list(Teletravail)),
        )
        doc = projeter_offre(offre)
        cv, vcv = prets[i % len(prets)]
        tires.append((offre.titre, calculer_score(cv, vcv, doc, vecteurs.d_offre(doc), "m"), cv, doc))
    return tires


@pytest.fixture(scope="module")
def scores(paires):
    return [(titre, score) for titre, score, _, _ in paires]


@pytest.mark.parametrize("lecteur", Lecteur)
@pytest.mark.parametrize("langue", ["fr", "en"])
def test_every_sentence_of_a_hundred_explanations_a_language_and_a_reader_is_borne_out(paires, langue, lecteur):
    for titre, score, cv, offre in paires:
        explication = expliquer(score, titre, langue, depassements(score, cv, offre), lecteur)
        assert verifier_texte(explication.texte, score) == (explication.texte, 0.0)
        assert len(explication.texte) > 120
        assert (explication.source, explication.langue, explication.lecteur) == (SourceExplication.regles, langue, lecteur)


@pytest.mark.parametrize("lecteur", Lecteur)
def test_they_are_not_all_alike(scores, lecteur):
    assert len({expliquer(score, titre, "fr", lecteur=lecteur).texte for titre, score in scores}) > 75


def test_each_reader_is_spoken_to(scores):
    for _, score in scores:
        au_candidat, au_recruteur = (expliquer(score, "", "fr", lecteur=x).texte for x in (Lecteur.candidat, Lecteur.recruteur))
        assert au_candidat.startswith("Votre CV ") and "profil" not in au_candidat
        assert not re.search(r"entretien|demandez|justificatif|la personne|le candidat", au_candidat, re.IGNORECASE)
        assert not re.search(r"\b(?:votre|vos)\b", au_recruteur, re.IGNORECASE)
        assert "postuler" in au_candidat if score.score < 25 else "postuler" not in au_candidat


@pytest.mark.parametrize("lecteur", Lecteur)
def test_the_french_is_elided_and_well_spaced(scores, lecteur):
    for titre, score in scores:
        texte = expliquer(score, titre, "fr", lecteur=lecteur).texte
        assert not re.search(r"\b(?:de|que|ne|se|je|la) (?=[aeiouyéèêàâœ])", texte.replace(titre, ""), re.IGNORECASE)
        assert not re.search(r"  |\s[.,]|,\.|\.\.| : \.|«\S|\S»", texte)
        assert all(p[0].isupper() and p.endswith(".") for p in texte.split("\n\n"))


def test_no_list_of_numbers(scores):
    for titre, score in scores:
        texte = expliquer(score, titre, "fr").texte
        for nom in sorted({titre, *(x for c in score.criteres for x in (*c.satisfaits, *c.manquants))}, key=len, reverse=True):
            texte = texte.replace(nom, "")
        assert not re.search(r"\d", texte)


def test_it_takes_no_time(scores):
    debut = time.process_time()
    for titre, score in scores:
        expliquer(score, titre, "fr")
    assert (time.process_time() - debut) / len(scores) < 0.005


def critere(nom, score, poids, statut, satisfaits=(), manquants=(), conseil=None):
    return CritereRead(
        critere=nom, libelle=nom.value, poids=poids, score=score, contribution=round(poids * score, 2), statut=statut, satisfaits=list(satisfaits),
        manquants=list(manquants), conseil=conseil,
    )  # fmt: skip


@pytest.fixture
def fiche():
    S, C = StatutCritere, Critere
    return ScoreCalcule(
        score=71.5, similarite=0.5, recommandation="Bonne correspondance : un entretien est conseillé", version="1", empreinte="0" * 64,
        criteres=[
            critere(C.competences_requises, 0.6667, 45, S.partiel, ["Python", "SQL"], ["Docker"], "À montrer, si la pratique existe : Docker."),
            critere(C.experience, 1.0, 20, S.satisfait, ["4 ans d'expérience dans un poste proche"]),
            critere(C.titre, 1.0, 10, S.satisfait, ["Développeur Python"]),
            critere(C.semantique, 0.2, 15, S.partiel),
            critere(C.formation, 0.5, 5, S.partiel, (), ["Bac +5"]),
            critere(C.langues, 0.0, 5, S.manquant, (), ["anglais B2"]),
        ],
    )  # fmt: skip


def test_one_explanation_word_for_word(fiche):
    assert expliquer(fiche, "Développeuse  Python", "fr").texte == (
        "Le profil répond bien à l'offre « Développeuse Python » : un entretien se justifie. Plusieurs des compétences requises sont établies par le CV : Python et SQL. "
        "Le métier a déjà été exercé, et la durée d'expérience demandée est atteinte.\n\n"
        "En revanche, reste à établir : Docker. Le niveau d'études demandé (Bac +5) n'est pas atteint. Le CV n'établit pas le niveau de langue attendu (anglais B2).\n\n"
        "En entretien, demandez un exemple concret de travail sur ce point : Docker. Voyez ce qui pourrait s'apprendre en poste. Vérifiez à l'oral le niveau de langue.\n\n"
        "Le score gagnerait surtout à ce que le CV décrive un poste, un projet ou une formation où cette compétence requise a servi."
    )
    assert expliquer(fiche, "Python Developer", "en").texte.startswith(
        'The profile is a good match for the offer "Python Developer": an interview is worthwhile.'
    )
    assert "(English B2)" in expliquer(fiche, "Python Developer", "en").texte
    assert expliquer(fiche, "x", "de").langue == "fr"


def test_one_explanation_to_the_person_who_applies_word_for_word(fiche):
    assert expliquer(fiche, "Développeuse  Python", "fr", lecteur=Lecteur.candidat).texte == (
        "Votre CV répond bien à l'offre « Développeuse Python ». Il établit plusieurs des compétences requises : Python et SQL. "
        "Vous avez déjà exercé ce métier, et la durée d'expérience demandée est atteinte.\n\n"
        "Votre CV ne montre pas encore : Docker. Le niveau d'études demandé (Bac +5) n'est pas établi. Le niveau de langue attendu (anglais B2) n'est pas établi.\n\n"
        "Voici ce qui ferait monter le score. Si vous pratiquez cette compétence, décrivez le poste, le projet ou la formation où elle vous a servi. "
        "Décrivez vos missions avec les mots du métier, au plus près de ce que vous avez fait. N'ajoutez que ce qui est vrai : un recruteur le vérifie."
    )
    assert expliquer(fiche, "Python Developer", "en", lecteur=Lecteur.candidat).texte == (
        'Your CV is a good match for the offer "Python Developer". It establishes several of the required skills: Python and SQL. '
        "You have practised this trade before, and the length of experience asked for is reached.\n\n"
        "Your CV does not show yet: Docker. The level of education asked for (Bac +5) is not established. "
        "The expected language level (English B2) is not established.\n\n"
        "Here is what would raise the score. If you practise this skill, describe the post, the project or the course where it was used. "
        "Describe your work in the words of the trade, as near as possible to what you did. Add only what is true: a recruiter checks it."
    )


CITES = [
    (
        Lecteur.recruteur,
        "fr",
        "En revanche, reste à établir : Docker. Cités dans le CV, mais dans un autre métier ou sans mission qui les illustre : Java et Git.",
    ),
    (Lecteur.recruteur, "en", "still to be shown: Docker. Named in the CV, but in another trade or without work that shows them: Java and Git."),
    (Lecteur.candidat, "fr", "Votre CV ne montre pas encore : Docker. Il cite, mais dans un autre métier ou sans mission qui les illustre : Java et Git."),
    (Lecteur.candidat, "en", "Your CV does not show yet: Docker. It names, but in another trade or without work that shows them: Java and Git."),
]


@pytest.mark.parametrize(("lecteur", "langue", "attendu"), CITES)
def test_what_the_cv_names_is_not_said_to_be_absent(fiche, lecteur, langue, attendu):
    requises = critere(Critere.competences_requises, 0.6, 45, StatutCritere.partiel, ["Python"], ["Java", "Docker", "Git"])
    avertissements = ["Pratiqué dans un autre métier que celui de l'offre : Java.", f"{SANS_PRATIQUE}Git et JavaScript."]
    score = fiche.model_copy(update={"criteres": [requises, *fiche.criteres[1:]], "avertissements": avertissements})
    assert attendu in expliquer(score, "x", langue, lecteur=lecteur).texte
    for phrase in ("Le CV ne montre pas Git.", "Reste à établir : Java.", "The CV does not show Git."):
        assert verifier_texte(phrase, score) == ("", 1.0)
    assert verifier_texte("Le CV ne montre pas Docker.", score)[1] == 0


def test_a_length_reached_through_skills_and_another_title_do_not_contradict_each_other(fiche):
    criteres = [c if c.critere is not Critere.titre else critere(Critere.titre, 0.0, 10, StatutCritere.manquant, (), ["x"]) for c in fiche.criteres]
    texte = expliquer(fiche.model_copy(update={"criteres": criteres}), "x", "fr").texte
    assert "La durée d'expérience demandée est atteinte dans des postes proches." in texte
    assert "Aucun intitulé de poste ne se rapproche de celui de l'offre." in texte


def test_gaps_are_named_once_and_wishes_beside_them(fiche):
    requises = critere(Critere.competences_requises, 0.3333, 45, StatutCritere.partiel, ["Python"], ["Docker", "Git"])
    souhaitees = critere(Critere.competences_souhaitees, 0.0, 5, StatutCritere.manquant, (), ["Celery"])
    score = fiche.model_copy(update={"criteres": [requises, souhaitees]})
    assert expliquer(score, "Dev", "fr").texte.split("\n\n") == [
        "Le profil répond bien à l'offre « Dev » : un entretien se justifie. Une des compétences requises est établie par le CV : Python.",
        "En revanche, restent à établir : Docker et Git.",
        "En entretien, demandez un exemple concret de travail pour chacune des compétences à établir. "
        "L'entretien peut aussi porter sur la compétence souhaitée : Celery. Voyez ce qui pourrait s'apprendre en poste.",
        "Le score gagnerait surtout à ce que le CV décrive un poste, un projet ou une formation où ont servi les compétences qui restent à établir.",
    ]
    assert expliquer(score, "Dev", "en").texte.split("\n\n")[2] == (
        "In the interview, ask for a concrete example of work on each of the skills still to be shown. "
        "The interview may also turn to what would be a plus: Celery. See what could be learnt on the job."
    )


def au_dela(fiche, ans, experience_min, niveaux, niveau_min, statut=StatutCritere.satisfait):
    """A record of so many years and such degrees, and what it shows beyond the offer."""
    score = fiche.model_copy(
        update={
            "criteres": [
                critere(Critere.experience, 1.0, 60, statut, [f"{ans} d'expérience dans un poste proche"]),
                critere(Critere.formation, 1.0, 40, StatutCritere.satisfait, ["Bac +2"]),
            ]
        }
    )
    cv = CVDocument(formations=tuple(FormationDocument(niveau=n, citation=Citation(citation="Diplôme", page=1, debut=0, fin=7)) for n in niveaux))
    return score, depassements(score, cv, OffreDocument(titre="Dev", experience_min=experience_min, niveau_etudes_min=niveau_min))


@pytest.mark.parametrize(
    ("ans", "experience_min", "niveaux", "niveau_min", "attendu"),
    [
        ("9 ans", 3, (5,), 5, {Critere.experience}),
        ("8,9 ans", 3, (5,), 5, set()),
        ("6 ans", 1, (6,), 5, {Critere.experience}),
        ("5,9 ans", 1, (5,), 5, set()),
        ("11 mois", 0.1, (3, 7), 5, {Critere.formation}),
        ("20 ans", None, (8,), None, set()),
        ("20 ans", 2, (8,), 6, {Critere.experience, Critere.formation}),
    ],
)
def test_beyond_the_offer_is_counted_from_the_record(fiche, ans, experience_min, niveaux, niveau_min, attendu):
    assert au_dela(fiche, ans, experience_min, niveaux, niveau_min)[1] == attendu


def test_a_degree_without_proof_or_an_unmet_length_is_not_beyond(fiche):
    assert au_dela(fiche, "9 ans", 3, (), 5, StatutCritere.partiel)[1] == set()
    score, _ = au_dela(fiche, "1 an", 1, (), 5)
    assert depassements(score, CVDocument(formations=(FormationDocument(niveau=8),)), OffreDocument(titre="Dev", niveau_etudes_min=5)) == set()


def test_beyond_the_offer_what_the_person_seeks_is_asked(fiche):
    def texte(langue, *cas):
        score, depasses = au_dela(fiche, *cas)
        dit = expliquer(score, "Dev", langue, depasses).texte
        assert verifier_texte(dit, score) == (dit, 0.0)
        return dit

    debut = "Le profil répond bien à l'offre « Dev » : un entretien se justifie. La durée d'expérience demandée est"
    recit = "En entretien, demandez le récit d'une mission récente et ce qu'elle a de commun avec le poste, pour mesurer le niveau réel."
    question = "Demandez enfin, sans le supposer, ce que la personne recherche dans un poste qui demande"
    assert texte("fr", "9 ans", 3, (5,), 5) == (
        f"{debut} largement dépassée dans des postes proches. La formation est au niveau demandé.\n\n{recit} {question} moins d'expérience."
    )
    assert texte("fr", "4 ans", 3, (7,), 5) == (
        f"{debut} atteinte dans des postes proches. La formation va au-delà du niveau demandé.\n\n{recit} {question} un niveau d'études moins élevé."
    )
    assert texte("fr", "9 ans", 3, (7,), 5).endswith(f"{question} moins d'expérience et un niveau d'études moins élevé.")
    assert "sans le supposer" not in texte("fr", "4 ans", 3, (5,), 5)
    assert texte("en", "9 ans", 3, (7,), 5) == (
        'The profile is a good match for the offer "Dev": an interview is worthwhile. The length of experience asked for is far exceeded in close posts. '
        "Education goes beyond the level asked for.\n\n"
        "In the interview, ask for an account of recent work and of what it shares with the position, to gauge the real level. "
        "Last, ask rather than assume what the person is looking for in a position that calls for less experience and a lower level of education."
    )


def test_a_far_profile_is_not_asked_what_it_seeks(fiche):
    score, depasses = au_dela(fiche, "9 ans", 3, (7,), 5)
    assert "recherche" not in expliquer(score.model_copy(update={"score": 20.0}), "Dev", "fr", depasses).texte


def test_a_title_that_names_a_missing_skill_is_no_claim(fiche):
    phrase = 'The profile meets the offer "Docker Engineer": it calls for a look.'
    assert verifier_texte(phrase.replace(" Engineer", ""), fiche) == (phrase.replace(" Engineer", ""), 0.0)
    assert verifier_texte("The CV establishes Docker.", fiche) == ("", 1.0)


def test_strengths_and_gaps_in_words(fiche):
    assert forces_et_manques(fiche) == (
        ["Compétences requises : Python et SQL", "Durée d'expérience atteinte", "Même métier"],
        ["Compétences requises à établir : Docker", "Missions peu proches de celles de l'offre", "Langues à établir : anglais B2"],
    )
    assert forces_et_manques(fiche, "en")[1][2] == "Languages to be shown: English B2"


def loin(obligatoires):
    return ScoreCalcule(
        score=3.0, similarite=0.1, recommandation="Correspondance faible : peu de points communs avec l'offre", version="1", empreinte="e",
        criteres=[critere(Critere.competences_requises, 0, 100, StatutCritere.manquant, manquants=[*obligatoires, "pansements"],
                          conseil=f"Indispensable pour ce poste et à vérifier d'abord : {' et '.join(obligatoires)}." if obligatoires else None)],
    )  # fmt: skip


def test_a_must_is_asked_for_by_its_certificate_and_a_far_profile_before_any_interview():
    texte = expliquer(loin(["DE infirmier", "permis B"]), "Infirmier", "fr").texte
    assert "Indispensables pour ce poste et absents du CV : DE infirmier et permis B. Reste à établir : pansements." in texte
    assert (
        "Demandez d'abord un justificatif : DE infirmier et permis B. Avant tout entretien, demandez si le parcours comprend une pratique que le CV ne dit pas : pansements."
        in texte
    )
    assert "exemple concret" not in texte
    anglais = expliquer(loin(["DE infirmier"]), "Nurse", "en").texte
    assert (
        "Ask first for the certificate itself: DE infirmier. Before any interview, ask whether the career holds practice that the CV does not tell: pansements."
        in anglais
    )
    assert "justificatif" not in expliquer(loin([]), "Infirmier", "fr").texte


def test_how_far_a_gap_goes_is_told():
    def manque(nom, score, statut):
        return forces_et_manques(loin([]).model_copy(update={"criteres": [critere(nom, score, 100, statut)]}))[1]

    assert manque(Critere.titre, 0.6, StatutCritere.partiel) == ["Métier voisin, pas le même"]
    assert manque(Critere.titre, 0.0, StatutCritere.manquant) == ["Métier différent"]
    assert manque(Critere.semantique, 0.1, StatutCritere.partiel) == ["Missions peu proches de celles de l'offre"]
    assert manque(Critere.experience, 0.5, StatutCritere.partiel) == ["Expérience plus courte que demandé"]


def test_lists_are_never_longer_than_three_and_have_words(scores):
    for _, score in scores:
        for liste in forces_et_manques(score):
            assert len(liste) <= 3
            assert all(len(x) > 5 and not x.endswith(": ") for x in liste)


@pytest.mark.parametrize(
    "phrase",
    [
        "Le CV atteste Python et SQL.", "Docker reste à établir.", "Il manque Docker.", "Le score atteint 71,5 sur 100.", "L'expérience de 4 ans dans un poste proche convient.",
        "Les quatre ans d'expérience conviennent.", "Le niveau Bac +5 n'est pas atteint.", "L'anglais B2 n'est pas établi.", "Le profil convient au métier de Développeuse Python.",
        "Le score gagnerait à montrer Docker.", "En entretien, interrogez sur Docker.", "The CV shows Python, but Docker is missing.", "English B2 is not established.",
    ],
)  # fmt: skip
def test_a_sentence_that_the_record_bears_out_stays(fiche, phrase):
    assert verifier_texte(phrase, fiche) == (phrase, 0.0)


@pytest.mark.parametrize(
    "phrase",
    [
        "Le CV atteste Kubernetes.", "La personne connaît aussi Zorglub++.", "Le score atteint 85 sur 100.", "L'expérience est de 12 ans.", "Les douze ans d'expérience conviennent.",
        "Le niveau C1 en anglais est acquis.", "Le master est acquis.", "Le Bac +8 est demandé.", "Docker est parfaitement maîtrisé.", "Python manque au profil.",
        "Claire convient parfaitement.", "Le profil de Madame Lefèvre convient.", "C'est une personne de 35 ans, née en 1990.", "Elle a travaillé chez Mirabelle.",
        "Le CV cite aussi le GraphQL.", "Une mère de famille disponible.",
    ],
)  # fmt: skip
def test_a_sentence_that_it_does_not_is_dropped(fiche, phrase):
    if phrase.startswith("Claire"):
        phrase = "Le profil de " + phrase
    vraie = "Le CV atteste Python et SQL."
    assert verifier_texte(f"{vraie} {phrase}", fiche) == (vraie, 0.5)


def test_the_share_dropped_is_of_sentences(fiche):
    texte, part = verifier_texte("Python est établi. Kubernetes est établi. SQL est établi.\n\nLe score est 12.", fiche)
    assert (texte, part) == ("Python est établi. SQL est établi.", 0.5)
    assert verifier_texte("", fiche) == ("", 0.0)
