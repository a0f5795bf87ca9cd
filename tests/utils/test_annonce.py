"""Headings of an advertisement, as French and English boards print them."""

import pytest

from app.utils.annonce import titres


@pytest.mark.parametrize(
    ("texte", "rubriques"),
    [
        ("Vos missions :\n- Souder\nVotre profil :\nCAP\nCe que nous offrons :\nMutuelle", ["missions", "profil", "employeur"]),
        ("PROFIL\nBac+2\nREMUNERATION ET AVANTAGES\n13e mois", ["profil", "employeur"]),
        ("Qui sommes-nous ? Une PME.\nEt toi ?\nTu as un Bac+3.\nAu programme\nPiloter", ["employeur", "profil", "missions"]),
        ("Compétences requises :\nPHP\nCompétences souhaitées :\nDocker\nNice to have: Kafka", ["profil", "souhaits", "souhaits"]),
        ("**Profil recherché** :\nBac\n## Nos avantages\nRTT", ["profil", "employeur"]),
        ("What we look for\nPython\nWhat we offer\nRemote\nDay to day\nCode", ["profil", "employeur", "missions"]),
        ("Indispensable :\n- Permis B\nApprécié :\n- Anglais", ["profil", "souhaits"]),
        ("Vous soudez. Vous avez le permis.\nNous soudons aussi.", []),
    ],
)
def test_headings(texte, rubriques):
    assert [rubrique for _, _, rubrique in titres(texte)] == rubriques
