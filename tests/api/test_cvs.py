"""CVs over HTTP: received, refused, read, corrected, shown, erased."""

import asyncio
import hashlib
import io
import json
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pypdf
import pytest
from sqlalchemy import func, select, text

from app.models import CV, Base, CleIdempotence, EvenementAudit, MotifAudit, PassageIndexe, PierreTombale, Profil, Tache, Vecteur
from app.schemas.cvs import CVRead
from app.services.cv_service import CVService, _nom_sur
from tests.conftest import CVS, MOT_DE_PASSE, Compte, epuiser

D01 = (CVS / "d01_rendercv_classic_fr.pdf").read_bytes()


def deposer(compte: Compte, contenu: bytes, nom: str = "cv.pdf", media: str = "application/pdf", **options: object):
    return compte.post("/cvs/upload", files={"file": (nom, contenu, media)}, **options)


def pdf(pages: int = 1, mot_de_passe: str | None = None) -> bytes:
    sortie = pypdf.PdfWriter()
    for _ in range(pages):
        sortie.add_blank_page(595, 842)
    if mot_de_passe:
        sortie.encrypt(mot_de_passe, algorithm="RC4-128")
    tampon = io.BytesIO()
    sortie.write(tampon)
    return tampon.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Nadia Ferrand", 0)
    document.add_paragraph("Comptable – nadia.ferrand@example.com – 06 12 34 56 78 – Rennes")
    document.add_heading("Expérience professionnelle", 1)
    document.add_paragraph("Comptable, Cabinet des Lices, janvier 2019 – mars 2023")
    document.add_paragraph("Tenue de la comptabilité générale sous Excel et Sage.")
    document.add_heading("Compétences", 1)
    document.add_paragraph("Excel, Sage, comptabilité générale")
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def rien_ne_reste(ressources, unite) -> None:
    with unite() as session:
        assert session.execute(select(func.count()).select_from(CV)).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(Tache)).scalar_one() == 0
    assert list(ressources.stockage.cles()) == []
    assert list(Path(ressources.settings.CV_EXTRAITS_DIR).glob("*")) == []


@pytest.mark.parametrize("nom", ["d02_rendercv_sb2nov_en", "d05_sidebar_left_fr", "d09_docx_table_en", "d12_table_fr"])
def test_real_cvs(candidat: Compte, nom: str):
    verite = json.loads((CVS / f"{nom}.json").read_text(encoding="utf-8"))
    reponse = candidat.deposer(nom)
    assert reponse.status_code == 201
    cv = reponse.json()
    assert (cv["profil"]["nom_complet"], cv["profil"]["email"], cv["langue"]) == (verite["name"], verite["email"], verite["lang"])
    assert (cv["statut_analyse"], cv["version"], cv["corrige"], cv["nom_fichier"]) == ("terminee", 1, [], f"{nom}.pdf")
    texte = candidat.get(f"/cvs/{cv['id']}/texte").json()["texte"]
    for preuve in cv["preuves"].values():
        assert texte[preuve["debut"] : preuve["fin"]] == preuve["citation"]


def test_a_word_document(candidat: Compte):
    contenu = word()
    reponse = deposer(candidat, contenu, "Nadia.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert reponse.status_code == 201
    cv = reponse.json()
    assert (cv["profil"]["nom_complet"], cv["profil"]["email"]) == ("Nadia Ferrand", "nadia.ferrand@example.com")
    fichier = candidat.get(f"/cvs/{cv['id']}/fichier")
    assert fichier.content == contenu
    assert fichier.headers["content-type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    image = candidat.get(f"/cvs/{cv['id']}/pages/1.png")
    assert (image.status_code, image.json()["code"]) == (404, "page_introuvable")


REFUSES = [
    (b"", 415, "format_non_supporte"),
    (b"%", 415, "format_non_supporte"),
    (b"<html>pas un pdf</html>", 415, "format_non_supporte"),
    (b"\x89PNG\r\n\x1a\n" + b"0" * 100, 415, "format_non_supporte"),
    (b"PK\x03\x04" + b"0" * 100, 422, "pdf_corrompu"),
    (b"%PDF-1.7\nn'importe quoi", 422, "pdf_corrompu"),
    (D01[:600], 422, "pdf_corrompu"),
    (pdf(1), 422, "pdf_sans_texte"),
    (pdf(16), 422, "pdf_trop_long"),
    (pdf(1, "secret"), 422, "pdf_chiffre"),
]


@pytest.mark.parametrize(("contenu", "statut", "code"), REFUSES, ids=[f"{r[2]}-{len(r[0])}" for r in REFUSES])
def test_what_cannot_be_read_is_refused_and_leaves_nothing(candidat: Compte, ressources, unite, contenu: bytes, statut: int, code: str):
    reponse = deposer(candidat, contenu)
    assert (reponse.status_code, reponse.json()["code"]) == (statut, code)
    assert reponse.headers["content-type"] == "application/problem+json"
    rien_ne_reste(ressources, unite)


def test_a_file_that_is_too_big(candidat: Compte, ressources, unite):
    limite = ressources.settings.CV_TAILLE_MAX_MO * 1024 * 1024
    for taille in (limite + 1, limite + 1024 * 1024):
        reponse = deposer(candidat, b"%PDF-" + b"0" * (taille - 5))
        assert (reponse.status_code, reponse.json()["code"], reponse.json()["detail"]) == (413, "fichier_trop_gros", "Le fichier ou la requête dépasse 10 Mo.")
    rien_ne_reste(ressources, unite)


def test_a_body_of_unknown_length_is_counted_as_it_comes(candidat: Compte):
    def morceaux():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
        for _ in range(12):
            yield b"0" * 1024 * 1024
        yield b"\r\n--b--\r\n"

    reponse = candidat.post("/cvs/upload", content=morceaux(), headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert (reponse.status_code, reponse.json()["code"]) == (413, "fichier_trop_gros")


def test_a_small_body_of_unknown_length_is_taken(candidat: Compte):
    def morceaux():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        yield D01
        yield b"\r\n--b--\r\n"

    assert candidat.post("/cvs/upload", content=morceaux(), headers={"Content-Type": "multipart/form-data; boundary=b"}).status_code == 201


@pytest.mark.parametrize("entetes", [[], [(b"authorization", b"Bearer a.b.c")], [(b"authorization", b"Basic YTpi")]], ids=["sans", "faux", "basic"])
def test_a_stranger_is_refused_before_a_byte_is_read(client, entetes: list):
    async def jouer() -> list[dict]:
        messages: list[dict] = []

        async def recevoir() -> dict:
            raise AssertionError("the body was read")

        async def envoyer(message: dict) -> None:
            messages.append(message)

        portee = {"type": "http", "method": "POST", "path": "/cvs/upload", "raw_path": b"/cvs/upload", "query_string": b"", "headers": entetes}
        portee |= {"scheme": "http", "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("test", 80), "root_path": ""}
        await client.app(portee, recevoir, envoyer)
        return messages

    debut, corps = asyncio.run(jouer())
    assert (debut["status"], json.loads(corps["body"])["code"]) == (401, "non_authentifie")
    assert (b"connection", b"close") in debut["headers"]


@pytest.mark.parametrize(
    "corps",
    [
        {"data": {"file": "texte"}},
        {"files": {"autre": ("a.pdf", D01)}},
        {"files": {"file": ("", D01)}},
        {"json": {"file": "a"}},
        {},
    ],
)
def test_a_form_without_its_file(candidat: Compte, corps: dict):
    reponse = candidat.post("/cvs/upload", **corps)
    assert (reponse.status_code, reponse.json()["code"]) in {(422, "donnees_invalides"), (415, "media_non_supporte"), (400, "requete_invalide")}


def test_the_same_bytes_again(candidat: Compte, creer_compte, cv: dict):
    encore = deposer(candidat, D01, "autre nom.pdf")
    assert (encore.status_code, encore.json()) == (200, cv)
    assert candidat.get("/cvs/my-cvs").json()["total"] == 1
    autre = creer_compte("candidat").deposer()
    assert autre.status_code == 201
    assert autre.json()["id"] != cv["id"]


def test_two_at_once_make_one_cv(client_reel, reelles):
    compte = {"email": "double@example.com", "password": MOT_DE_PASSE, "nom": "D", "prenom": "D", "role": "candidat"}
    client_reel.post("/api/auth/register", json=compte)
    jeton = client_reel.post("/api/auth/login", json={"email": compte["email"], "password": MOT_DE_PASSE}).json()["access_token"]
    entetes = {"Authorization": f"Bearer {jeton}"}
    with ThreadPoolExecutor(3) as fils:
        reponses = list(fils.map(lambda _: client_reel.post("/cvs/upload", files={"file": ("a.pdf", D01)}, headers=entetes), range(3)))
    assert sorted(r.status_code for r in reponses)[-1] == 201
    assert {r.status_code for r in reponses} <= {200, 201}
    assert len({r.json()["id"] for r in reponses}) == 1
    assert len(list(reelles.stockage.cles())) == 1
    with reelles.unite() as session:
        assert session.execute(select(func.count()).select_from(CV)).scalar_one() == 1


def test_a_candidate_holds_so_many_cvs_and_no_more(candidat: Compte, cv: dict, ressources):
    ressources.settings.CV_MAX_PAR_CANDIDAT = 1
    refus = candidat.deposer("d12_table_fr")
    assert (refus.status_code, refus.json()["code"]) == (409, "nombre_de_cvs_atteint")
    assert refus.json()["detail"] == "Vous avez déjà 1 CV : supprimez-en un avant d'en déposer un autre."
    assert candidat.deposer().status_code == 200


@pytest.mark.parametrize(
    ("nom", "garde"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\claire\\mon cv.pdf", "mon cv.pdf"),
        ("a\u202egnp.pdf", "agnp.pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
        ('guillemet".pdf', 'guillemet".pdf'),
    ],
)
def test_names_of_files_are_data(nom: str, garde: str):
    assert _nom_sur(nom) == garde
    assert _nom_sur("a\r\nX-Faux: 1\x00.pdf") == "aX-Faux: 1.pdf"
    assert _nom_sur("///") == "cv.pdf"


def test_a_hostile_name_stays_in_its_header_and_names_no_file(candidat: Compte, ressources):
    nom = "../..%2fetc/\u202efdp.exe; filename=x.html"
    cv = deposer(candidat, D01, nom).json()
    assert cv["nom_fichier"] == "fdp.exe; filename=x.html"
    assert [nom for nom in ressources.stockage.cles() if "exe" in nom or ".." in nom] == []
    entetes = candidat.get(f"/cvs/{cv['id']}/fichier").headers
    assert entetes["content-disposition"] == "attachment; filename*=UTF-8''fdp.exe%3B%20filename%3Dx.html.pdf"
    assert entetes["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(("nom", "servi"), [("cv.exe", "cv.exe.pdf"), ("CV.PDF", "CV.PDF"), ("cv.pdf.scr", "cv.pdf.scr.pdf")])
def test_what_a_recruiter_downloads_is_named_as_what_it_is(candidat: Compte, nom: str, servi: str):
    """A file can be a PDF and a program at once: the name decides which of them a double click opens."""
    cv = deposer(candidat, D01, nom=nom).json()
    assert cv["nom_fichier"] == nom
    assert candidat.get(f"/cvs/{cv['id']}/fichier").headers["content-disposition"] == f"attachment; filename*=UTF-8''{servi}"


def test_a_temporary_folder_that_takes_nothing_is_no_fault_of_the_sender(candidat: Compte, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nulle/part")
    refus = deposer(candidat, D01 + b"%" * 2_000_000)
    assert (refus.status_code, refus.json()["code"], refus.headers["retry-after"]) == (503, "disque_plein", "60")
    assert deposer(candidat, D01).status_code == 201, "a small form is kept in memory"


def test_idempotency_key(candidat: Compte, unite):
    premier = deposer(candidat, D01, headers={"Idempotency-Key": "cle-1"})
    encore = deposer(candidat, D01, headers={"Idempotency-Key": "cle-1"})
    assert (premier.status_code, encore.status_code, encore.json()) == (201, 201, premier.json())
    assert encore.headers["location"] == premier.headers["location"] == f"/cvs/{premier.json()['id']}"
    autre = deposer(candidat, (CVS / "d12_table_fr.pdf").read_bytes(), headers={"Idempotency-Key": "cle-1"})
    assert (autre.status_code, autre.json()["code"]) == (422, "cle_reutilisee")

    refus = deposer(candidat, b"<html>", headers={"Idempotency-Key": "cle-2"})
    assert refus.status_code == 415
    assert deposer(candidat, (CVS / "d12_table_fr.pdf").read_bytes(), headers={"Idempotency-Key": "cle-2"}).status_code == 201, "a refusal leaves the key free"

    with unite() as session:
        session.add(CleIdempotence(utilisateur_id=uuid.UUID(candidat.id), route="cvs_upload", cle="cle-3", empreinte_corps=hashlib.sha256(D01).hexdigest()))
    en_vol = deposer(candidat, D01, headers={"Idempotency-Key": "cle-3"})
    assert (en_vol.status_code, en_vol.json()["code"]) == (409, "requete_en_cours")
    assert deposer(candidat, D01, headers={"Idempotency-Key": "x" * 201}).status_code == 422


@pytest.mark.parametrize("deja", [False, True])
def test_a_cv_erased_before_its_answer_left_leaves_no_answer(candidat: Compte, unite, monkeypatch, deja: bool):
    if deja:
        deposer(candidat, D01)

    recevoir, faits = CVService.deposer, []

    def recevoir_puis_effacer(service: CVService, *arguments: object, **options: object) -> tuple[CVRead, bool]:
        lu, cree = recevoir(service, *arguments, **options)
        faits.append((cree, candidat.delete(f"/cvs/{lu.id}").status_code))
        return lu, cree

    monkeypatch.setattr(CVService, "deposer", recevoir_puis_effacer)
    deposer(candidat, D01, headers={"Idempotency-Key": "cle-4"})
    assert faits == [(not deja, 204)]
    with unite() as session:
        assert session.execute(select(CleIdempotence.reponse).where(CleIdempotence.cle == "cle-4")).all() == []


def test_keys_of_two_people_never_meet(candidat: Compte, creer_compte):
    autre = creer_compte("candidat")
    reponses = [deposer(compte, D01, headers={"Idempotency-Key": "meme"}) for compte in (candidat, autre)]
    assert [r.status_code for r in reponses] == [201, 201]
    assert reponses[0].json()["id"] != reponses[1].json()["id"]


def test_my_cvs(candidat: Compte, cv: dict):
    second = candidat.deposer("d12_table_fr").json()
    page = candidat.get("/cvs/my-cvs", params={"taille": 1})
    corps = page.json()
    assert (corps["total"], corps["page"], corps["taille"], corps["pages"]) == (2, 1, 1, 2)
    assert (
        page.headers["link"]
        == '</cvs/my-cvs?taille=1&page=1>; rel="first", </cvs/my-cvs?taille=1&page=2>; rel="next", </cvs/my-cvs?taille=1&page=2>; rel="last"'
    )
    assert [i["id"] for i in corps["items"]] == [second["id"]]
    resume = candidat.get("/cvs/my-cvs", params={"taille": 1, "page": 2}).json()["items"][0]
    assert resume["nom_complet"] == "Claire Lefèvre-Nuñez"
    assert resume["nom_fichier"] == "d01_rendercv_classic_fr.pdf"
    assert resume["competences"][:4] == [c["nom"] for c in cv["profil"]["competences"][:4]]
    assert len(resume["competences"]) == 10


def test_detail_text_file_and_page(candidat: Compte, cv: dict, ressources):
    detail = candidat.get(f"/cvs/{cv['id']}")
    assert (detail.json(), detail.headers["etag"]) == (cv, '"v1"')
    texte = candidat.get(f"/cvs/{cv['id']}/texte").json()
    preuve = cv["preuves"]["email"]
    assert texte["texte"][preuve["debut"] : preuve["fin"]] == "claire.lefevre@example.com"
    fichier = candidat.get(f"/cvs/{cv['id']}/fichier")
    assert fichier.content == D01
    assert fichier.headers["content-type"] == "application/pdf"
    assert fichier.headers["content-disposition"] == "attachment; filename*=UTF-8''d01_rendercv_classic_fr.pdf"
    assert fichier.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert (fichier.headers["x-content-type-options"], fichier.headers["cache-control"]) == ("nosniff", "no-store")
    image = candidat.get(f"/cvs/{cv['id']}/pages/1.png")
    assert (image.content[:8], image.headers["content-type"]) == (b"\x89PNG\r\n\x1a\n", "image/png")
    extrait = json.loads((Path(ressources.settings.CV_EXTRAITS_DIR) / f"{cv['id']}.json").read_text(encoding="utf-8"))
    assert (extrait["cv_id"], extrait["profil"], extrait["preuves"]) == (cv["id"], cv["profil"], cv["preuves"])


def test_corrections_win_over_a_later_reading(candidat: Compte, cv: dict, ressources):
    chemin = f"/cvs/{cv['id']}"
    corrige = candidat.patch(f"{chemin}/profil", json={"corrections": {"telephone": "+33611223344", "experiences.0.poste": "Architecte", "permis": ["B"]}})
    assert corrige.status_code == 200
    apres = corrige.json()
    assert (apres["version"], corrige.headers["etag"]) == (2, '"v2"')
    assert (apres["profil"]["telephone"], apres["profil"]["experiences"][0]["poste"], apres["profil"]["permis"]) == ("+33611223344", "Architecte", ["B"])
    assert apres["preuves"]["telephone"]["source"] == "correction"
    assert apres["preuves"]["email"] == cv["preuves"]["email"]
    assert apres["corrige"] == ["experiences", "permis", "telephone"]

    vide = candidat.patch(f"{chemin}/profil", json={"corrections": {"telephone": None}}).json()
    assert (vide["version"], vide["profil"]["telephone"], vide["profil"]["permis"]) == (3, None, ["B"])

    relu = candidat.post(f"{chemin}/analyser").json()
    assert relu["version"] == 4
    assert (relu["profil"]["telephone"], relu["profil"]["experiences"][0]["poste"], relu["profil"]["permis"]) == (None, "Architecte", ["B"])
    assert relu["profil"]["email"] == cv["profil"]["email"]
    extrait = json.loads((Path(ressources.settings.CV_EXTRAITS_DIR) / f"{cv['id']}.json").read_text(encoding="utf-8"))
    assert extrait["version"] == 4


def test_if_match(candidat: Compte, cv: dict):
    chemin, corps = f"/cvs/{cv['id']}/profil", {"corrections": {"titre": "Autre"}}
    assert candidat.patch(chemin, json=corps, headers={"If-Match": '"v1"'}).status_code == 200
    perime = candidat.patch(chemin, json=corps, headers={"If-Match": '"v1"'})
    assert (perime.status_code, perime.json()["code"]) == (412, "version_perimee")
    assert candidat.patch(chemin, json=corps, headers={"If-Match": "*"}).status_code == 200
    assert candidat.patch(chemin, json=corps, headers={"If-Match": '"v7", "v3"'}).status_code == 200
    assert candidat.patch(chemin, json=corps, headers={"If-Match": 'W/"v4"'}).status_code == 412
    assert candidat.patch(chemin, json=corps).status_code == 200


CORRECTIONS_REFUSEES = [
    {"inconnu": 1},
    {"competences.99.nom": "x"},
    {"niveau_etudes": 9},
    {"experiences.0.debut": "hier"},
    {"langues": [{"langue": "français"}]},
    {"langues": [{"langue": "zz"}]},
    {"langues.0.langue": "zz"},
    {"email": 12},
]


def test_a_correction_that_fits_no_field(candidat: Compte, cv: dict, subtests):
    for corrections in CORRECTIONS_REFUSEES:
        with subtests.test(corrections=corrections):
            reponse = candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": corrections})
            assert (reponse.status_code, reponse.json()["code"]) == (422, "donnees_invalides")
            assert candidat.get(f"/cvs/{cv['id']}").json()["version"] == 1


def test_what_no_eye_sees_is_taken_out_of_a_correction(candidat: Compte, cv: dict):
    corrige = candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "Dev\u202e\x07 Python", "permis": ["B\u200b"]}}).json()
    assert (corrige["profil"]["titre"], corrige["profil"]["permis"]) == ("Dev Python", ["B"])


def test_erasing_leaves_nothing_anywhere(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, ressources, ouvrier, unite, connexion):
    deposer(candidat, D01, headers={"Idempotency-Key": "garde"})
    ouvrier.executer_en_attente()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]}, headers={"Idempotency-Key": "envoi"}).json()
    candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "CANARI"}})

    refus = candidat.delete(f"/cvs/{cv['id']}")
    assert (refus.status_code, refus.json()["code"]) == (409, "cv_utilise")
    efface = candidat.delete(f"/cvs/{cv['id']}", params={"retirer_candidatures": True})
    assert (efface.status_code, efface.content) == (204, b"")
    assert candidat.get(f"/cvs/{cv['id']}").status_code == 404
    assert candidat.delete(f"/cvs/{cv['id']}").status_code == 404

    lue = recruteur.get(f"/candidatures/{envoyee['id']}").json()
    assert (lue["statut"], lue["cv_id"], lue["score"], lue["criteres"], lue["explication"]) == ("retiree", None, None, [], None)
    assert [(h["depuis"], h["vers"], h["acteur_role"]) for h in lue["historique"]] == [(None, "recue", "candidat"), ("recue", "retiree", "candidat")]

    ouvrier.executer_en_attente()
    assert list(ressources.stockage.cles()) == []
    assert list(Path(ressources.settings.CV_EXTRAITS_DIR).glob("*")) == []
    with unite() as session:
        assert session.get(PierreTombale, uuid.UUID(cv["id"])).objet == "cv"
        for modele in (CV, Profil):
            assert session.execute(select(func.count()).select_from(modele)).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(PassageIndexe).where(PassageIndexe.objet == "cv")).scalar_one() == 0
        orphelins = select(func.count()).select_from(Vecteur).where(Vecteur.hash_texte.not_in(select(PassageIndexe.hash_texte)))
        assert session.execute(orphelins).scalar_one() == 0
        identifiants = ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_CVS)
        assert [i for i in identifiants if i.startswith(cv["id"])] == []
    # no table keeps a word of it
    for mot in ("Mirabelle Santé", "CANARI", "claire.lefevre"):
        for table in Base.metadata.sorted_tables:
            trouve = connexion.execute(text(f'select count(*) from "{table.name}" t where cast(t as text) like :mot'), {"mot": f"%{mot}%"}).scalar_one()
            assert trouve == 0, (mot, table.name)


def test_an_erased_cv_is_not_brought_back_by_a_slow_job(candidat: Compte, cv: dict, ressources, ouvrier, unite):
    candidat.delete(f"/cvs/{cv['id']}")
    assert epuiser(ouvrier, unite) >= 2
    with unite() as session:
        assert session.execute(select(func.count()).select_from(Tache).where(Tache.statut != "terminee")).scalar_one() == 0
    assert list(Path(ressources.settings.CV_EXTRAITS_DIR).glob("*")) == []
    assert [i for i in ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_CVS) if i.startswith(cv["id"])] == []


def test_an_admin_says_why_and_it_is_written_down(admin: Compte, cv: dict, unite):
    sans = admin.get(f"/cvs/{cv['id']}")
    assert (sans.status_code, sans.json()["erreurs"][0]["champ"]) == (422, "motif")
    assert admin.get(f"/cvs/{cv['id']}", params={"motif": "plainte n° 12"}).status_code == 200
    assert admin.get(f"/cvs/{cv['id']}/fichier", params={"motif": "plainte n° 12"}).status_code == 200
    with unite() as session:
        lignes = session.execute(
            select(EvenementAudit.action, EvenementAudit.objet_id, MotifAudit.texte)
            .join(MotifAudit, MotifAudit.evenement_id == EvenementAudit.id)
            .where(EvenementAudit.acteur_id == uuid.UUID(admin.id), EvenementAudit.objet == "cv")
            .order_by(EvenementAudit.id)
        ).all()
    assert [tuple(ligne) for ligne in lignes] == [("cv_lu", uuid.UUID(cv["id"]), "plainte n° 12"), ("cv_telecharge", uuid.UUID(cv["id"]), "plainte n° 12")]
