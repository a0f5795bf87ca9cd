"""The index's folder goes away, or cannot be used: the process lives, says so, and comes back by itself."""

import os
import shutil
from pathlib import Path

import pytest

from app.vector_store import chroma_client
from app.vector_store.chroma_client import IndexEmbarque, IndexIndisponible, index_tenu
from app.vector_store.verrou import est_tenu


def test_a_folder_removed_under_a_live_owner_is_noticed_and_made_anew(tmp_path: Path, lignes):
    dossier = tmp_path / "chroma"
    index = IndexEmbarque(dossier)
    try:
        index.ecrire("cvs", lignes(5))
        shutil.rmtree(dossier)
        with pytest.raises(IndexIndisponible):
            index.ecrire("cvs", lignes(6))
        assert index.sonder("cvs", lignes(5)) is False, "what was open is in no folder any more"
        index.reconstruire("cvs", lignes(6))
        assert index.sonder("cvs", lignes(6)) is True
        assert len(index.identifiants("cvs")) == 6
        assert (dossier / ".verrou").read_text() == str(os.getpid())
    finally:
        index.fermer()


def test_a_folder_that_cannot_be_used_keeps_nothing_from_starting(tmp_path: Path, lignes, monkeypatch):
    dossier = tmp_path / "chroma"
    dossier.write_text("a file where the folder should be")
    index = IndexEmbarque(dossier)
    try:
        with pytest.raises(IndexIndisponible):
            index.chercher("cvs", lignes(1)[0].vecteur, 1)
        assert index.sonder("cvs", []) is False
        with pytest.raises(IndexIndisponible):
            index.reconstruire("cvs", lignes(2))
        dossier.unlink()
        index.reconstruire("cvs", lignes(2))
        assert len(index.identifiants("cvs")) == 2
    finally:
        index.fermer()


def test_a_restart_that_failed_is_not_tried_at_every_search(tmp_path: Path, lignes, monkeypatch):
    dossier = tmp_path / "chroma"
    dossier.write_text("x")
    index = IndexEmbarque(dossier)
    lances = []
    monkeypatch.setattr(index, "_demarrer", lambda: lances.append(1))
    for _ in range(5):
        with pytest.raises(IndexIndisponible):
            index.chercher("cvs", lignes(1)[0].vecteur, 1)
    assert lances == []


def test_who_holds_the_folder_is_known_without_opening_it(tmp_path: Path, reglages):
    assert est_tenu(tmp_path / "absent") is False
    (tmp_path / ".verrou").write_text(str(os.getpid()))
    assert est_tenu(tmp_path) is True
    (tmp_path / ".verrou").write_text("999999999")
    assert est_tenu(tmp_path) is False
    assert index_tenu(reglages.model_copy(update={"CHROMA_PERSIST_DIR": tmp_path})) is False
    assert index_tenu(reglages.model_copy(update={"CHROMA_HOST": "chroma.interne"})) is True
    assert chroma_client.DELAI_ARRET_S <= 5
