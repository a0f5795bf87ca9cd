from xml.etree import ElementTree

from app.ai.matching.image_score import svg
from app.core.enums import Critere, StatutCritere
from app.schemas.score import CritereIgnore, CritereRead, ScoreCalcule

NS = "{http://www.w3.org/2000/svg}"


def score(libelle="Compétences requises"):
    return ScoreCalcule(
        score=72.5, similarite=0.5, recommandation="Bonne correspondance", version="1", empreinte="0" * 64,
        criteres=[
            CritereRead(critere=Critere.competences_requises, libelle=libelle, poids=70, score=0.75, contribution=52.5, statut=StatutCritere.partiel),
            CritereRead(critere=Critere.titre, libelle="Métier", poids=30, score=0.0, contribution=0, statut=StatutCritere.non_precise),
        ],
        criteres_ignores=[CritereIgnore(critere=Critere.langues, libelle="Langues", raison="L'offre ne demande pas de langue.")],
    )  # fmt: skip


def test_bars_are_as_long_as_sub_scores():
    racine = ElementTree.fromstring(svg(score()))
    largeurs = [r.get("width") for r in racine.iter(f"{NS}rect")][1:]
    assert largeurs == ["400", "300.0", "400", "0.0"]


def test_it_reads_aloud():
    racine = ElementTree.fromstring(svg(score()))
    assert racine.get("role") == "img"
    assert racine.find(f"{NS}title").text == "Score 72,5 sur 100. Bonne correspondance."
    assert racine.find(f"{NS}desc").text == "Compétences requises : 52,5 sur 70, partiel. Métier : 0 sur 30, non précisé."
    assert [t.text for t in racine.iter(f"{NS}text")][-1] == "Langues : non compté"


def test_nothing_can_break_out_of_the_picture():
    image = svg(score('<script>alert("x")</script>\x00&'))
    racine = ElementTree.fromstring(image)
    assert "<script" not in image
    assert "Critère" not in image
    assert any(t.text == '<script>alert("x")</script>&' for t in racine.iter(f"{NS}text"))
    assert not any(e.tag.endswith("script") or any(cle.startswith("on") for cle in e.attrib) for e in racine.iter())


def test_what_made_each_bar_is_told_in_one_line():
    riche = score()
    riche.criteres[0].satisfaits, riche.criteres[0].manquants = ["Python", "SQL"], ["Terraform", "Ansible"]
    textes = [t.text or "" for t in ElementTree.fromstring(svg(riche)).iter(f"{NS}text")]
    assert "Python, SQL – à établir : Terraform, Ansible" in textes
    riche.criteres[0].manquants = ["compétence au très long nom"] * 9
    (coupe,) = [t.text for t in ElementTree.fromstring(svg(riche)).iter(f"{NS}text") if (t.text or "").startswith("Python, SQL")]
    assert len(coupe) <= 78
    assert coupe.endswith("…")
