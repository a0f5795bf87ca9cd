"""One profile out of rules, model and corrections."""

import pytest

from app.ai.extraction.fusion import fusionner
from app.ai.extraction.modele import ExtractionModele
from app.ai.extraction.rapprochement import memes_experiences
from app.ai.modele_langage import Trace
from app.core.enums import NiveauLangue, SourceFait
from app.core.errors import Code, ErreurMetier
from app.schemas.profil import CertificationLue, CompetenceLue, ExperienceLue, FormationLue, LangueLue, Preuve, ProfilExtrait
from tests.ai.extraction.personnage import RECU_LE, lire

TRACE = Trace(modele="groq:un", version_prompt="extraction@1", cle_cache="0" * 64)


def preuve(citation: str) -> Preuve:
    return Preuve(citation=citation, page=1, debut=0, fin=len(citation), source=SourceFait.modele, confiance=0.8)


def modele(preuves: dict[str, str], **champs) -> ExtractionModele:
    return ExtractionModele(profil=ProfilExtrait(**champs), preuves={c: preuve(v) for c, v in preuves.items()}, rejets=[], trace=TRACE)


@pytest.fixture
def lecture():
    return lire()


def fusion(lecture, modele=None, corrections=None):
    return fusionner(lecture.profil, lecture.preuves, modele, corrections, recu_le=RECU_LE)


def test_sans_modele_ni_correction_les_regles_telles_quelles(lecture):
    profil, preuves = fusion(lecture)
    assert profil is lecture.profil and preuves is lecture.preuves
    assert fusion(lecture, None, {})[0] is lecture.profil


def test_l_entree_n_est_jamais_modifiee(lecture):
    avant = lecture.model_copy(deep=True)
    fusion(lecture, modele({"titre": "t"}, titre="Architecte"), {"experiences.0": None, "competences.0.nom": "Go"})
    assert lecture == avant


def test_modele_avant_regles_champ_par_champ(lecture):
    lecture.profil.titre = "Développeuse"
    lu = modele(
        {"titre": "Développeuse full-stack senior", "experiences.0": "…", "experiences.0.poste": "Dév", "experiences.0.entreprise": "Mirabelle Santé"},
        titre="Développeuse full-stack senior",
        experiences=[ExperienceLue(poste="DÉVELOPPEUSE  full-stack senior", entreprise="Mirabelle Santé", lieu="Lyon")],
    )
    profil, preuves = fusion(lecture, lu)
    assert profil.titre == "Développeuse full-stack senior" and preuves["titre"].source is SourceFait.modele
    poste = profil.experiences[0]
    assert len(profil.experiences) == 1 and poste.entreprise == "Mirabelle Santé"
    assert poste.poste == "Développeuse full-stack senior"  # same words: the rules' reading and its proof stay
    assert preuves["experiences.0.poste"].source is SourceFait.regles
    assert poste.lieu is None  # no proof of its own
    assert (poste.debut, poste.en_cours, poste.description) == ("2021-01", True, "Missions lues par règles")
    assert profil.annees_experience == 5.9  # posts' dates unchanged


def test_l_identite_vient_toujours_des_regles(lecture):
    champs = {"email": "autre@example.org", "telephone": "+33600000000", "nom_complet": "Autre Personne", "liens": ["https://piege.example"]}
    profil, _ = fusion(lecture, modele(dict.fromkeys(champs, "x"), **champs))
    for champ in champs:
        assert getattr(profil, champ) == getattr(lecture.profil, champ)


def test_un_fait_sans_preuve_n_entre_pas(lecture):
    lu = modele({}, titre="Reine", competences=[CompetenceLue(nom="Cobol", brut="Cobol")], experiences=[ExperienceLue(poste="Reine")])
    profil, preuves = fusion(lecture, lu)
    assert profil == lecture.profil and preuves == lecture.preuves


def test_listes_unies_sans_doublon(lecture):
    lu = modele(
        {
            "competences.0": "python",
            "competences.1": "oenologie",
            "competences.2": "SQL",
            "langues.0": "Anglais",
            "langues.1": "Français",
            "certifications.0": "AWS",
        },
        competences=[
            CompetenceLue(nom="Python", brut="python", concept_id="python"),
            CompetenceLue(nom="ŒNOLOGIE", brut="ŒNOLOGIE"),
            CompetenceLue(nom="SQL", brut="SQL", concept_id="sql"),
        ],
        langues=[LangueLue(langue="en", niveau=NiveauLangue.C1), LangueLue(langue="fr", niveau=NiveauLangue.C2)],
        certifications=[CertificationLue(nom="AWS", organisme="Amazon")],
    )
    profil, preuves = fusion(lecture, lu)
    assert [c.brut for c in profil.competences] == ["Python", "Œnologie", "SQL"]
    assert preuves["competences.2"].citation == "SQL" and preuves["competences.0"].source is SourceFait.regles
    assert [(x.langue, x.niveau) for x in profil.langues] == [("en", NiveauLangue.C1), ("fr", NiveauLangue.C2)]
    assert [(c.nom, c.organisme) for c in profil.certifications] == [("AWS", None)]


def test_postes_nouveaux_et_annees_recalculees(lecture):
    lu = modele(
        {"experiences.0": "x", "experiences.0.poste": "x", "experiences.0.debut": "x", "experiences.0.fin": "x"},
        experiences=[ExperienceLue(poste="Développeuse back-end", entreprise="Fabrique du Fleuve", debut="2018-09", fin="2020-12")],
    )
    profil, preuves = fusion(lecture, lu)
    assert [e.poste for e in profil.experiences] == ["Développeuse full-stack senior", "Développeuse back-end"]
    assert profil.experiences[1].entreprise is None
    assert profil.annees_experience == 8.2  # 2018-09 to 2026-11: 99 months
    assert "experiences.1.debut" in preuves and "experiences.1" in preuves


def test_formations_et_niveau(lecture):
    lu = modele(
        {"formations.0": "x", "formations.0.diplome": "x"}, formations=[FormationLue(diplome="Master", niveau=7), FormationLue(diplome="Licence", niveau=6)]
    )
    profil, _ = fusion(lecture, lu)
    assert [f.diplome for f in profil.formations] == ["Master"] and profil.niveau_etudes == 7


def test_corrections_avant_tout(lecture):
    lu = modele({"titre": "x"}, titre="Titre du modèle")
    profil, preuves = fusion(
        lecture,
        lu,
        {
            "titre": "Titre choisi",
            "telephone": "+33123456789",
            "experiences.0.fin": "2024-06",
            "experiences.0.en_cours": False,
            "competences.2": {"nom": "Go", "brut": "Go"},
            "localisation.ville": None,
        },
    )
    assert (profil.titre, profil.telephone) == ("Titre choisi", "+33123456789")
    assert (profil.experiences[0].fin, profil.experiences[0].en_cours) == ("2024-06", False)
    assert [c.nom for c in profil.competences] == ["Python", "Œnologie", "Go"]
    assert profil.localisation is not None and profil.localisation.ville is None
    assert profil.annees_experience == 3.5  # 2021-01 to 2024-06
    assert (preuves["titre"].source, preuves["titre"].citation) == (SourceFait.correction, "")


def test_retrait_d_elements_decale_les_preuves(lecture):
    profil, preuves = fusion(lecture, None, {"competences.0": None, "experiences.0": None})
    assert [c.nom for c in profil.competences] == ["Œnologie"] and profil.experiences == []
    assert preuves["competences.0"].citation == "Œnologie" and "competences.1" not in preuves
    assert not [c for c in preuves if c.startswith("experiences")]
    assert profil.annees_experience is None


def test_liste_entiere_les_elements_gardes_gardent_leur_preuve(lecture):
    profil, preuves = fusion(lecture, None, {"competences": [{"nom": "Rust", "brut": "Rust"}, lecture.profil.competences[1].model_dump()]})
    assert [c.nom for c in profil.competences] == ["Rust", "Œnologie"]
    assert preuves["competences.0"].source is SourceFait.correction
    assert preuves["competences.1"].citation == "Œnologie" and preuves["competences.1"].source is SourceFait.regles


def test_chiffre_corrige_n_est_pas_recalcule(lecture):
    profil, _ = fusion(lecture, None, {"annees_experience": 12.0, "experiences.0": None})
    assert profil.annees_experience == 12.0


def test_chiffre_corrige_auparavant_n_est_pas_recalcule(lecture):
    profil, preuves = fusion(lecture, None, {"annees_experience": 12.0})
    profil, _ = fusionner(profil, preuves, None, {"experiences.0": None}, recu_le=RECU_LE)
    assert profil.annees_experience == 12.0


def test_chiffre_recalcule_perd_sa_preuve(lecture):
    profil, preuves = fusion(lecture, None, {"formations.0": {"diplome": "Doctorat", "niveau": 8}})
    preuves["niveau_etudes"] = preuves["formations.0"].model_copy(update={"source": SourceFait.regles, "citation": "Doctorat"})
    profil, preuves = fusionner(profil, preuves, None, {"formations.0.niveau": 7}, recu_le=RECU_LE)
    assert profil.niveau_etudes == 7 and "niveau_etudes" not in preuves


def test_mobilite_vide_se_remplit(lecture):
    profil, _ = fusion(lecture, None, {"mobilite.lieux": ["Nantes"], "mobilite.teletravail": True})
    assert profil.mobilite is not None and (profil.mobilite.lieux, profil.mobilite.teletravail) == (["Nantes"], True)


@pytest.mark.parametrize(
    ("chemin", "valeur", "champ"),
    [
        ("inconnu", "x", "inconnu"),
        ("", "x", ""),
        ("competences.9", {"nom": "x", "brut": "x"}, "competences.9"),
        ("competences.9", None, "competences.9"),
        ("competences.-1", None, "competences.-1"),
        ("competences.²", None, "competences.²"),
        ("competences.0.nom.x", "x", "competences.0.nom.x"),
        ("titre", {"a": 1}, "titre"),
        ("experiences.0.debut", "hier", "experiences.0.debut"),
        ("annees_experience", -1, "annees_experience"),
        ("langues.0.niveau", "C9", "langues.0.niveau"),
    ],
)
def test_correction_impossible(lecture, chemin, valeur, champ):
    with pytest.raises(ErreurMetier) as leve:
        fusion(lecture, None, {chemin: valeur})
    assert (leve.value.code, leve.value.champ) == (Code.DONNEES_INVALIDES, champ)


def poste(titre, entreprise, debut=None, fin=None, en_cours=False):
    return ExperienceLue(poste=titre, entreprise=entreprise, debut=debut, fin=fin, en_cours=en_cours)


@pytest.mark.parametrize(
    ("a", "b", "attendu"),
    [
        (poste("Vendeur", "Arc"), poste("vendeur", "ARC"), True),
        (poste("Vendeur", "Arc", "2018-01", "2019-12"), poste("Vendeur", "Arc", "2020-01", "2021-12"), False),
        (poste("Vendeur", "Arc"), poste("Vendeur", "Bois"), False),
        (poste("Vendeur chez Arc", None, "2018-01", "2019-12"), poste("Vendeur", "Arc", "2018", "2019"), True),
        (poste("Chef", "Arc", "2018", "2019"), poste("Responsable boutique", "Arc", "2018", "2019"), True),
        (poste("Chef", "Arc", "2018", "2019"), poste("Vendeur", "Bois", "2018", "2019"), False),
        (poste("Chef", "Arc"), poste("Vendeur", "Arc"), False),
        (poste(None, None, "2018", "2019"), poste("Vendeur", "Bois", "2018", "2019"), True),
        (poste(None, None), poste("Vendeur", "Bois", "2018", "2019"), False),
        (poste("Vendeur", None, "2021", en_cours=True), poste("Vendeur", "Bois", "2021-02", en_cours=True), True),
    ],
)
def test_memes_experiences(a, b, attendu):
    assert memes_experiences(a, b) is attendu and memes_experiences(b, a) is attendu
