"""Skills: whole names and running text."""

import pytest

from app.ai.referentiels import lexique


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("JS", "javascript"),
        ("React.js", "react"),
        ("Node JS", "node-js"),
        ("nodejs", "node-js"),
        ("Microsoft Excel", "microsoft-excel"),
        ("maîtrise d'Excel", "microsoft-excel"),
        ("Excel avancé", "microsoft-excel"),
        ("C++", "cpp"),
        ("C#", "csharp"),
        ("C", "c"),
        (".NET", "dotnet"),
        ("Kubernetes (K8s)", "kubernetes"),
        ("Java 17", "java"),
        ("gestion de projets", "gestion-de-projet"),
        ("GESTION DU PROJET", "gestion-de-projet"),
        ("esprit d'équipe", "travail-en-equipe"),
        ("esprit d’équipe", "travail-en-equipe"),
        ("rigoureuse", "rigueur"),
        ("Kuberntes", "kubernetes"),
        ("comptablité générale", "comptabilite"),
        ("logiciel AutoCAD", "autocad"),
    ],
)
def test_a_name_is_linked(nom: str, attendu: str) -> None:
    concept = lexique().lier(nom)
    assert concept is not None
    assert concept.id == attendu


@pytest.mark.parametrize(
    "nom",
    [
        "anglais",
        "les",
        "est",
        "ais",
        "",
        "niveau C",
        "CDI",
        "...",
        "Git / GitHub",
        "Calorimétrie",
        "Photographe",
        "logiciel d'éclairage",
        "soudage TAG",
        "x" * 500,
    ],
)
def test_a_name_that_is_no_skill_is_not_linked(nom: str) -> None:
    assert lexique().lier(nom) is None


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Développé en C, Python et Go.", ["c", "python", "go"]),
        ("Langages : C, R, Go", ["c", "r", "go"]),
        ("Je prends de la vitamine C le matin.", []),
        ("Un poste en R&D", ["recherche"]),
        ("Let's go! 40 Go de disque", []),
        ("I excel at word of mouth", []),
        ("Gérant de Dupont SAS, Python", ["python"]),
        ("les est ais", []),
        ("• Git\n• Go\n• Swift", ["git", "go", "swift"]),
        ("gestion de\nprojet agile", ["methodes-agiles"]),
        ("Python, gestion\nprojet", ["python"]),
        ("ASP.NET pour un site internet", ["dotnet"]),
    ],
)
def test_mentions_in_running_text(texte: str, attendus: list[str]) -> None:
    assert [m.concept_id for m in lexique().trouver(texte)] == attendus


def test_a_mention_carries_its_place() -> None:
    texte = "Œuvre d'été : développement en Node.js/Express, à l'aise."
    assert [(m.brut, texte[m.debut : m.fin]) for m in lexique().trouver(texte)] == [("Node.js", "Node.js"), ("Express", "Express")]


@pytest.mark.parametrize("nom", ["très", "Très", "good", "Good", "does", "Infrastructure", "infrastructures", "Energy", "énergie", "dossiers patients", "velu"])
def test_an_everyday_word_is_no_skill(nom: str) -> None:
    lex = lexique()
    assert lex.lier(nom) is None
    assert lex.trouver(nom, liste=True) == []


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Gestion des dossiers patients du service", []),
        ("tenue du dossier patient", ["tenue-du-dossier-de-soins"]),
        ("Turning ideas into products", []),
        ("juste le temps de livrer", []),
        ("un travail dans vos cordes", []),
        ("garde du corps", []),
        ("pose de garde-corps", ["pose-de-portails-et-garde-corps"]),
        ("gestion du projet et gestion de nos projets", ["gestion-de-projet", "gestion-de-projet"]),
        ("I WISH I HAD A DOG", []),
        ("Soins en HAD", ["hospitalisation-a-domicile"]),
        ("a ruby on a thread", []),
        ("Python, ruby, sql", ["python", "ruby", "sql"]),
        ("Canva et du canvas", ["canva"]),
        ("APIs et KPIs de vente", ["api-rest", "reporting"]),
    ],
)
def test_small_words_capitals_and_inflection_decide(texte: str, attendus: list[str]) -> None:
    assert [m.concept_id for m in lexique().trouver(texte)] == attendus


@pytest.mark.parametrize(
    ("phrase", "attendus", "nom", "concept"),
    [
        ("Contrôle et envoi de la DSN, traitement des retours.", ["declaration-sociale-nominative"], "traitement des retours clients", "logistique-inverse"),
        ("Mise en place de l'intégration continue", ["integration-continue"], "mise en place", "mise-en-place"),
        ("Signalement des écarts au chef de quai", [], "signalement d'enfant en danger", "protection-de-l-enfance"),
        ("Rangement et rotation des produits", [], "rotation des stocks", "gestion-des-stocks"),
        ("Rédaction de notes de comité de direction", [], "gouvernance d'entreprise", "gouvernance-d-entreprise"),
        ("Tableaux suivis par la direction commerciale", [], "direction commerciale", "management-commercial"),
        ("Accueil et orientation aux urgences de nuit", [], "urgences", "soins-d-urgence"),
        ("Ponctualité, conduite économique et soin du chargement", ["ponctualite", "eco-conduite"], "soins infirmiers", "soins-infirmiers"),
        ("Mise aux normes comptables et situations mensuelles", [], "situations mensuelles", "cloture-mensuelle"),
        ("Gestion des réseaux d'eau potable", ["adduction-d-eau-potable"], "gestion des réseaux sociaux", "gestion-des-reseaux-sociaux"),
        ("Transmissions à l'équipe infirmière et aux aides-soignants", [], "DE infirmier", "diplome-d-etat-d-infirmier"),
    ],
)
def test_a_name_too_wide_for_prose_is_a_skill_in_a_list_only(phrase: str, attendus: list[str], nom: str, concept: str) -> None:
    lex = lexique()
    assert [m.concept_id for m in lex.trouver(phrase)] == attendus
    lie = lex.lier(nom)
    assert lie is not None
    assert lie.id == concept
    assert [m.concept_id for m in lex.trouver(f"• {nom}", liste=True)] == [concept]


@pytest.mark.parametrize(
    ("nom", "concept"),
    [
        ("Observation", "observation"),
        ("ADP", "adp-decidium"),
        ("Traitements phytosanitaires", "traitements-phytosanitaires"),
        ("Yield management", "yield-management"),
        ("conduite de nacelle", "conduite-de-nacelle"),
        ("qualité de code", "qualite-du-code"),
        ("Kelio", "kelio"),
        ("Surveillance", None),
        ("Prévention", None),
        ("aide-soignante", None),
    ],
)
def test_a_task_a_tool_and_a_certificate_are_not_one_another(nom: str, concept: str | None) -> None:
    lie = lexique().lier(nom)
    assert (lie and lie.id) == concept


@pytest.mark.parametrize(
    ("etroit", "large"),
    [
        ("spectrométrie de masse", "chromatographie"),
        ("météorologie", "géologie"),
        ("calligraphie", "gravure"),
        ("Pilates", "encadrement sportif"),
        ("épilation", "esthétique"),
        ("ragréage", "pose de revêtements de sol"),
        ("ébavurage", "travail des métaux"),
        ("dialyse", "réanimation"),
        ("élingage", "conduite de pont roulant"),
        ("étiquetage", "emballage"),
        ("habilitation BR", "habilitation électrique"),
        ("conduite de pelleteuse", "conduite d'engins de chantier"),
        ("ponctualité", "fiabilité"),
    ],
)
def test_a_narrow_skill_earns_half_the_credit_of_the_wide_one(etroit: str, large: str) -> None:
    lex = lexique()
    a, b = lex.lier(etroit), lex.lier(large)
    assert a is not None
    assert b is not None
    assert lex.parente(a.id, b.id) == 0.5
