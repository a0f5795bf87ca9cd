import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.config import RACINE, Settings
from app.vector_store import collection as acces
from app.vector_store.chroma_client import IndexEmbarque, IndexIndisponible, IndexOccupe, IndexServeur, ouvrir_index
from app.vector_store.index_chroma import IndexLocal
from app.vector_store.port import LigneIndex, Voisin


@pytest.fixture(scope="module")
def commun(tmp_path_factory):
    """One index for the tests that neither close nor break it: each works in a collection of its own."""
    dossier = tmp_path_factory.mktemp("commun")
    ouvert = IndexEmbarque(dossier)
    yield ouvert, dossier
    ouvert.fermer()


@pytest.fixture
def index(tmp_path):
    ouvert = IndexEmbarque(tmp_path / "chroma")
    yield ouvert
    ouvert.fermer()


def _dossier(dossier, collection="cvs"):
    (seul,) = dossier.glob(f"{collection}.*")
    return seul


def test_ecrire_chercher_supprimer(commun, lignes):
    index, _ = commun
    cvs, offres = lignes(30), lignes(5, "offre", graine=1)
    index.ecrire("cycle", cvs)
    index.ecrire("cycle-offres", offres)
    voisins = index.chercher("cycle", cvs[7].vecteur, 3)
    assert voisins[0] == Voisin("cv7:profil", pytest.approx(1, abs=1e-6))
    assert [v.similarite for v in voisins] == sorted((v.similarite for v in voisins), reverse=True)
    assert len(index.chercher("cycle-offres", offres[0].vecteur, 50)) == 5
    index.supprimer("cycle", ["cv7:profil", "inconnu"])
    assert index.identifiants("cycle") == {f"cv{i}:profil": f"h{i}" for i in range(30) if i != 7}
    assert "cv7:profil" not in {v.id for v in index.chercher("cycle", cvs[7].vecteur, 29)}


def test_reecrire_remplace(commun, lignes):
    index, _ = commun
    avant, apres = lignes(2), lignes(1, graine=9)
    index.ecrire("reecrire", avant)
    index.ecrire("reecrire", [*avant[:1], *apres])
    assert index.identifiants("reecrire") == {"cv0:profil": "h0", "cv1:profil": "h1"}
    assert index.chercher("reecrire", apres[0].vecteur, 1)[0].similarite == pytest.approx(1, abs=1e-6)


def test_collection_vide(commun, lignes):
    index, _ = commun
    assert index.chercher("vide", lignes(1)[0].vecteur, 5) == []
    assert index.identifiants("vide") == {}
    index.supprimer("vide", ["x"])
    index.ecrire("vide", [])
    assert index.sonder("vide", [])
    assert index.chercher("vide", lignes(1)[0].vecteur, 0) == []


def test_plus_d_un_lot(commun, lignes):
    index, _ = commun
    tous = lignes(1100)
    index.ecrire("lots", tous)
    assert index.identifiants("lots") == {x.id: x.empreinte for x in tous}
    index.supprimer("lots", [x.id for x in tous[5:]])
    assert sorted(index.identifiants("lots")) == [f"cv{i}:profil" for i in range(5)]


def test_une_recherche_passe_entre_deux_pages_d_identifiants(lignes, tmp_path, monkeypatch):
    index = IndexEmbarque(tmp_path / "chroma")
    tous = lignes(1100)
    index.ecrire("pages", tous)
    demander, trouves = index._demander, []

    def suivre(collection, methode, *arguments, **options):
        reponse = demander(collection, methode, *arguments, **options)
        if methode == "page":
            with ThreadPoolExecutor(1) as ailleurs:
                trouves.append(ailleurs.submit(demander, "pages", "chercher", tous[0].vecteur, 1, attente_s=1).result()[0].id)
        return reponse

    monkeypatch.setattr(index, "_demander", suivre)
    assert index.identifiants("pages") == {x.id: x.empreinte for x in tous}
    assert trouves == [tous[0].id] * 3, "1,000 rows, 100, none"
    index.fermer()


def test_rien_d_autre_que_l_empreinte(lignes, tmp_path):
    index = IndexLocal(tmp_path, pour=os.getpid())
    index.ecrire("cvs", lignes(1))
    index.fermer()
    client = acces.ouvrir_dossier(_dossier(tmp_path))
    stocke = acces.trouver(client, "cvs").get(include=["metadatas", "documents"])
    assert stocke["metadatas"] == [{"empreinte": "h0"}]
    assert stocke["documents"] == [None]
    client.close()


@pytest.mark.lent
def test_relu_et_sonde_apres_fermeture(index, lignes, tmp_path):
    tous = lignes(50)
    index.ecrire("cvs", tous)
    index.fermer()
    with pytest.raises(IndexIndisponible, match="est fermé"):
        index.chercher("cvs", tous[0].vecteur, 1)
    rouvert = IndexEmbarque(tmp_path / "chroma")
    assert rouvert.sonder("cvs", tous[:20])
    assert rouvert.chercher("cvs", tous[3].vecteur, 1) == [Voisin("cv3:profil", pytest.approx(1, abs=1e-6))]
    rouvert.fermer()


def test_la_sonde_voit_un_manque_et_une_empreinte_perimee(commun, lignes):
    index, _ = commun
    tous = lignes(20)
    index.ecrire("sonde", tous[:19])
    assert index.sonder("sonde", tous[:19])
    assert not index.sonder("sonde", tous)
    assert not index.sonder("sonde", [LigneIndex(tous[0].id, tous[0].vecteur, "autre")])
    assert not index.sonder("jamais-ecrite", tous[:1])


def test_un_deuxieme_ouvrant_est_refuse(commun):
    _, dossier = commun
    attendu = f"L'index vectoriel {dossier} est déjà ouvert par le processus {os.getpid()} : gardez un seul processus, ou définissez CHROMA_HOST."
    code = f"from pathlib import Path; from app.vector_store.chroma_client import IndexEmbarque; IndexEmbarque(Path({str(dossier)!r}))"
    autre = subprocess.run([sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True, check=False)
    assert autre.returncode == 1
    assert autre.stderr.strip().endswith(attendu)


def test_plusieurs_processus_demandes(tmp_path, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    with pytest.raises(IndexOccupe, match="WEB_CONCURRENCY demande plusieurs processus"):
        ouvrir_index(Settings(CHROMA_PERSIST_DIR=tmp_path, _env_file=None))
    assert isinstance(ouvrir_index(Settings(CHROMA_HOST="127.0.0.1", _env_file=None)), IndexServeur)


@pytest.mark.lent
def test_autre_modele_ou_autres_textes_sont_signales(lignes, tmp_path, monkeypatch):
    monkeypatch.setitem(acces.MARQUE, "textes", "ancienne")
    ancien = IndexLocal(tmp_path / "chroma", pour=os.getpid())
    ancien.ecrire("cvs", lignes(3))
    ancien.fermer()
    index = IndexEmbarque(tmp_path / "chroma")
    with pytest.raises(IndexIndisponible) as erreur:
        index.chercher("cvs", lignes(1)[0].vecteur, 1)
    assert str(erreur.value) == "L'index vectoriel « cvs » est d'une autre version ou incomplet : il doit être reconstruit."
    assert not index.sonder("cvs", lignes(3))
    index.reconstruire("cvs", lignes(3))
    assert index.sonder("cvs", lignes(3))
    index.fermer()


def test_reconstruire_repart_d_un_dossier_neuf(commun, lignes):
    index, dossier = commun
    index.ecrire("neuve", lignes(10))
    ancien = _dossier(dossier, "neuve")
    index.reconstruire("neuve", iter(lignes(4, "neuf")))
    assert sorted(index.identifiants("neuve")) == [f"neuf{i}:profil" for i in range(4)]
    assert not ancien.exists()
    assert _dossier(dossier, "neuve").name == "neuve.000002"


@pytest.mark.lent
def test_la_memoire_de_l_ancien_index_n_est_pas_dans_les_fichiers_du_neuf(index, lignes, tmp_path):
    """Chroma saves memory that it never wrote: one round in eight showed erased vectors before freed memory was overwritten."""
    for tour in range(30):
        effaces = lignes(20, "efface", graine=tour)
        index.ecrire("cvs", effaces)
        index.supprimer("cvs", [ligne.id for ligne in effaces])
        index.reconstruire("cvs", lignes(1, "reste", graine=1000))
        octets = b"".join(f.read_bytes() for f in (tmp_path / "chroma").rglob("*") if f.is_file())
        assert [ligne.id for ligne in effaces if ligne.vecteur in octets] == []


@pytest.mark.lent
def test_reconstruction_interrompue_se_dit_incomplete(index, lignes, tmp_path):
    def panne():
        yield from lignes(150)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.reconstruire("cvs", panne())
    with pytest.raises(IndexIndisponible, match="est en reconstruction"):
        index.chercher("cvs", lignes(1)[0].vecteur, 1)
    index.fermer()
    rouvert = IndexEmbarque(tmp_path / "chroma")
    with pytest.raises(IndexIndisponible, match="incomplet"):
        rouvert.chercher("cvs", lignes(1)[0].vecteur, 1)
    assert not rouvert.sonder("cvs", [])
    rouvert.reconstruire("cvs", lignes(2))
    assert len(rouvert.identifiants("cvs")) == 2
    rouvert.fermer()


def test_pas_de_recherche_partielle_pendant_une_reconstruction(commun, lignes):
    index, _ = commun
    index.ecrire("partielle", lignes(10))
    commence, continuer = threading.Event(), threading.Event()

    def lentement():
        yield from lignes(5)
        commence.set()
        assert continuer.wait(20)

    fil = threading.Thread(target=index.reconstruire, args=("partielle", lentement()))
    fil.start()
    assert commence.wait(20)
    with pytest.raises(IndexIndisponible) as erreur:
        index.chercher("partielle", lignes(1)[0].vecteur, 1)
    assert str(erreur.value) == "L'index vectoriel « partielle » est en reconstruction."
    continuer.set()
    fil.join()
    assert len(index.chercher("partielle", lignes(1)[0].vecteur, 10)) == 5


@pytest.mark.lent
def test_une_fermeture_n_attend_pas_la_reconstruction(index, lignes):
    commence, issue = threading.Event(), []

    def sans_fin():
        while True:
            yield from lignes(100)
            commence.set()

    def travailler():
        try:
            index.reconstruire("cvs", sans_fin())
        except IndexIndisponible as erreur:
            issue.append(str(erreur))

    fil = threading.Thread(target=travailler)
    fil.start()
    assert commence.wait(20)
    index.fermer()
    fil.join()
    assert issue == ["L'index vectoriel est fermé."]


@pytest.mark.lent
def test_le_proprietaire_tue_est_remplace(index, lignes):
    index.ecrire("cvs", lignes(10))
    index.ecrire("offres", lignes(4, "offre"))
    index._processus.kill()
    index._processus.wait()
    with pytest.raises(IndexIndisponible, match="s'est arrêté pendant une opération sur « cvs »"):
        index.chercher("cvs", lignes(1)[0].vecteur, 1)
    with pytest.raises(IndexIndisponible, match="vient de s'arrêter"):
        index.chercher("offres", lignes(1)[0].vecteur, 1)
    assert index.sonder("cvs", lignes(10))
    assert len(index.chercher("cvs", lignes(1)[0].vecteur, 20)) == 10
    assert len(index.chercher("offres", lignes(1)[0].vecteur, 20)) == 4


@pytest.mark.lent
def test_le_maitre_tue_libere_le_dossier(tmp_path):
    code = (
        "import os, signal; from pathlib import Path; from app.vector_store.chroma_client import IndexEmbarque; "
        f"IndexEmbarque(Path({str(tmp_path / 'chroma')!r})); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=RACINE, check=False).returncode == -signal.SIGKILL
    IndexEmbarque(tmp_path / "chroma").fermer()


def test_les_ecritures_ne_figent_pas_le_processus(commun, lignes):
    index, _ = commun
    index.ecrire("fige", lignes(300))
    index.chercher("fige", lignes(1)[0].vecteur, 1)
    fini = threading.Event()
    fil = threading.Thread(target=lambda: (index.ecrire("fige", lignes(1000, "autre")), fini.set()))
    fil.start()
    tours = 0
    while not fini.wait(0.001):
        tours += 1
    fil.join()
    assert tours > 40  # two or so for each of the ten batches, were Chroma's lock held in this process


def test_vecteurs_d_une_autre_taille(commun):
    index, _ = commun
    with pytest.raises(ValueError, match="query vector has 8 bytes instead of 1536"):
        index.chercher("cycle", b"12345678", 1)
    with pytest.raises(ValueError, match="vector of x has 8 bytes instead of 1536"):
        LigneIndex(id="x", vecteur=b"12345678", empreinte="h")


@pytest.mark.parametrize(
    "fichier",
    [
        pytest.param("chroma.sqlite3", marks=pytest.mark.lent),
        pytest.param("*/data_level0.bin", marks=pytest.mark.lent),
        "*/link_lists.bin",
    ],
)
def test_dossier_abime_puis_reconstruit(lignes, tmp_path, fichier, monkeypatch):
    monkeypatch.setitem(acces.HNSW, "sync_threshold", 100)
    tous = lignes(300)
    index = IndexLocal(tmp_path / "chroma", pour=os.getpid())
    index.ecrire("cvs", tous)
    index.fermer()
    (cible,) = _dossier(tmp_path / "chroma").glob(fichier)
    if fichier.endswith("link_lists.bin"):
        os.truncate(cible, 344 * 10**9)  # sparse, as the torn saves that were seen
    else:
        contenu = bytearray(cible.read_bytes())
        contenu[100 : len(contenu) // 2] = os.urandom(len(contenu) // 2 - 100)
        cible.write_bytes(contenu)
    rouvert = IndexEmbarque(tmp_path / "chroma")
    assert not rouvert.sonder("cvs", tous[:30])
    with pytest.raises(IndexIndisponible) as erreur:
        rouvert.chercher("cvs", tous[0].vecteur, 1)
    assert str(erreur.value) == "L'index vectoriel « cvs » est abîmé : il doit être reconstruit."
    rouvert.reconstruire("cvs", tous)
    assert rouvert.sonder("cvs", tous[:30])
    assert rouvert.chercher("cvs", tous[7].vecteur, 1)[0].id == "cv7:profil"
    rouvert.fermer()


ECRIVAIN = """
import os, sys
from pathlib import Path
import numpy as np
from app.vector_store import collection
from app.vector_store.index_chroma import IndexLocal, LigneIndex
collection.HNSW["sync_threshold"] = 200
index = IndexLocal(Path(sys.argv[1]), pour=os.getpid())
hasard = np.random.default_rng(0)
vecteurs = (hasard.normal(size=(8, 384))[hasard.integers(0, 8, 20000)] + 0.7 * hasard.normal(size=(20000, 384))).astype("<f4")
vecteurs /= np.linalg.norm(vecteurs, axis=1, keepdims=True)
for lot in range(200):
    index.ecrire("cvs", [LigneIndex(f"cv{i}:profil", vecteurs[i].tobytes(), f"h{i}", f"cv{i}") for i in range(lot * 100, lot * 100 + 100)])
    print(lot, flush=True)
"""


@pytest.mark.lent
@pytest.mark.parametrize("attente_ms", [0, 7, 23, 60])
def test_tue_en_pleine_ecriture(tmp_path, lignes, attente_ms):
    ecrivain = subprocess.Popen([sys.executable, "-c", ECRIVAIN, str(tmp_path / "chroma")], cwd=RACINE, stdout=subprocess.PIPE, text=True)
    for _ in range(9):
        ecrivain.stdout.readline()
    time.sleep(attente_ms / 1000)
    ecrivain.send_signal(signal.SIGKILL)
    acquittes = 9 + len(ecrivain.stdout.read().split())
    ecrivain.wait()
    tous = lignes(20000)[: acquittes * 100]
    index = IndexEmbarque(tmp_path / "chroma")
    if not index.sonder("cvs", tous[-60:]):
        index.reconstruire("cvs", tous)
    assert set(index.identifiants("cvs")) >= {x.id for x in tous}
    assert index.chercher("cvs", tous[-1].vecteur, 1)[0].id == tous[-1].id
    index.fermer()


@pytest.mark.lent
def test_le_meme_port_vers_un_serveur(tmp_path, lignes):
    import socket

    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    with pytest.raises(IndexIndisponible) as erreur:
        IndexServeur("127.0.0.1", port).chercher("cvs", lignes(1)[0].vecteur, 1)
    assert str(erreur.value) == f"Le serveur Chroma 127.0.0.1:{port} ne répond pas : vérifiez CHROMA_HOST et CHROMA_PORT."
    lancer = [sys.executable, "-c", "from chromadb.cli.cli import app; app()", "run"]
    serveur = subprocess.Popen([*lancer, "--path", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        limite = time.monotonic() + 60
        while True:
            with socket.socket() as prise:
                if prise.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert time.monotonic() < limite
            time.sleep(0.1)
        un, deux = IndexServeur("127.0.0.1", port), IndexServeur("127.0.0.1", port)
        un.ecrire("cvs", lignes(20))
        assert deux.chercher("cvs", lignes(20)[4].vecteur, 1)[0].id == "cv4:profil"
        un.reconstruire("cvs", lignes(3))
        with pytest.raises(IndexIndisponible, match="vient d'être refait"):
            deux.chercher("cvs", lignes(20)[4].vecteur, 1)
        assert len(deux.chercher("cvs", lignes(20)[4].vecteur, 9)) == 3
        assert deux.sonder("cvs", lignes(3))
        un.fermer()
    finally:
        serveur.terminate()
        serveur.wait()
    with pytest.raises(IndexIndisponible, match="abîmé ou injoignable"):
        deux.chercher("cvs", lignes(20)[4].vecteur, 1)
