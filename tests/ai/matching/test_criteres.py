"""Each row of the table of criteria (design: matching, section 2)."""

from typing import ClassVar

import pytest

from app.ai.matching.competences import CompetencesCV
from app.ai.matching.criteres import (
    Ignore,
    Paire,
    competences_requises,
    competences_souhaitees,
    experience,
    formation,
    langues,
    localisation,
    semantique,
    titre,
)
from app.ai.matching.lecture_offre import lire_demande
from app.ai.matching.similarite import Similarite
from app.ai.referentiels import lexique
from app.core.enums import NiveauLangue, StatutCritere, Teletravail
from app.schemas.documents import (
    Citation,
    CompetenceDocument,
    CVDocument,
    ExperienceDocument,
    FormationDocument,
    LangueDemandee,
    LangueDocument,
    OffreDocument,
    Passage,
)

S = StatutCritere


def cit(texte="preuve", debut=0):
    return Citation(citation=texte, page=1, debut=debut, fin=debut + len(texte))


def comp(nom, prouvee=True, pratiquee=True):
    concept = lexique().lier(nom)
    return CompetenceDocument(nom=nom, concept_id=concept.id if concept else None, citations=(cit(nom),) if prouvee else (), pratiquee=pratiquee)


def paire(cv=None, offre=None, similarite=None):
    cv = CVDocument(**(cv or {}))
    return Paire(cv, OffreDocument(**({"titre": "Développeur Python"} | (offre or {}))), similarite, CompetencesCV(cv))


def requises(*noms, **offre):
    return {"competences_requises": tuple(comp(n, False) for n in noms)} | offre


def cv(*noms, **autres):
    return {"competences": tuple(comp(n) for n in noms)} | autres


class TestCompetences:
    def test_the_share_met(self):
        r = competences_requises(paire(cv("Python", "SQL"), requises("Python", "SQL", "Docker", "Figma")))
        assert (r.score, r.statut, r.satisfaits, r.manquants) == (5000, S.partiel, ("Python", "SQL"), ("Docker", "Figma"))
        assert [c.citation for c in r.preuves] == ["Python", "SQL"]
        assert r.conseil == "À montrer, si la pratique existe : Docker et Figma."

    def test_an_alias_is_the_skill(self):
        assert competences_requises(paire(cv("JS"), requises("JavaScript"))).score == 10_000

    def test_the_other_language_is_the_skill(self):
        assert competences_requises(paire(cv("Machine learning"), requises("Apprentissage automatique"))).score == 10_000

    @pytest.mark.parametrize(
        ("montree", "demandee", "score"),
        [
            ("human resources", "HR reporting", 0), ("HR reporting", "human resources", 5000), ("comptabilité", "logiciels comptables", 0),
            ("recrutement", "Flatchr", 0), ("SIRH", "Flatchr", 5000), ("Git", "GitHub", 5000), ("Python", "FastAPI", 0), ("FastAPI", "Python", 5000),
            ("analyse de données", "A/B testing", 0), ("chariot frontal", "permis cariste", 0), ("CACES R489", "permis cariste", 10_000),
        ],
    )  # fmt: skip
    def test_a_whole_domain_or_an_activity_shows_none_of_its_tools(self, montree, demandee, score):
        r = competences_requises(paire(cv(montree), requises(demandee)))
        assert (r.score, [c.citation for c in r.preuves]) == (score, [montree] if score else [])

    def test_a_skill_that_is_asked_proves_itself_alone(self):
        seul = competences_requises(paire(cv("SIRH"), requises("Flatchr")))
        deux = competences_requises(paire(cv("SIRH"), requises("SIRH", "Flatchr")))
        assert (seul.score, deux.score, deux.satisfaits, deux.manquants) == (5000, 5000, ("SIRH",), ("Flatchr",))

    @pytest.mark.parametrize(("titre", "score"), [("Assistant ressources humaines", 5000), ("Boulanger", 0)])
    def test_a_relative_met_in_another_sector_shows_nothing(self, titre, score):
        job, offre = lexique().lier_metier(titre), lexique().lier_metier("Chargé de recrutement")
        postes = (poste(titre).model_copy(update={"metier_id": job.id}),)
        r = competences_requises(paire(cv("SIRH", experiences=postes), requises("Flatchr", titre="Chargé de recrutement", metier_id=offre.id)))
        assert (r.score, len(r.preuves)) == (score, 1 if score else 0)

    def test_each_licence_of_one_line_is_held_and_lacks_nowhere(self):
        tenu = {"certifications": (comp("Permis C and CE"),)}
        r = competences_requises(paire(tenu, requises("driving licence category CE", obligatoires=(comp("Permis CE", False),))))
        assert (r.score, r.satisfaits, r.manquants) == (10_000, ("Permis CE", "driving licence category CE"), ())

    def test_a_close_parent_or_child_counts_half(self):
        enfant = next(c for c in lexique().concepts.values() if c.parents and not lexique().est_un_domaine(c.parents[0]))
        parent = lexique().concept(enfant.parents[0])
        r = competences_requises(paire(cv(enfant.fr), requises(parent.fr)))
        assert (r.score, r.statut, r.manquants) == (5000, S.partiel, (parent.fr,))
        assert r.preuves[0].citation == enfant.fr
        assert "en est proche" in r.conseil

    def test_a_skill_that_the_cv_calls_a_beginner_s_counts_half(self):
        docker = comp("Docker", pratiquee=False).model_copy(update={"debutant": True})
        r = competences_requises(paire({"competences": (docker,)}, requises("Docker")))
        assert (r.score, r.manquants, r.conseil) == (5000, ("Docker",), "Maîtrise à préciser : Docker.")

    def test_a_skill_without_proof_is_not_there(self):
        r = competences_requises(paire({"competences": (comp("Python", prouvee=False),)}, requises("Python")))
        assert (r.score, r.statut, r.preuves) == (0, S.manquant, ())

    @pytest.mark.parametrize("texte", ["Pratique du ZORGLUB avancé", "pratique du zorglub, avancé", "Le Zörglub"])
    def test_an_unknown_skill_is_sought_word_for_word_and_quoted(self, texte):
        r = competences_requises(paire({"texte": texte, "debuts_pages": (0,)}, requises("Zorglub")))
        assert r.score == 10_000
        assert texte[r.preuves[0].debut : r.preuves[0].fin] == r.preuves[0].citation

    @pytest.mark.parametrize("texte", ["zorglubique", "prezorglub", "zorglub+"])
    def test_an_unknown_skill_is_not_found_inside_another_word(self, texte):
        assert competences_requises(paire({"texte": texte}, requises("Zorglub"))).score == 0

    def test_an_unknown_skill_is_found_in_either_gender_and_number(self):
        for ecrit in ("Zorglubeuse experte", "zorglubeurs experts"):
            assert competences_requises(paire({"texte": ecrit}, requises("Zorglubeur expert"))).score == 10_000

    def test_repeating_a_skill_brings_nothing(self):
        une = competences_requises(paire(cv("Python"), requises("Python", "SQL")))
        dix = competences_requises(paire(cv(*["Python"] * 10), requises("Python", "SQL")))
        assert une.score == dix.score == 5000

    def test_no_required_skill_is_not_scored(self):
        assert competences_requises(paire(cv("Python"))) == Ignore("L'offre ne demande aucune compétence.")
        assert competences_souhaitees(paire(cv("Python"))) == Ignore("L'offre ne souhaite aucune compétence en plus.")

    def test_wished_skills_are_counted_alike(self):
        r = competences_souhaitees(paire(cv("Docker"), {"competences_souhaitees": (comp("Docker"), comp("Figma"))}))
        assert (r.score, r.satisfaits, r.manquants) == (5000, ("Docker",), ("Figma",))


class TestObligatoires:
    def test_a_must_not_met_caps_the_criterion_and_says_so(self):
        r = competences_requises(paire(cv("Python", "SQL"), requises("Python", "SQL", obligatoires=(comp("CACES R489"),))))
        assert (r.score, r.statut) == (1000, S.partiel)
        assert r.manquants == ("CACES R489",)
        assert r.avertissements == ("Obligatoire pour ce poste, CACES R489 n'est pas établi par le CV : à vérifier avec la personne.",)
        assert "CACES R489" in r.conseil

    def test_a_must_met_leaves_the_criterion_alone(self):
        r = competences_requises(paire(cv("Python", certifications=(comp("CACES R489"),)), requises("Python", obligatoires=(comp("CACES R489"),))))
        assert (r.score, r.avertissements, r.satisfaits) == (10_000, (), ("CACES R489", "Python"))

    def test_musts_alone_are_the_criterion(self):
        offre = {"obligatoires": (comp("CACES R489"),)}
        assert competences_requises(paire(cv("Python"), offre)).score == 0
        assert competences_requises(paire(cv("CACES R489"), offre)).score == 10_000


def poste(titre="Développeur Python", debut=24_000, mois=24, concepts=(), citation=True):
    return ExperienceDocument(
        titre=titre, debut_mois=debut, fin_mois=debut + mois if debut is not None else None, concepts=concepts, citation=cit(titre) if citation else None
    )


class TestTitresDeLaLoi:
    """What counts of the rest while a licence, an authorisation or a regulated diploma is not established."""

    offre: ClassVar = {"titre": "Électricien", "experience_min": 2.0, "obligatoires": (comp("Permis CE"),)}

    def note(self, *certifications, mois=24):
        return experience(paire({"experiences": (poste("Électricien", mois=mois),), "certifications": certifications}, self.offre))

    def test_months_without_the_title_count_for_half_and_it_is_said(self):
        r = self.note()
        assert (r.score, r.statut, r.manquants) == (5000, S.partiel, ())
        assert r.conseil == "Sans Permis CE au CV, ces mois comptent pour moitié."
        assert self.note(mois=12).score == 2500

    def test_months_with_it_count_whole(self):
        r = self.note(comp("Permis CE"))
        assert (r.score, r.conseil) == (10_000, None)

    def test_work_without_the_title_counts_for_half_and_it_is_said(self):
        proche = Similarite(8000, 8000, (Passage(cle="experience.0", section="s", texte="t"),))
        sans = semantique(paire({"experiences": (poste("Électricien"),)}, self.offre, proche))
        assert (sans.score, sans.statut, sans.conseil) == (5000, S.partiel, "Sans Permis CE au CV, ces missions comptent pour moitié.")
        avec = semantique(paire({"experiences": (poste("Électricien"),), "certifications": (comp("Permis CE"),)}, self.offre, proche))
        assert (avec.score, avec.conseil) == (10_000, None)

    def test_no_month_is_no_half(self):
        assert self.note(mois=0).conseil.startswith("Détailler les missions")

    def test_a_category_of_the_caces_is_the_caces_and_not_the_other_way(self):
        tenue = {"certifications": (comp("CACES R489 catégories 1, 3 et 5"),)}
        assert competences_requises(paire(tenue, requises("CACES R489"))).score == 10_000
        assert competences_requises(paire(tenue, requises("CACES 3"))).score == 10_000
        assert competences_requises(paire({"certifications": (comp("CACES R489"),)}, requises("CACES 3"))).score == 5000

    @pytest.mark.parametrize(("tenu", "avertis"), [("CACES R489 catégories 1, 3 et 5", 0), ("CACES 1", 0), ("CACES 5", 1), ("CACES R489", 1)])
    def test_one_of_the_categories_that_would_do(self, tenu, avertis):
        offre = {"obligatoires": lire_demande("CACES 1 ou 3 exigé.").obligatoires}
        assert len(competences_requises(paire({"certifications": (comp(tenu),)}, offre)).avertissements) == avertis


class TestBourrage:
    """Skills pasted in a list, in a CV where no post, project or degree speaks of the trade."""

    liste: ClassVar = {"competences": tuple(comp(n, pratiquee=False) for n in ("Python", "Docker", "React", "SQL")), "experiences": (poste("Boulanger"),)}

    def test_listed_skills_that_nothing_backs_count_a_tenth_and_a_warning_says_it(self):
        r = competences_requises(paire(self.liste, requises("Python", "Docker", "React", "SQL")))
        assert (r.score, r.satisfaits) == (1000, ())
        assert r.avertissements == ("Cité dans le CV sans qu'un poste, un projet ou un diplôme le montre à l'œuvre : Python, Docker, React et SQL.",)

    def test_time_spent_in_the_trade_backs_a_list(self):
        def note(mois, demande=3.0):
            appuye = self.liste | {"experiences": (poste("Développeur Python", mois=mois),)}
            return competences_requises(paire(appuye, requises("Python", "Docker", "React", "SQL") | {"experience_min": demande})).score

        # below 55 % of the years asked nothing, from 80 % the whole
        assert [note(mois) for mois in (19, 24, 29, 36)] == [1000, 5197, 10_000, 10_000]
        assert [note(mois, None) for mois in (13, 24)] == [1000, 10_000], "two years where the offer asks for none"

    def test_years_elsewhere_back_nothing(self):
        ailleurs = self.liste | {"experiences": (poste("Boulanger", mois=240),)}
        assert competences_requises(paire(ailleurs, requises("Python", "Docker", "React", "SQL"))).score == 1000

    def test_posts_without_dates_back_a_list_by_their_titles(self):
        appuye = self.liste | {"experiences": (poste("Développeur Python", debut=None),)}
        assert competences_requises(paire(appuye, requises("Python", "Docker", "React", "SQL"))).score == 10_000

    def test_the_share_of_skills_put_to_use_backs_the_others(self):
        def note(*pratiquees):
            noms = ("Python", "Docker", "React", "SQL")
            appuye = self.liste | {"competences": tuple(comp(n, pratiquee=n in pratiquees) for n in noms)}
            return competences_requises(paire(appuye, requises(*noms))).score

        assert [note("Python"), note("Python", "Docker"), note("Python", "Docker", "React")] == [3250, 8714, 10_000]

    def test_skills_used_in_another_trade_count_in_part_and_a_warning_says_it(self):
        def note(titre, offre):
            cv = {"competences": (comp("Python"),), "experiences": (poste(titre).model_copy(update={"metier_id": lexique().lier_metier(titre).id}),)}
            return competences_requises(paire(cv, requises("Python") | {"titre": offre, "metier_id": lexique().lier_metier(offre).id}))

        assert note("Développeur Python", "Développeur back-end").score == 10_000
        boulanger = note("Boulanger", "Développeur back-end")
        assert (boulanger.score, boulanger.avertissements) == (5500, ("Pratiqué dans un autre métier que celui de l'offre : Python.",))

    def test_a_cv_without_posts_is_not_suspected(self):
        assert competences_requises(paire(self.liste | {"experiences": ()}, requises("Python", "Docker"))).score == 10_000


class TestExperience:
    def annees(self, *postes, demande=4.0, **offre):
        return experience(paire({"experiences": postes}, {"experience_min": demande} | offre))

    def test_relevant_years_over_asked_years(self):
        r = self.annees(poste(mois=24))
        assert (r.score, r.statut) == (5000, S.partiel)
        assert r.satisfaits == ("2 ans d'expérience dans un poste proche",)
        assert r.manquants == ("4 ans d'expérience dans un poste proche",)

    def test_never_more_than_one(self):
        assert self.annees(poste(mois=240)).score == 10_000

    def test_overlapping_posts_count_once(self):
        assert self.annees(poste(debut=24_000, mois=24), poste(debut=24_012, mois=24)).score == 7500

    def test_a_long_career_elsewhere_adds_nothing(self):
        r = self.annees(poste("Boulanger", mois=240), poste(debut=24_300, mois=12))
        assert r.score == 2500
        assert [c.citation for c in r.preuves] == ["Développeur Python"]

    def test_a_post_under_another_title_counts_when_it_uses_the_skills(self):
        ids = tuple(lexique().lier(n).id for n in ("Python", "Docker"))
        offre = requises("Python", "Docker", "SQL")
        assert self.annees(poste("Boulanger", mois=48, concepts=ids), **offre).score == 10_000
        assert self.annees(poste("Boulanger", mois=48, concepts=ids[:1]), **offre).score == 0

    def test_months_in_a_close_trade_count_for_half_unless_what_is_asked_is_used_there(self):
        offre = requises("Programmation d'automates", titre="Électrotechnicien", metier_id="electrotechnicien")
        voisin = poste("Électricien", debut=24_000, mois=48).model_copy(update={"metier_id": "electricien"})
        r = self.annees(voisin, **offre)
        assert (r.score, r.satisfaits) == (5000, ("métier voisin : 4 ans d'expérience (pour moitié)",))
        assert (r.manquants, [c.citation for c in r.preuves]) == (("4 ans d'expérience dans un poste proche",), ["Électricien"])
        automates = lexique().lier("Programmation d'automates").id
        assert self.annees(voisin.model_copy(update={"concepts": (automates,)}), **offre).score == 10_000
        r = self.annees(voisin, poste("Électrotechnicien", debut=24_036, mois=24), **offre)
        assert (r.score, r.satisfaits) == (8750, ("2 ans d'expérience dans un poste proche", "métier voisin : 3 ans d'expérience (pour moitié)"))

    def test_a_gap_has_no_weight(self):
        serres = self.annees(poste(debut=24_000, mois=12), poste(debut=24_012, mois=12))
        espaces = self.annees(poste(debut=24_000, mois=12), poste(debut=24_060, mois=12))
        assert serres.score == espaces.score == 5000

    def test_posts_without_dates_are_not_judged(self):
        r = self.annees(poste(debut=None))
        assert (r.score, r.statut, r.preuves) == (0, S.non_precise, ())

    def test_a_post_without_proof_does_not_count(self):
        assert self.annees(poste(citation=False, mois=48)).score == 0

    def test_not_asked_is_not_scored(self):
        assert isinstance(experience(paire({"experiences": (poste(),)})), Ignore)
        assert isinstance(experience(paire({"experiences": (poste(),)}, {"experience_min": 0})), Ignore)


class TestTitre:
    def note(self, *postes, offre="Développeur Python", **cv):
        return titre(paire({"experiences": postes} | cv, {"titre": offre}))

    def test_the_same_title(self):
        r = self.note(poste("Boulanger"), poste("Développeur Python"))
        assert (r.score, r.statut, r.satisfaits, r.preuves[0].citation) == (10_000, S.satisfait, ("Développeur Python",), "Développeur Python")

    def test_the_same_job_in_english(self):
        fr, en = lexique().lier_metier("Comptable"), lexique().lier_metier("Accountant")
        assert fr == en
        assert self.note(poste("Accountant"), offre="Comptable").score == 10_000

    def test_another_trade_brings_nothing(self):
        r = self.note(poste("Boulanger"))
        assert (r.score, r.statut, r.preuves, r.manquants) == (0, S.manquant, (), ("Développeur Python",))

    def test_the_headline_counts_half(self):
        assert self.note(poste("Boulanger"), titre="Développeur Python", citation_titre=cit("Développeur Python")).score == 5000

    def test_a_title_without_proof_brings_nothing(self):
        assert self.note(poste(citation=False)).score == 0

    def test_no_post_at_all_is_not_judged(self):
        assert self.note().statut is S.non_precise


class TestFormation:
    @pytest.mark.parametrize(("niveau", "score", "statut"), [(7, 10_000, S.satisfait), (6, 10_000, S.satisfait), (5, 5000, S.partiel), (4, 0, S.manquant)])
    def test_at_level_one_below_and_less(self, niveau, score, statut):
        r = formation(
            paire(
                {"formations": (FormationDocument(niveau=3, citation=cit()), FormationDocument(niveau=niveau, citation=cit("Diplôme")))},
                {"niveau_etudes_min": 6},
            )
        )
        assert (r.score, r.statut) == (score, statut)
        # what brings no point is not quoted
        assert [p.citation for p in r.preuves] == (["Diplôme"] if score else [])

    def test_no_level_is_not_judged(self):
        r = formation(paire({"formations": (FormationDocument(niveau=7),)}, {"niveau_etudes_min": 6}))
        assert (r.score, r.statut, r.manquants) == (0, S.non_precise, ("Bac +3",))

    def test_not_asked_is_not_scored(self):
        assert isinstance(formation(paire()), Ignore)


class TestLangues:
    def note(self, *connues, demandees=(("en", "B2"),)):
        return langues(
            paire(
                {"langues": tuple(LangueDocument(langue=x, niveau=n and NiveauLangue(n), citation=cit(f"{x} {n}")) for x, n in connues)},
                {"langues": tuple(LangueDemandee(langue=x, niveau_min=NiveauLangue(n)) for x, n in demandees)},
            )
        )

    @pytest.mark.parametrize(("niveau", "score"), [("C2", 10_000), ("B2", 10_000), ("B1", 5000), ("A2", 0), (None, 5000)])
    def test_level_met_one_step_short_and_less(self, niveau, score):
        assert self.note(("en", niveau)).score == score

    def test_each_language_counts(self):
        r = self.note(("fr", "C2"), demandees=(("fr", "B2"), ("en", "B2")))
        assert (r.score, r.satisfaits, r.manquants) == (5000, ("français B2",), ("anglais B2",))
        assert r.conseil == "Langue dont le CV ne parle pas : anglais B2."

    def test_no_language_at_all_is_not_judged(self):
        assert self.note().statut is S.non_precise

    def test_not_asked_is_not_scored(self):
        assert isinstance(self.note(("en", "C1"), demandees=()), Ignore)


class TestLocalisation:
    def note(self, lieux=(), distance=None, lieu="Lyon", teletravail=Teletravail.non):
        p = paire({"mobilite_lieux": lieux, "mobilite_teletravail": distance}, {"localisation": lieu, "teletravail": teletravail})
        r = localisation(p)
        return None if isinstance(r, Ignore) else r.score

    def test_only_what_is_declared_is_compared(self):
        assert self.note() is None
        assert self.note(distance=False) is None

    @pytest.mark.parametrize(
        ("lieux", "lieu", "score"),
        [
            (("Lyon",), "Lyon 3e (69)", 10_000),
            (("lyon ou Grenoble",), "Lyon", 10_000),
            (("France entière",), "Brest", 10_000),
            (("Lyon",), "Paris", 0),
            (("Lyon",), "Lyons-la-Forêt", 0),
        ],
    )
    def test_places(self, lieux, lieu, score):
        assert self.note(lieux, lieu=lieu) == score

    @pytest.mark.parametrize(
        ("lieux", "distance", "teletravail", "score"),
        [
            ((), True, "total", 10_000), (("Nice",), None, "total", 10_000), ((), False, "total", 0), ((), True, "partiel", 5000), (("Nice",), True, "partiel", 5000),
            (("Nice",), False, "partiel", 0), ((), True, "non", 0),
        ],
    )  # fmt: skip
    def test_remote_work(self, lieux, distance, teletravail, score):
        assert self.note(lieux, distance, teletravail=Teletravail(teletravail)) == score


class TestSemantique:
    def note(self, cosinus, cle="experience.0", **cv):
        return semantique(paire({"experiences": (poste(),)} | cv, similarite=Similarite(cosinus, cosinus, (Passage(cle=cle, section="s", texte="t"),))))

    @pytest.mark.parametrize(
        ("cosinus", "score", "statut"),
        [(2000, 0, S.manquant), (3000, 0, S.manquant), (4500, 4900, S.partiel), (6000, 8500, S.satisfait), (9000, 10_000, S.satisfait)],
    )
    def test_the_cosine_goes_through_the_fixed_scale(self, cosinus, score, statut):
        r = self.note(cosinus)
        assert (r.score, r.statut) == (score, statut)

    def test_a_list_that_nothing_backs_brings_no_nearness(self):
        p = paire(TestBourrage.liste, requises("Python"), Similarite(9000, 4500, (Passage(cle="experience.0", section="s", texte="t"),)))
        assert semantique(p).score == 4900
        assert self.note(9000).score == 10_000

    def test_the_passages_that_won_are_the_proof(self):
        assert self.note(8000).preuves == (cit("Développeur Python"),)
        assert self.note(8000, cle="experience.0.suite1").preuves == (cit("Développeur Python"),)

    def test_no_quotation_no_point(self):
        assert self.note(8000, cle="experience.7").score == 0

    @pytest.mark.parametrize(
        ("titre", "commune", "cites"),
        [("Infirmier", False, ["Infirmier"]), ("Aide-soignant", False, ["Aide-soignant"]), ("Boulanger", True, ["Boulanger"]), ("Boulanger", False, [])],
    )
    def test_texts_alike_show_nothing_out_of_the_trade_unless_something_asked_is_there(self, titre, commune, cites):
        postes = (poste(titre).model_copy(update={"metier_id": lexique().lier_metier(titre).id}),)
        offre = requises("NetSoins", titre="Infirmier", metier_id="infirmier")
        gagnants = (Passage(cle="experience.0", section="experiences", texte="t"),)
        r = semantique(paire(cv(*(["NetSoins"] if commune else []), experiences=postes), offre, Similarite(6000, 6000, gagnants)))
        assert ([c.citation for c in r.preuves], r.score > 0) == (cites, bool(cites))

    def test_a_list_is_quoted_where_it_names_what_is_asked(self):
        gagnants = (Passage(cle="competences", section="competences", texte="t"),)
        autres = cv("Figma", "Docker", "Python", experiences=(poste(),))
        r = semantique(paire(autres, requises("Python", "Docker"), Similarite(6000, 6000, gagnants)))
        assert [c.citation for c in r.preuves] == ["Python", "Docker"]
        assert semantique(paire(autres, requises("Rust"), Similarite(6000, 6000, gagnants))).score == 0
        assert [c.citation for c in semantique(paire(autres, None, Similarite(6000, 6000, gagnants))).preuves] == ["Figma", "Docker", "Python"], (
            "nothing is asked"
        )

    def test_no_vectors_is_not_scored(self):
        assert isinstance(semantique(paire()), Ignore)
