"""Write the committed snapshot of the contract: `python -m outils.openapi`."""

import json
from pathlib import Path

CIBLE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def contrat():
    """The OpenAPI document as committed: sorted, one space of indent. Settings play no part in it but the name."""
    from app.core.config import Settings
    from app.main import create_app

    reglages = Settings(_env_file=None, JWT_SECRET="x" * 32, DATABASE_URL="postgresql+psycopg2://inutile/inutile")
    return json.dumps(create_app(reglages).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    CIBLE.write_text(contrat(), encoding="utf-8")
    print(f"Écrit : {CIBLE}")  # noqa: T201
