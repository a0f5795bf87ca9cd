import io
import json
import logging
import re
import sys

import pytest

from app.utils.logging import configurer_journal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    return logging.getLogger("app.essai")


def _ecrire(journal: logging.Logger) -> None:
    configurer_journal()
    try:
        raise ValueError("le CV de Mme Canari")
    except ValueError as erreur:
        journal.error("deux\nlignes", exc_info=erreur, extra={"champs": {"route": "/cvs\n{id}", "statut": 500}})


def test_a_person_at_a_terminal_reads_plain_lines(journal: logging.Logger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    _ecrire(journal)
    ligne = sys.stderr.getvalue()
    assert re.fullmatch(r'\d\d:\d\d:\d\d ERROR   deux\\nlignes  route="/cvs\\n\{id\}"  statut=500  exception="ValueError"  lieux=\[\]\n', ligne), ligne


def test_a_machine_reads_json(journal: logging.Logger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    _ecrire(journal)
    ligne = json.loads(sys.stderr.getvalue())
    del ligne["t"]
    assert ligne == {
        "niveau": "ERROR",
        "journal": "app.essai",
        "requete": "-",
        "message": "deux\nlignes",
        "route": "/cvs\n{id}",
        "statut": 500,
        "exception": "ValueError",
        "lieux": [],
    }
