import subprocess
import sys

from app.core.config import RACINE
from app.vector_store import test_full_pipeline as script


def test_le_script_du_cahier_des_charges():
    fini = subprocess.run([sys.executable, "-m", "app.vector_store.test_full_pipeline"], cwd=RACINE, capture_output=True, text=True, check=False)
    assert (fini.returncode, fini.stderr) == (0, "")
    assert "\n  1. Développeur Python  " in fini.stdout
    assert fini.stdout.endswith("\nRéussi : la bonne offre arrive en tête.\n")


def test_code_1_quand_une_autre_offre_gagne(monkeypatch, capsys):
    monkeypatch.setattr(script, "derouler", lambda dossier: False)
    assert script.main() == 1
    assert capsys.readouterr().out.endswith("\nÉchec : « Développeur Python » devait arriver en tête.\n")
