"""What search words name."""

import pytest

from app.ai.referentiels.requete import noms_cites


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("quelqu'un qui sait souder", ["soudeur / soudeuse / welder"]),
        ("I need a nurse", ["infirmier / infirmière / nurse"]),
        ("Python developer with AWS", ["développeur Python / développeuse Python / Python developer", "Python", "AWS / Amazon Web Services"]),
        ("animer un club", ["animateur / animatrice / activity leader"]),
        ("un vendeur pour animer le rayon", ["vendeur / vendeuse / sales assistant"]),
        ("gestion de la paie", ["gestion de la paie / payroll"]),
        ("gérer et trouver", []),
        ("météo demain à Paris", []),
        ("", []),
    ],
)
def test_trades_then_skills_in_both_languages(requete: str, noms: list[str]) -> None:
    assert noms_cites(requete) == noms
