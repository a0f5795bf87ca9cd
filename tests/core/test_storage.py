"""Files: what is durable when a write returns."""

import os
from pathlib import Path

import pytest

from app.core.storage import Stockage


def test_a_write_lasts_with_the_names_of_its_file_and_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stockage = Stockage(str(tmp_path / "stockage"))
    synchroniser, inodes = os.fsync, []

    def noter(descripteur: int) -> None:
        inodes.append(os.fstat(descripteur).st_ino)
        synchroniser(descripteur)

    monkeypatch.setattr(os, "fsync", noter)
    stockage.ecrire("ab/ab12.pdf", b"%PDF-")
    dossiers = [tmp_path / "stockage" / "ab" / "ab12.pdf", tmp_path / "stockage" / "ab", tmp_path / "stockage"]
    assert inodes == [d.stat().st_ino for d in dossiers]
    assert stockage.lire("ab/ab12.pdf") == b"%PDF-"
