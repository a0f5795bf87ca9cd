from datetime import date

import pytest

from app.ai.matching.identite import effacer, retirer
from app.ai.matching.personnel import est_un_conge, spans_proteges
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.enums import SourceFait
from app.schemas.profil import CompetenceLue, ExperienceLue, FormationLue, LangueLue, MobiliteLue, PageTexte, Preuve, ProfilExtrait, TexteVisible
from tests.ai.matching.fabrique import RECU_LE, lire, noms_cvs, verite


def citations(noeud):
    if isinstance(noeud, dict):
        if "citation" in noeud and "debut" in noeud:
            yield noeud
        for x in noeud.values():
            yield from citations(x)
    elif isinstance(noeud, (list, tuple)):
        for x in noeud:
            yield from citations(x)


@pytest.mark.parametrize("nom", noms_cvs())
def test_every_quotation_stands_in_the_visible_text(nom):
    lecture = lire(verite(nom))
    cv = projeter_cv(*lecture.args())
    trouvees = list(citations(cv.model_dump()))
    assert len(trouvees) > 20
    for c in trouvees:
        assert lecture.texte.texte[c["debut"] : c["fin"]] == c["citation"]
        assert c["citation"].strip()
        assert c["page"] == 1


def test_identity_is_blanked_and_offsets_hold():
    v = verite("d01_rendercv_classic_fr")
    lecture = lire(v | {"interests": ["Trail"]}, entete=("Née le 3 mai 1988 à Roanne", "35 ans, mariée, 2 enfants"), pied=(v["name"].upper(),))
    texte = projeter_cv(*lecture.args()).texte
    assert len(texte) == len(lecture.texte.texte)
    for interdit in (
        v["name"],
        v["name"].upper(),
        v["email"],
        v["phone"],
        v["location"],
        "1988",
        "Roanne",
        "35 ans",
        "mariée",
        "enfants",
        "Trail",
        "Jean Monnet",
    ):
        assert interdit not in texte
    assert texte.index("FastAPI") == lecture.texte.texte.index("FastAPI")


def test_titles_and_descriptions_are_neutral_and_hold_no_company():
    cv = projeter_cv(*lire(verite("d01_rendercv_classic_fr")).args())
    assert cv.titre == "Développeur full-stack senior"
    assert [e.titre for e in cv.experiences] == ["Développeur full-stack senior", "Développeur back-end", "Développeur web (alternance)"]
    assert cv.experiences[0].citation.citation == "Développeuse full-stack senior"
    v = verite("d01_rendercv_classic_fr")
    v["experiences"][0]["description"].append("Référente technique chez Mirabelle Santé.")
    assert "Mirabelle" not in projeter_cv(*lire(v).args()).experiences[0].description


def test_months_run_from_the_first_to_the_one_after_the_last():
    cv = projeter_cv(*lire(verite("d01_rendercv_classic_fr")).args())
    assert (cv.experiences[1].debut_mois, cv.experiences[1].fin_mois) == (12 * 2018 + 8, 12 * 2020 + 12)
    assert cv.experiences[0].fin_mois == 12 * 2026 + 11
    assert cv.experiences[1].citation_dates.citation == "2018-09 – 2020-12"


def test_skills_are_linked_proved_and_told_used_from_listed():
    cv = projeter_cv(*lire(verite("d01_rendercv_classic_fr")).args())
    par_nom = {c.nom: c for c in cv.competences}
    assert par_nom["FastAPI"].concept_id
    assert par_nom["FastAPI"].pratiquee
    assert not par_nom["TypeScript"].pratiquee
    assert [c.citation for c in par_nom["Python"].citations] == ["Python", "Python"]
    assert "intégration continue" in {c.nom.lower() for c in cv.competences}  # named by a post, in no list


def test_labels_of_lists_and_names_of_companies_are_no_skills():
    v = verite("d01_rendercv_classic_fr")
    v["skills"].append({"category": "Kubernetes", "items": ["Zorglub"]})
    v["skills"][2]["items"].remove("Kubernetes")
    v["experiences"][1]["company"] = "Terraform"
    cv = projeter_cv(*lire(v).args())
    assert not {"kubernetes", "terraform"} & {c.nom.lower() for c in cv.competences}


def petit(texte, **profil):
    visible = TexteVisible(
        texte=texte, pages=[PageTexte(numero=1, largeur=1, hauteur=1, debut=0, fin=10), PageTexte(numero=2, largeur=1, hauteur=1, debut=10, fin=99)]
    )
    return ProfilExtrait(**profil), visible


def test_a_skill_set_by_hand_that_the_cv_does_not_name_has_no_proof():
    profil, texte = petit("Un CV sans rien.", competences=[CompetenceLue(nom="Zorglub", brut="Zorglub")])
    preuves = {"competences.0": Preuve(citation="Zorglub", page=1, debut=0, fin=7, source=SourceFait.correction)}
    assert projeter_cv(profil, preuves, texte, RECU_LE).competences[0].citations == ()


def test_a_quotation_knows_its_page():
    profil, texte = petit("Un CV sans\nrien que Zorglub.", competences=[CompetenceLue(nom="Zorglub", brut="Zorglub")])
    (citation,) = projeter_cv(profil, {}, texte, RECU_LE).competences[0].citations
    assert (citation.citation, citation.page, citation.debut) == ("Zorglub", 2, 20)


def test_a_protected_word_is_no_skill():
    profil, texte = petit("Célibataire, Python", competences=[CompetenceLue(nom="Célibataire", brut="Célibataire"), CompetenceLue(nom="Python", brut="Python")])
    assert [c.nom for c in projeter_cv(profil, {}, texte, RECU_LE).competences] == ["Python"]


def test_declared_mobility_enters_residence_does_not():
    profil, texte = petit("Mobilité : Lyon. Habite à Nantes", mobilite=MobiliteLue(lieux=["Lyon"], teletravail=True))
    preuves = {"mobilite.lieux.0": Preuve(citation="Lyon", page=1, debut=11, fin=15)}
    cv = projeter_cv(profil, preuves, texte, RECU_LE)
    assert (cv.mobilite_lieux, cv.mobilite_teletravail, cv.citation_mobilite.citation) == (("Lyon",), True, "Lyon")
    assert "Nantes" not in cv.texte


def test_a_language_quotes_its_level_when_it_stands_beside():
    profil, texte = petit("Anglais : C1", langues=[LangueLue(langue="en", niveau="C1")])
    preuves = {"langues.0.langue": Preuve(citation="Anglais", page=1, debut=0, fin=7), "langues.0.niveau": Preuve(citation="C1", page=1, debut=10, fin=12)}
    assert projeter_cv(profil, preuves, texte, RECU_LE).langues[0].citation.citation == "Anglais : C1"


@pytest.mark.parametrize(
    ("langues", "attendues"),
    [
        ([LangueLue(langue="en", niveau="B2")], [("en", "B2", None), ("fr", "C1", "Accueil des clients et tenue de la caisse dans un magasin")]),
        ([LangueLue(langue="fr")], [("fr", "C1", "Accueil des clients et tenue de la caisse dans un magasin")]),
        ([LangueLue(langue="fr", niveau="B1")], [("fr", "B1", None)]),
    ],
)
def test_the_language_a_cv_is_written_in_is_known_and_quoted(langues, attendues):
    profil, texte = petit("Vendeur\nAccueil des clients et tenue de la caisse dans un magasin\nLyon", langues=langues)
    lues = projeter_cv(profil, {}, texte, RECU_LE).langues
    assert [(x.langue, x.niveau.value, x.citation.citation if x.citation else None) for x in lues] == attendues


def test_a_cv_too_short_to_tell_its_language_states_none():
    profil, texte = petit("Cariste\nCACES 3")
    assert projeter_cv(profil, {}, texte, RECU_LE).langues == ()


def test_present_means_the_day_of_receipt():
    profil, texte = petit("Comptable", experiences=[ExperienceLue(poste="Comptable", debut="2024-01", en_cours=True)])
    assert projeter_cv(profil, {}, texte, date(2024, 6, 30)).experiences[0].fin_mois == 12 * 2024 + 6


@pytest.mark.parametrize(
    "texte",
    [
        "Fort de 10 ans d'expérience", "depuis 12 ans", "pendant 15 ans", "Accueil de 15 enfants de 3 mois à 3 ans", "Garde d'enfants", "Accompagnement de personnes en situation de handicap",
        "single sign-on et single page applications", "il ne le fait jamais sans tests", "Gestion des congés payés", "Aide à domicile", "Permis B", "Anglais courant, espagnol scolaire",
        "Vente en magasin homme et femme", "Projet lancé en 2015", "Normes ISO 9001", "Chef de rang chez un traiteur", "Économie sociale et familiale",
    ],
)  # fmt: skip
def test_what_speaks_of_work_stays(texte):
    assert retirer(texte, spans_proteges(texte)) == texte


@pytest.mark.parametrize(
    ("texte", "reste"),
    [
        ("Python, 35 ans, SQL", "Python, SQL"), ("Mariée, 2 enfants | Permis B", "Permis B"), ("Née le 1er mars 1990 à Roanne, Python", "Python"), ("Âgé de 52 ans, je code.", "je code."),
        ("Écrire à moi.meme@example.org ou www.exemple.org/cv", "Écrire à ou"), ("Développeuse basée à Lyon.", "Développeuse."), ("Tél. 06 12 34 56 78", "Tél."),
        ("Data analyst based in New York, SQL", "Data analyst, SQL"), ("Reprise après un congé maternité.", "Reprise après un."), ("Membre de la CFDT", ""),
    ],
)  # fmt: skip
def test_what_speaks_of_the_person_goes(texte, reste):
    assert retirer(texte, spans_proteges(texte)) == reste


def test_blanking_keeps_lines_and_length():
    assert effacer("ab\ncd", [(1, 4)]) == "a \n d"


@pytest.mark.parametrize(
    ("poste", "conge"), [("Congé parental", True), ("Career break", True), ("Responsable paie et congés", False), ("Gestionnaire des absences", False)]
)
def test_a_leave_is_told_from_a_post(poste, conge):
    assert est_un_conge(poste) is conge


def test_an_offer_without_skills_takes_those_of_its_description():
    offre = projeter_offre(OffreSource("Développeur", "Vous maîtrisez Python et PostgreSQL ; Docker est un plus. Python encore."))
    assert [c.nom for c in offre.competences_requises] == ["Python", "PostgreSQL"]
    assert [c.nom for c in offre.competences_souhaitees] == ["Docker"]


@pytest.mark.parametrize(
    ("texte", "permis"),
    [
        ("Required: driving licence category CE, ADR.", "permis-ce"),
        ("Clean driving licence needed.", "permis-b"),
        ("A driving licence category C is required.", "permis-c"),
    ],
)
def test_an_offer_asks_for_the_licence_it_names_and_not_for_a_car_s(texte, permis):
    assert [c.concept_id for c in projeter_offre(OffreSource("Driver", texte)).obligatoires if "permis" in (c.concept_id or "")] == [permis]


def test_an_offer_keeps_names_that_the_lexicon_does_not_know_and_asks_once():
    offre = projeter_offre(OffreSource("Développeuse (F/H)", competences_requises=("Zorglub", "Python", " python "), competences_souhaitees=("Python", "SQL")))
    assert [(c.nom, bool(c.concept_id)) for c in offre.competences_requises] == [("Zorglub", False), ("Python", True)]
    assert [c.nom for c in offre.competences_souhaitees] == ["SQL"]
    assert offre.titre == "Développeur"


@pytest.mark.parametrize(
    ("texte", "reste"),
    [
        ("À 52 ans, chef de cuisine", "chef de cuisine"), ("Jeune femme de 24 ans, SQL", "SQL"), ("Élue au CSE (liste FO), Python", "Python"), ("Originaire du Portugal | Python", "Python"),
        ("Naturalisée française en 2012, Python", "Python"), ("Double nationalité franco-turque, Python", "Python"), ("Python – Malentendante", "Python"), ("Travailleuse handicapée (RQTH), Python", "Python"),
        ("Bénéficiaire de l'obligation d'emploi, Python", "Python"), ("Militante à Solidaires, Python", "Python"), ("Témoin de Jéhovah, Python", "Python"), ("Pronoms : elle, Python", "Python"),
        ("Conseillère prud'homale (CFDT), Python", "Python"), ("Married with 2 kids, Python", "Python"), ("DOB: 3 May 1999 | Python", "Python"), ("UNISON shop steward, Python", "Python"),
        ("Indefinite leave to remain, Python", "Python"), ("14.02.1971 (55 ans), Python", "Python"), ("Dyslexique, Python", "Python"), ("52 years old, Python", "Python"),
    ],
)  # fmt: skip
def test_more_of_what_speaks_of_the_person_goes(texte, reste):
    assert retirer(texte, spans_proteges(texte)) == reste


@pytest.mark.parametrize(
    "texte",
    [
        "Animation des réunions avec les représentants du personnel", "Relations avec le CSE", "Accueil d'enfants de 3 à 18 ans", "Produits d'origine contrôlée", "Adhérents : 400 familles suivies",
        "Formation à l'adhésion des équipes", "Prévention du handicap au travail", "Diagnostic de la surdité", "Contrat signé à 18 mois", "Cartes de membre", "Passeport de prévention",
    ],
)  # fmt: skip
def test_more_of_what_speaks_of_work_stays(texte):
    assert retirer(texte, spans_proteges(texte)) == texte


@pytest.mark.parametrize(
    "poste",
    ["Aidante familiale", "Sans emploi", "Demandeuse d'emploi", "Mère au foyer", "Année sabbatique", "Career break", "Carer for a family member", "Sick leave", "Élever mes enfants", "Congé paternité"],
)  # fmt: skip
def test_a_time_without_a_job_is_no_post(poste):
    assert est_un_conge(poste)


@pytest.mark.parametrize(
    "poste", ["Aide familiale", "Conseillère en recherche d'emploi", "Conseiller emploi", "Éducatrice", "Assistante maternelle", "Chargée de clientèle"]
)
def test_a_post_that_sounds_like_one_stays(poste):
    assert not est_un_conge(poste)


def test_a_skill_is_found_wherever_the_page_breaks_its_line():
    ligne = "Conductrice prudente, titulaire du permis CE."
    for coupee in (ligne, ligne.replace("permis CE", "permis\nCE"), ligne.replace("titulaire ", "titulaire\n")):
        profil, texte = petit(coupee, resume=ligne)
        preuves = {"resume": Preuve(citation=coupee, page=1, debut=0, fin=len(coupee))}
        (competence,) = [c for c in projeter_cv(profil, preuves, texte, RECU_LE).competences if c.libelle_fr == "permis CE"]
        assert competence.citations[0].citation == ("permis\nCE" if "permis\nCE" in coupee else "permis CE")


def test_nothing_under_personal_details_is_a_skill_but_what_else_the_reader_proved_there():
    profil, texte = petit("Comptable\nInformations personnelles\nGère une association Python\nPermis B\n\nSQL", permis=["B"])
    debut = texte.texte.index("Permis B")
    cv = projeter_cv(profil, {"permis.0": Preuve(citation="Permis B", page=1, debut=debut, fin=debut + 8)}, texte, RECU_LE)
    assert "Python" not in cv.texte
    assert "Permis B" in cv.texte
    assert "SQL" in {c.nom for c in cv.competences}


def test_what_is_left_of_a_line_begins_it():
    textes = []
    for debut in ("Créative et rigoureuse, Python.", "À 52 ans, créative et rigoureuse, Python."):
        profil, texte = petit(f"PROFIL\n{debut}", resume=debut)
        preuves = {"resume": Preuve(citation=debut, page=1, debut=7, fin=7 + len(debut))}
        cv = projeter_cv(profil, preuves, texte, RECU_LE)
        textes.append((cv.resume, [c.concept_id for c in cv.competences]))
    assert textes[0] == textes[1]


def test_a_degree_is_quoted_with_its_field_and_its_closing_bracket():
    ligne = "2026 : Diplôme d'État d'infirmier (Nursing), IFSI"
    profil, texte = petit(ligne, formations=[FormationLue(diplome="Diplôme d'État d'infirmier", domaine="Nursing", niveau=6)])
    preuves = {
        f"formations.0.{champ}": Preuve(citation=dit, page=1, debut=ligne.index(dit), fin=ligne.index(dit) + len(dit))
        for champ, dit in (("diplome", "Diplôme d'État d'infirmier"), ("domaine", "Nursing"))
    }
    (formation,) = projeter_cv(profil, preuves, texte, RECU_LE).formations
    assert formation.citation.citation == "Diplôme d'État d'infirmier (Nursing)"
    del preuves["formations.0.domaine"]
    (formation,) = projeter_cv(profil, preuves, texte, RECU_LE).formations
    assert formation.citation.citation == "Diplôme d'État d'infirmier"
