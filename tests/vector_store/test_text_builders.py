import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.schemas.documents import Citation, CompetenceDocument, CVDocument, ExperienceDocument, FormationDocument, OffreDocument
from app.vector_store.decoupage import decouper, morceaux_estimes, propre, rubriques_offre
from app.vector_store.text_builders import passages_cv, passages_offre, texte_requete

CITATION = Citation(citation="Chef de projet", page=1, debut=10, fin=24)


def _textes(passages):
    return {p.cle: p.texte for p in passages}


def test_cv_entier():
    cv = CVDocument(
        titre="développeur back end",
        titre_fr="développeur informatique",
        titre_en="software developer",
        resume="Six ans d'API.\n\nÀ l'aise en équipe.",
        citation_titre=CITATION,
        competences=(
            CompetenceDocument(nom="gestion projet", concept_id="c1", libelle_fr="gestion de projet", libelle_en="project management"),
            CompetenceDocument(nom="JS", concept_id="c2", libelle_fr="JavaScript", libelle_en="javascript"),
            CompetenceDocument(nom="Zorglub 3000"),
            CompetenceDocument(nom="zorglub 3000"),
        ),
        certifications=(CompetenceDocument(nom="TOSA", citations=(CITATION,)),),
        experiences=(ExperienceDocument(titre="chef de projet", description="- Pilotage\n- Recette", citation=CITATION), ExperienceDocument()),
        formations=(FormationDocument(diplome="Master", domaine="informatique"), FormationDocument(niveau=5)),
    )
    passages = passages_cv(cv)
    assert _textes(passages) == {
        "profil": "développeur back end / développeur informatique / software developer : Six ans d'API. À l'aise en équipe.",
        "competences": "Compétences : gestion de projet (project management), JavaScript, Zorglub 3000, TOSA",
        "experience.0": "chef de projet : Pilotage Recette",
        "formation.0": "Master / informatique",
    }
    assert [p.section for p in passages] == ["profil", "competences", "experiences", "formations"]
    assert [p.citation for p in passages] == [CITATION, CITATION, CITATION, None]
    assert {p.poids for p in passages} == {1.0}


def test_documents_vides():
    assert passages_cv(CVDocument()) == []
    assert passages_offre(OffreDocument(titre=" ")) == []


def test_un_long_poste_est_suivi_et_son_poids_partage():
    cv = CVDocument(experiences=(ExperienceDocument(titre="chef de projet", description="Pilotage de la recette applicative. " * 30),))
    passages = passages_cv(cv)
    assert [p.cle for p in passages] == ["experience.0", "experience.0.suite1", "experience.0.suite2"]
    assert all(p.texte.startswith("chef de projet : Pilotage") for p in passages)
    assert sum(p.poids for p in passages) == pytest.approx(1, abs=1e-5)
    assert sum(p.texte.count("Pilotage") for p in passages) == 30


def test_offre_entiere():
    offre = OffreDocument(
        titre="Comptable",
        titre_en="Accountant",
        description=(
            "Rattaché au DAF, vous tenez la comptabilité.\nQui sommes-nous ?\nUne PME lyonnaise.\n**Vos missions**\n- établir la TVA\n"
            "Profil recherché : DCG et deux ans de pratique. Avantages : tickets restaurant."
        ),
        obligatoires=(CompetenceDocument(nom="Sage"),),
        competences_requises=(CompetenceDocument(nom="sage"), CompetenceDocument(nom="TVA", libelle_fr="fiscalité", libelle_en="taxation")),
        competences_souhaitees=(CompetenceDocument(nom="Excel"),),
    )
    assert _textes(passages_offre(offre)) == {
        "titre": "Comptable / Accountant : Sage, fiscalité (taxation), Excel",
        "missions": "Rattaché au DAF, vous tenez la comptabilité. établir la TVA",
        "profil": "DCG et deux ans de pratique.",
    }


@pytest.mark.parametrize(
    ("description", "attendu"),
    [
        ("Vous vendez.", {"missions": "Vous vendez."}),
        ("Responsibilities:\nSell.\nRequirements:\nB2 English.", {"missions": "Sell.", "profil": "B2 English."}),
        ("What you'll do\nSell.\nWhat we're looking for\nDrive.\nWhat we offer\nA car.", {"missions": "Sell.", "profil": "Drive."}),
        ("Compétences requises : SQL. Salaire : 2 000 €", {"profil": "SQL."}),
        ("Avantages : mutuelle", {"missions": "Avantages : mutuelle"}),
        ("Le profil du poste évolue chaque jour.", {"missions": "Le profil du poste évolue chaque jour."}),
        ("", {}),
    ],
)
def test_rubriques(description, attendu):
    assert rubriques_offre(description) == attendu


def test_decouper_entre_les_phrases():
    assert decouper("Une phrase courte. Une autre phrase.\nEncore une ligne", place=9) == ["Une phrase courte.", "Une autre phrase.", "Encore une ligne"]
    assert decouper("un deux trois quatre cinq six", place=3) == ["un deux", "trois", "quatre", "cinq six"]


def test_texte_propre():
    assert propre(" e\u0301cole \t du\u00a0Nord \r\n\n • fin ") == "école du Nord\nfin"


def test_requete():
    assert texte_requete("  développeur \n python ") == "développeur python"
    assert texte_requete(" \n ") == ""
    assert morceaux_estimes(texte_requete("mot " * 5000)) <= 200


MOTS = st.sampled_from(["développement", "API", "équipe.", "profil", ":", "\n", "Missions :", "x" * 900, "•", "Zürich", "2024", "漢字"])
TEXTE = st.one_of(st.text(max_size=80), st.lists(MOTS, max_size=150).map(" ".join))


@settings(max_examples=40, deadline=None)
@given(TEXTE, TEXTE, st.lists(TEXTE, max_size=4))
def test_passages_jamais_vides_ni_coupes_et_stables(embedder, titre, texte, noms):
    competences = tuple(CompetenceDocument(nom=nom) for nom in noms)
    cv = CVDocument(titre=titre, resume=texte, competences=competences, experiences=(ExperienceDocument(titre=texte, description=titre),))
    offre = OffreDocument(titre=titre, description=texte, competences_requises=competences)
    for construire, document in ((passages_cv, cv), (passages_offre, offre)):
        passages = construire(document)
        assert passages == construire(document)
        assert len({p.cle for p in passages}) == len(passages)
        for passage in passages:
            assert passage.texte.strip()
            assert morceaux_estimes(passage.texte) <= 200


@pytest.mark.parametrize(
    "texte",
    [
        "Conception et réalisation d'une plateforme de facturation électronique ; encadrement de trois développeurs, revue de code hebdomadaire.",
        "Accompagnement des bénéficiaires dans leurs démarches administratives, rédaction des évaluations sociales et coordination avec les partenaires.",
        "Built data pipelines in Python and Airflow, cut the nightly run from six hours to forty minutes, and mentored two junior engineers.",
        "Maintenance préventive et curative des chaudières, lecture de schémas électriques, habilitation BR, astreintes, GMAO.",
    ],
)
def test_l_estimation_couvre_le_vrai_decoupage(embedder, texte):
    assert all(embedder.nombre_morceaux(piece) <= 202 for piece in decouper(texte * 20))
    assert embedder.nombre_morceaux(texte) - 2 <= morceaux_estimes(texte)


@settings(max_examples=60, deadline=None)
@given(TEXTE)
def test_rien_n_est_perdu_au_decoupage(texte):
    assert "".join("".join(decouper(texte)).split()) == "".join(propre(texte).split())
