"""The invented people are consistent, and their PDFs say what their cards say."""

from collections import Counter

import pypdfium2
import pytest

from app.services.demonstration.catalogue import metiers
from app.services.demonstration.cvs import CVDemo, FicheCV, generer_cvs, generer_fiches


@pytest.fixture(scope="module")
def cvs() -> list[CVDemo]:
    return generer_cvs()


@pytest.fixture(scope="module")
def fiches() -> list[FicheCV]:
    return generer_fiches()


def texte(contenu: bytes) -> str:
    document = pypdfium2.PdfDocument(contenu)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_sixty_people_thirty_trades_five_layouts(cvs: list[CVDemo]) -> None:
    assert len(cvs) == 60
    assert Counter(cv.metier for cv in cvs) == {metier.id: 2 for metier in metiers()}
    assert Counter(cv.disposition for cv in cvs) == {"une_colonne": 12, "laterale_gauche": 12, "tableau": 12, "compacte": 12, "laterale_droite": 12}
    assert len({cv.email for cv in cvs}) == len({cv.fiche.telephone for cv in cvs}) == len({cv.nom_fichier for cv in cvs}) == 60


def test_contacts_are_fictional(fiches: list[FicheCV]) -> None:
    for fiche in fiches:
        assert fiche.email.endswith(("@example.com", "@example.org"))
        chiffres = "".join(c for c in fiche.telephone.replace("+33", "0") if c.isdigit())
        assert chiffres.startswith("019900") and len(chiffres) == 10


def test_same_seed_same_bytes_other_seed_other_people() -> None:
    premiers = generer_cvs(3)
    assert [cv.contenu for cv in premiers] == [cv.contenu for cv in generer_cvs(3)]
    assert [f.email for f in generer_fiches(3, graine=1)] != [cv.email for cv in premiers]


def test_careers_run_backwards_without_overlap_after_school(fiches: list[FicheCV]) -> None:
    for fiche in fiches:
        assert all(poste.fin is None or poste.debut < poste.fin for poste in fiche.postes)
        for recent, ancien in zip(fiche.postes, fiche.postes[1:], strict=False):
            assert ancien.fin is not None and ancien.fin <= recent.debut
        assert fiche.etudes[0].fin <= fiche.postes[-1].debut // 12
        missions = [mission for poste in fiche.postes for mission in poste.missions]
        assert len(missions) == len(set(missions)) >= len(fiche.postes)
        assert fiche.titre == fiche.postes[0].titre


def test_titles_agree_with_the_person() -> None:
    feminins = {poste[1] for metier in metiers() for poste in metier.postes if poste[0] != poste[1]}
    masculins = {poste[0] for metier in metiers() for poste in metier.postes if poste[0] != poste[1]}
    par_prenom = {f.prenom: f for f in generer_fiches()}
    assert not {p.titre for prenom in ("Priya", "Chloé", "Awa", "Aïcha") for p in par_prenom[prenom].postes} & masculins
    assert not {p.titre for prenom in ("Mateusz", "Ousmane", "Loïc", "Karim") for p in par_prenom[prenom].postes} & feminins


def test_every_fact_stands_in_the_pdf(cvs: list[CVDemo]) -> None:
    for cv in cvs:
        lu = " ".join(texte(cv.contenu).split())
        fiche = cv.fiche
        nom = f"{fiche.prenom} {fiche.nom}"
        assert (nom.upper() if cv.disposition == "tableau" else nom) in lu, cv.nom_fichier
        attendus = [fiche.email, fiche.telephone, fiche.titre, fiche.ville, fiche.code_postal, *fiche.competences]
        attendus += [piece for poste in fiche.postes for piece in (poste.titre, poste.entreprise, *poste.missions)]
        attendus += [piece for etude in fiche.etudes for piece in (etude.diplome, etude.etablissement)]
        attendus += [langue for langue, _ in fiche.langues] + [nom for nom, _, _ in fiche.certifications]
        assert [piece for piece in attendus if piece not in lu] == [], cv.nom_fichier


def test_progress_is_told() -> None:
    vus: list[tuple[int, int]] = []
    generer_cvs(2, suivi=lambda fait, total: vus.append((fait, total)))
    assert vus == [(1, 2), (2, 2)]


def test_more_people_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 60 CVs, not 61"):
        generer_fiches(61)
