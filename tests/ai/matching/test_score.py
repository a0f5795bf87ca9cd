import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.matching.mots import RECOMMANDATIONS, recommandation
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.score import VERSION, a_matiere, calculer_score, classer, classer_offres, poids_retenus
from app.core.enums import Critere, NiveauLangue, StatutCritere, Teletravail
from app.core.errors import Code, ErreurMetier
from app.schemas.documents import CVDocument, OffreDocument
from tests.ai.matching import vecteurs
from tests.ai.matching.fabrique import lire, noms_cvs, verite

C = Critere


@pytest.fixture(scope="module")
def cvs():
    docs = [(nom, projeter_cv(*lire(verite(nom)).args())) for nom in noms_cvs()]
    return [(nom, cv, vecteurs.de_cv(cv)) for nom, cv in docs]


def offre_taillee(v):
    """An offer cut to a CV, as the owner's acceptance script cuts it."""
    noms = [x for g in v["skills"] for x in g["items"]]
    titre = v["experiences"][0]["title"]
    return projeter_offre(
        OffreSource(
            titre=titre,
            description=f"Nous cherchons une personne pour le poste suivant : {titre}. Vous maîtrisez {', '.join(noms[:5])}.",
            competences_requises=tuple(noms[:5]),
            competences_souhaitees=tuple(noms[5:8]),
            experience_min=2,
            niveau_etudes_min=5,
            langues=(("fr", NiveauLangue.B2),),
            localisation="Lyon",
            teletravail=Teletravail.partiel,
        )
    )


@pytest.mark.parametrize("nom", noms_cvs())
def test_a_fitting_offer_is_far_above_a_crane(nom, cv_de, noter, offre_grue):
    cv = cv_de(nom)
    assert noter(cv, offre_taillee(verite(nom))).score >= 65
    assert noter(cv, offre_grue).score <= 25


@pytest.mark.lent
@pytest.mark.parametrize("nom", noms_cvs())
def test_so_it_is_with_the_real_embedder(nom, cv_de, offre_grue):
    from app.vector_store.embedder import Embedder
    from app.vector_store.indexing import vectoriser
    from app.vector_store.text_builders import passages_cv, passages_offre

    embedder, cv = Embedder(), cv_de(nom)
    vcv = vectoriser(passages_cv(cv), embedder, {})
    bonne, autre = (
        calculer_score(cv, vcv, o, vectoriser(passages_offre(o), embedder, {}), embedder.MODELE).score for o in (offre_taillee(verite(nom)), offre_grue)
    )
    assert bonne >= 65
    assert autre <= 25


def test_the_arithmetic_of_one_pair(cv_de, noter, offre_python):
    score = noter(cv_de("d01_rendercv_classic_fr"), offre_python)
    par = {c.critere: c for c in score.criteres}
    assert {c: x.score for c, x in par.items() if c is not C.semantique} == {
        C.competences_requises: 0.75, C.experience: 1.0, C.titre: 1.0, C.competences_souhaitees: 1.0, C.formation: 1.0, C.langues: 1.0,
    }  # fmt: skip
    assert [(i.critere, i.libelle) for i in score.criteres_ignores] == [(C.localisation, "Lieu souhaité")]
    assert par[C.competences_requises].manquants == ["Terraform"]
    assert par[C.competences_requises].contribution == pytest.approx(100 * 35 * 0.75 / 98, abs=0.005)
    assert sum(c.poids for c in score.criteres) == pytest.approx(100, abs=1e-9)
    exact = 100 * sum(poids_retenus(offre_python)[c] * x.score for c, x in par.items()) / 98
    assert score.score == pytest.approx(exact, abs=0.05)
    assert score.version == VERSION


def test_contributions_add_up(cvs, offre_python, offre_grue):
    for offre in (offre_python, offre_grue):
        for _, score in classer(offre, vecteurs.d_offre(offre), cvs, "m"):
            assert abs(sum(c.contribution for c in score.criteres) - score.score) <= 0.11


def test_every_point_has_a_verbatim_proof(offre_python, offre_grue):
    for nom in noms_cvs():
        lecture = lire(verite(nom))
        cv = projeter_cv(*lecture.args())
        for offre in (offre_python, offre_grue, offre_taillee(verite(nom))):
            for c in calculer_score(cv, vecteurs.de_cv(cv), offre, vecteurs.d_offre(offre), "m").criteres:
                if c.score > 0:
                    assert c.preuves, (nom, c)
                else:
                    assert c.statut in (StatutCritere.manquant, StatutCritere.non_precise)
                for p in c.preuves:
                    assert lecture.texte.texte[p.debut : p.fin] == p.citation


def test_asked_again_in_threads_and_in_another_order_the_same_bits(cvs, offre_python):
    vo = vecteurs.d_offre(offre_python)
    attendu = {nom: calculer_score(cv, vcv, offre_python, vo, "m").model_dump_json() for nom, cv, vcv in cvs}
    with ThreadPoolExecutor(4) as pool:
        for nom, sortie in pool.map(lambda x: (x[0], calculer_score(x[1], x[2], offre_python, vo, "m").model_dump_json()), cvs * 8):
            assert sortie == attendu[nom]
    for ordre in (cvs, cvs[::-1], cvs[3:5]):
        assert {nom: s.model_dump_json() for nom, s in classer(offre_python, vo, ordre, "m")} == {nom: attendu[nom] for nom, _, _ in ordre}


def test_ranking_offers_gives_the_same_scores(cvs, offre_python, offre_grue):
    _, cv, vcv = cvs[0]
    offres = [(o.titre, o, vecteurs.d_offre(o)) for o in (offre_grue, offre_python, OffreDocument(titre="Rien"))]
    classees = classer_offres(cv, vcv, offres, "m")
    assert [titre for titre, _ in classees] == [offre_python.titre, offre_grue.titre]
    assert {t: s.model_dump_json() for t, s in classees} == {t: calculer_score(cv, vcv, o, vo, "m").model_dump_json() for t, o, vo in offres[:2]}


def test_best_first_and_ties_as_they_came(cvs, offre_python):
    vo = vecteurs.d_offre(offre_python)
    (_, cv, vcv), (_, autre, vautre) = cvs[0], cvs[1]
    assert [i for i, _ in classer(offre_python, vo, [("c", autre, vautre), ("b", cv, vcv), ("a", cv, vcv)], "m")] == ["b", "a", "c"]
    assert classer(offre_python, vo, [], "m") == []


def test_the_score_survives_a_round_trip_through_json(cvs, offre_python):
    _, cv, vcv = cvs[0]
    vo = vecteurs.d_offre(offre_python)
    relus = CVDocument.model_validate_json(cv.model_dump_json()), OffreDocument.model_validate_json(offre_python.model_dump_json())
    assert calculer_score(relus[0], vcv, relus[1], vo, "m") == calculer_score(cv, vcv, offre_python, vo, "m")


def test_the_fingerprint_changes_with_anything_that_goes_in(cvs, offre_python):
    _, cv, vcv = cvs[0]
    vo = vecteurs.d_offre(offre_python)
    autre_vecteur = [vcv[0].model_copy(update={"vecteur": vcv[1].vecteur}), *vcv[1:]]
    empreintes = {
        calculer_score(*args).empreinte
        for args in (
            (cv, vcv, offre_python, vo, "m"),
            (cv, vcv, offre_python, vo, "autre modèle"),
            (cv, autre_vecteur, offre_python, vo, "m"),
            (cv.model_copy(update={"resume": "x"}), vcv, offre_python, vo, "m"),
            (cv, vcv, offre_python.model_copy(update={"experience_min": 4.0}), vo, "m"),
            (cv, vcv, offre_python.model_copy(update={"poids": {C.titre: 11}}), vo, "m"),
            (cv, vcv, offre_python, vo[:-1], "m"),
        )
    }
    assert len(empreintes) == 7
    assert all(len(e) == 64 and int(e, 16) for e in empreintes)


def test_the_offers_weights_rule_and_zero_switches_off(cvs, offre_python):
    _, cv, vcv = cvs[0]
    offre = offre_python.model_copy(update={"poids": dict.fromkeys(C, 0) | {C.titre: 50, C.competences_requises: 50}})
    score = calculer_score(cv, vcv, offre, vecteurs.d_offre(offre), "m")
    assert {c.critere: (c.poids, c.contribution) for c in score.criteres} == {C.competences_requises: (50.0, 37.5), C.titre: (50.0, 50.0)}
    assert score.score == 87.5
    assert {i.critere: i.raison for i in score.criteres_ignores}[C.formation] == "L'offre a mis ce critère à zéro."


def test_what_the_offer_does_not_ask_is_listed_not_scored(cvs):
    _, cv, vcv = cvs[0]
    offre = projeter_offre(OffreSource("Développeuse", "", competences_requises=("Python",)))
    score = calculer_score(cv, vcv, offre, vecteurs.d_offre(offre), "m")
    assert [c.critere for c in score.criteres] == [C.competences_requises, C.semantique, C.titre]
    assert [i.critere for i in score.criteres_ignores] == [C.experience, C.competences_souhaitees, C.formation, C.langues, C.localisation]
    assert all(i.raison.endswith(".") for i in score.criteres_ignores)


@pytest.mark.parametrize(
    ("offre", "suffit"),
    [
        (OffreSource("Comptable"), False), (OffreSource("Comptable", "y"), False), (OffreSource("Comptable", "   \n  "), False), (OffreSource("Comptable", experience_min=3), False),
        (OffreSource("Comptable", "Tenue des comptes."), True), (OffreSource("Comptable", competences_requises=("Sage",)), True), (OffreSource("Comptable", obligatoires=("DSCG",)), True),
        (OffreSource("Comptable", competences_souhaitees=("Sage",)), True), (OffreSource("Comptable", "Tenue des comptes.", poids=dict.fromkeys(C, 0)), False),
    ],
)  # fmt: skip
def test_an_offer_with_nothing_to_score_on_is_refused(cvs, offre, suffit):
    _, cv, vcv = cvs[0]
    doc = projeter_offre(offre)
    assert a_matiere(doc) is suffit
    if not suffit:
        with pytest.raises(ErreurMetier) as refus:
            calculer_score(cv, vcv, doc, vecteurs.d_offre(doc), "m")
        assert refus.value.code is Code.OFFRE_INSUFFISANTE
        with pytest.raises(ErreurMetier):
            classer(doc, [], cvs, "m")


def test_an_empty_cv_scores_zero_and_nothing_is_invented(offre_python):
    score = calculer_score(CVDocument(), [], offre_python, vecteurs.d_offre(offre_python), "m")
    assert (score.score, score.similarite) == (0.0, 0.0)
    assert {c.critere: c.statut.value for c in score.criteres} == {
        C.competences_requises: "manquant", C.experience: "non_precise", C.titre: "non_precise", C.competences_souhaitees: "manquant", C.formation: "non_precise", C.langues: "non_precise",
    }  # fmt: skip


def test_pasting_all_the_skills_gains_little(noter, cv_de, offre_python):
    honnete = verite("d05_sidebar_left_fr")
    bourre = verite("d05_sidebar_left_fr")
    bourre["skills"].append({"category": "Divers", "items": ["Python", "FastAPI", "React", "Terraform", "Docker", "Redis"]})
    gain = noter(cv_de(bourre), offre_python).score - noter(cv_de(honnete), offre_python).score
    assert 0 <= gain <= 7


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(list(C)), st.integers(0, 100)), st.integers(0, 11))
def test_any_weights_give_a_score_in_bounds(poids, rang):
    cv = projeter_cv(*lire(verite(noms_cvs()[rang])).args())
    offre = offre_taillee(verite(noms_cvs()[0])).model_copy(update={"poids": poids})
    try:
        score = calculer_score(cv, vecteurs.de_cv(cv), offre, vecteurs.d_offre(offre), "m")
    except ErreurMetier as refus:
        assert refus.code is Code.OFFRE_INSUFFISANTE
        return
    assert 0 <= score.score <= 100
    assert sum(round(c.poids * 100) for c in score.criteres) == 10_000
    assert all(round(c.score * 10_000) == pytest.approx(c.score * 10_000, abs=1e-6) for c in score.criteres)
    assert score.recommandation == recommandation(score.score)
    json.dumps(score.model_dump(mode="json"), allow_nan=False)


def test_no_language_model_is_within_reach_of_a_number():
    code = (
        "import sys, app.ai.matching.score, app.ai.matching.projection_offre\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('langchain', 'langchain_core', 'langchain_groq', 'chromadb', 'onnxruntime', 'numpy')"
        " or m.startswith(('app.ai.llm', 'app.ai.modele', 'app.vector_store'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_recommendations_cover_the_scale_and_reject_nobody():
    assert [recommandation(x) for x in (100, 80, 79.9, 65, 45, 25, 24.9, 0)] == [RECOMMANDATIONS[i][1] for i in (0, 0, 1, 1, 2, 3, 4, 4)]
    assert not any(mot in phrase.lower() for _, phrase in RECOMMANDATIONS for mot in ("rejet", "refus", "écarter", "éliminer"))


def test_one_pair_is_quick(cvs, offre_python):
    _, cv, vcv = cvs[0]
    vo = vecteurs.d_offre(offre_python)
    durees = []
    for _ in range(15):
        debut = time.process_time()
        calculer_score(cv, vcv, offre_python, vo, "m")
        durees.append(time.process_time() - debut)
    assert sorted(durees)[7] <= 0.05  # an order of magnitude above what it takes: catches a blow-up, not a busy machine


@pytest.mark.parametrize(("annees", "compte"), [(1e-5, False), (4e-5, False), (1e-300, False), (0.0, False), (1e-4, True), (0.5, True)])
def test_an_experience_that_rounds_to_nothing_is_not_asked(cvs, annees, compte):
    _, cv, vcv = cvs[0]
    offre = offre_taillee(verite(noms_cvs()[0])).model_copy(update={"experience_min": annees})
    score = calculer_score(cv, vcv, offre, vecteurs.d_offre(offre), "m")
    assert (C.experience in {c.critere for c in score.criteres}) is compte


def seul(critere, **champs):
    return projeter_offre(OffreSource("Comptable", "Tenue des comptes.", poids=dict.fromkeys(C, 0) | {critere: 5}, **champs))


@pytest.mark.parametrize(
    ("offre", "suffit"),
    [
        (seul(C.langues), False), (seul(C.langues, langues=(("fr", NiveauLangue.B2),)), True), (seul(C.experience, experience_min=1e-5), False), (seul(C.formation), False),
        (seul(C.competences_souhaitees), False), (seul(C.titre), True), (seul(C.localisation), True), (seul(C.semantique), True),
    ],
)  # fmt: skip
def test_a_weight_on_what_is_not_asked_is_no_matter(offre, suffit):
    assert a_matiere(offre) is suffit


def test_a_pair_that_cannot_be_compared_is_left_out_of_lists(cvs):
    offre = seul(C.localisation, localisation="Lyon")
    (_, cv, vcv), vo = cvs[0], vecteurs.d_offre(offre)
    muet = cv.model_copy(update={"mobilite_lieux": (), "mobilite_teletravail": None})
    mobile = muet.model_copy(update={"mobilite_lieux": ("Lyon",)})
    with pytest.raises(ErreurMetier) as refus:
        calculer_score(muet, vcv, offre, vo, "m")
    assert refus.value.code is Code.OFFRE_INSUFFISANTE
    assert [(i, s.score) for i, s in classer(offre, vo, [("muet", muet, vcv), ("mobile", mobile, vcv)], "m")] == [("mobile", 100.0)]
    autre = offre_taillee(verite(noms_cvs()[0]))
    assert [
        i for i, _ in classer_offres(muet, vcv, [("lieu", offre, vo), ("langues", seul(C.langues), []), ("autre", autre, vecteurs.d_offre(autre))], "m")
    ] == ["autre"]
