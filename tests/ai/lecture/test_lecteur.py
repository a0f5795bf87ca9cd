"""The reader as services use it: twelve CVs read exactly, errors by name, nothing running before the first file."""

import io
import json
import os
import re
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.ai.lecture import Lecteur
from app.ai.lecture.serveur import POLITESSE
from app.core.errors import Code, LectureImpossible
from tests.ai.lecture import fabrique
from tests.ai.lecture.conftest import CVS, RECU_LE

FICHIERS = sorted(CVS.glob("*.pdf"))


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda f: f.stem)
def test_les_douze_cv(lecteur: Lecteur, fichier: Path) -> None:
    verite = json.loads(fichier.with_suffix(".json").read_text("utf-8"))
    lecture = lecteur.lire(fichier.read_bytes(), nom_fichier=fichier.name, recu_le=RECU_LE)
    profil = lecture.profil
    assert (profil.email, profil.telephone, profil.nom_complet, profil.titre) == (verite["email"], verite["phone"], verite["name"], verite["title"])
    assert [(e.poste, e.entreprise, e.debut, e.fin, e.en_cours) for e in profil.experiences] == [
        (e["title"], e["company"], e["start"], e["end"], e["end"] is None) for e in verite["experiences"]
    ]
    assert [(f.niveau, (f.debut or "")[:4], (f.fin or "")[:4]) for f in profil.formations] == [(e["eqf"], e["start"], e["end"]) for e in verite["education"]]
    competences = {i.casefold() for g in verite["skills"] for i in g["items"]}
    assert {c.brut.casefold() for c in profil.competences} == competences
    assert profil.annees_experience == verite["years_experience"]
    assert profil.niveau_etudes == verite["education_eqf"]
    assert profil.langue_cv == verite["lang"]


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda f: f.stem)
def test_chaque_fait_a_sa_preuve(lecteur: Lecteur, fichier: Path) -> None:
    lecture = lecteur.lire(fichier.read_bytes(), nom_fichier=fichier.name, recu_le=RECU_LE)
    for chemin, preuve in lecture.preuves.items():
        assert lecture.texte.texte[preuve.debut : preuve.fin] == preuve.citation, chemin
        assert preuve.cadres, chemin
    for rang, experience in enumerate(lecture.profil.experiences):
        for champ in ("poste", "entreprise", "lieu"):
            valeur = getattr(experience, champ)
            if valeur:
                assert re.sub(r"\s+", " ", lecture.preuves[f"experiences.{rang}.{champ}"].citation) == valeur
    assert {f"competences.{i}" for i in range(len(lecture.profil.competences))} <= set(lecture.preuves)


def test_lettres_dessinees_une_a_une(lecteur: Lecteur) -> None:
    lignes = ["Inès Carpentier", "Serveuse", "ines@example.fr", "Expérience", "Serveuse, Ibis", "Vendeuse, Zara", "Formation", "CAP Service"]
    dates = {"Serveuse, Ibis": "janv. 2020 - 2024", "Vendeuse, Zara": "2018 - 2019", "CAP Service": "2016"}
    places = [(50.0, 50.0 + 14 * i, ligne) for i, ligne in enumerate(lignes)] + [(480.0, 50.0 + 14 * lignes.index(li), d) for li, d in dates.items()]
    lu = lecteur.lire(fabrique.lettre_a_lettre(places), nom_fichier="cv.pdf", recu_le=RECU_LE)
    assert lu.texte.texte.rstrip("\n").split("\n") == [f"{li}\t{dates[li]}" if li in dates else li for li in lignes]
    assert (lu.profil.email, [(e.poste, e.debut, e.fin) for e in lu.profil.experiences]) == (
        "ines@example.fr",
        [("Serveuse", "2020-01", "2024"), ("Vendeuse", "2018", "2019")],
    )


def test_present_est_le_jour_recu(lecteur: Lecteur) -> None:
    contenu = fabrique.ecrire(fabrique.CV)
    assert lecteur.lire(contenu, nom_fichier="cv.pdf", recu_le=date(2020, 2, 1)).profil.annees_experience == 3.5
    assert lecteur.lire(contenu, nom_fichier="cv.pdf", recu_le=date(2022, 2, 1)).profil.annees_experience == 5.5


def _zip(noms: list[str]) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in noms:
            archive.writestr(nom, "<w/>")
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("contenu", "code"),
    [
        (b"", Code.FORMAT_NON_SUPPORTE),
        (b"<html>not a pdf</html>", Code.FORMAT_NON_SUPPORTE),
        (_zip(["xl/workbook.xml"]), Code.FORMAT_NON_SUPPORTE),
        (_zip(["word/document.xml"]), Code.PDF_CORROMPU),
        (b"%PDF-1.7\n" + b"\x00" * 500, Code.PDF_CORROMPU),
    ],
)
def test_erreurs_nommees(lecteur: Lecteur, contenu: bytes, code: Code) -> None:
    with pytest.raises(LectureImpossible) as erreur:
        lecteur.lire(contenu, nom_fichier="cv.pdf", recu_le=RECU_LE)
    assert erreur.value.code is code


def test_page_vide_sans_texte(lecteur: Lecteur) -> None:
    with pytest.raises(LectureImpossible) as erreur:
        lecteur.lire(fabrique.ecrire([], lambda page, x, y: page.rect(x, y, 100, 100)), nom_fichier="cv.pdf", recu_le=RECU_LE)
    assert erreur.value.code is Code.PDF_SANS_TEXTE


def test_rien_n_est_invente(lecteur: Lecteur) -> None:
    poeme = [
        (14, True, "Le matin"),
        *[
            (11, False, v)
            for v in ("Le soleil se lève sur la plaine endormie,", "Et Marie Dupont rêve au bord de la rivière.", "Dans le vent de mai 2019 chantait la pluie.")
        ],
    ]
    facture = [
        (20, True, "Facture Atelier Morel"),
        (10, False, "Total TTC : 1 250,00 EUR"),
        (10, False, "Échéance : 03/2024"),
        (10, False, "contact@atelier-morel.example"),
    ]
    for page in (poeme, facture):
        lecture = lecteur.lire(fabrique.ecrire(page), nom_fichier="x.pdf", recu_le=RECU_LE)
        assert lecture.profil.nom_complet is None
        assert lecture.profil.experiences == []
        assert lecture.profil.formations == []
        assert lecture.profil.competences == []
        assert "aucune_section" in {a.code for a in lecture.qualite.avertissements}


def test_image_png(lecteur: Lecteur) -> None:
    contenu = FICHIERS[0].read_bytes()
    png = lecteur.image(contenu, 1, 72)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20], "big") == 612
    with pytest.raises(LectureImpossible) as erreur:
        lecteur.image(contenu, 9, 72)
    assert erreur.value.code is Code.PAGE_INTROUVABLE


def test_rien_ne_demarre_avant_le_premier_fichier() -> None:
    lecteur = Lecteur()
    assert lecteur._serveur is None
    lecteur.fermer()


def test_le_serveur_mort_est_remplace() -> None:
    lecteur = Lecteur(enfants=1)
    contenu = fabrique.ecrire(fabrique.CV)
    try:
        lecteur.lire(contenu, nom_fichier="cv.pdf", recu_le=RECU_LE)
        premier = lecteur._serveur
        assert premier is not None
        premier.kill()
        premier.wait()
        assert lecteur.lire(contenu, nom_fichier="cv.pdf", recu_le=RECU_LE).profil.nom_complet == "Nadia Benali"
        assert lecteur._serveur is not premier
    finally:
        lecteur.fermer()


def test_plusieurs_fils_ensemble(lecteur: Lecteur) -> None:
    contenus = [f.read_bytes() for f in FICHIERS[:4]]
    noms: dict[int, str | None] = {}

    def lire(rang: int) -> None:
        noms[rang] = lecteur.lire(contenus[rang % 4], nom_fichier="cv.pdf", recu_le=RECU_LE).profil.nom_complet

    fils = [threading.Thread(target=lire, args=(i,)) for i in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert [noms[i] for i in range(8)] == [noms[i % 4] for i in range(8)]
    assert set(noms.values()) == {"Claire Lefèvre-Nuñez", "Priya Raghunathan", "James O’Connell", "Mehdi Benaïssa"}


def test_l_environnement_du_serveur_est_vide(lecteur: Lecteur) -> None:
    lecteur.chauffer()
    assert lecteur._serveur is not None
    environnement = Path(f"/proc/{lecteur._serveur.pid}/environ")
    if not environnement.exists():
        pytest.skip("no /proc here")
    noms = {v.split(b"=")[0] for v in environnement.read_bytes().split(b"\0") if v}
    assert noms == {b"LANG", b"OPENBLAS_NUM_THREADS", b"OMP_NUM_THREADS"}


def test_lire_laisse_passer_les_autres(lecteur: Lecteur) -> None:
    lecteur.image((CVS / "d01_rendercv_classic_fr.pdf").read_bytes(), 1)
    assert lecteur._serveur is not None
    notre = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, lecteur._serveur.pid) == min(19, notre + POLITESSE)
