"""Write the page on what is held of people: `python -m outils.donnees`. Made from the one declaration, so that it cannot lag behind."""

from pathlib import Path

CIBLE = Path(__file__).resolve().parents[1] / "docs" / "donnees.md"
TETE = """# Les données, colonne par colonne

Page produite par `python -m outils.donnees` depuis `app/models/donnees.py` : une colonne qui n'y est pas déclarée fait échouer la suite.

| nature | ce que c'est | export | effacement |
|---|---|---|---|
| personnelle | concerne une personne, ou saisie par elle | oui | oui |
| derivee | calculée depuis ce qui est exporté, ou copie : index, vecteurs, caches | non | oui |
| confidentielle | prouve qui est quelqu'un : empreintes de mots de passe et de jetons | non | oui |
| entreprise | appartient à l'entreprise, pas à son recruteur | non | non |
| technique | identifiants, états, comptes, empreintes de personne | non | non |

## L'archive de `GET /api/auth/me/export`

Un ZIP : `LISEZMOI.txt`, `donnees.json` (UTF-8) et `cvs/{id}.pdf` ou `.docx`, les fichiers d'origine ; `fichiers_manquants.txt` s'il en manque un.

`donnees.json` est un objet :

- `format` : `"1"` ; `genere_le` : date et heure ISO 8601.
- une clé par table ci-dessous qui a des colonnes personnelles : la liste de vos lignes, chacune un objet dont les clés sont ces colonnes.
  Dates en ISO 8601, identifiants UUID en texte, colonnes JSON telles quelles (formes de `docs/openapi.json` : `ProfilExtrait`, `ScoreRead`, …).
- `offres_visees` : `id`, `titre`, `localisation`, `entreprise` des offres auxquelles vous avez répondu.

Une ligne qui parle aussi d'une autre personne ne dit rien d'elle : dans `candidatures_historique` et `journal_audit`, `acteur_id` n'est rempli que si
c'est vous, `candidature_id`, `motif` et `objet_id` que si l'objet est à vous. `journal_audit` vous dit donc qui, recruteur ou administrateur, a lu votre
CV sans le nommer, et `journal_motifs` la raison donnée. Dix archives par heure et par compte.

## L'effacement : `DELETE /api/auth/me`

Une pierre tombale d'abord, puis toutes les lignes dans la même transaction ; ensuite, par tâche, les fichiers, le JSON extrait, le registre, et l'index,
refait à neuf parce que Chroma garde ce qu'on y supprime. Restent : des identifiants sans personne derrière (journal d'audit, pierres tombales, auteur
d'une décision) et ce qui est à l'entreprise. L'effacement n'est jamais refusé : quand le dernier membre d'une entreprise s'en va, ses offres sans
candidature sont supprimées, les autres fermées (le candidat garde sa trace), et l'entreprise disparaît avec sa dernière offre. Un administrateur peut
rattacher un recruteur à une entreprise restée seule.

## Les tables
"""


def page() -> str:
    """The page as committed."""
    from app.models.donnees import DONNEES, Nature

    lignes = [TETE]
    for table, colonnes in sorted(DONNEES.items()):
        lignes.append(f"### {table}\n")
        for nature in Nature:
            noms = [f"`{nom}`" for nom, n in colonnes.items() if n is nature]
            if noms:
                lignes.append(f"- {nature.value} : {', '.join(noms)}")
        lignes.append("")
    return "\n".join(lignes).rstrip() + "\n"


if __name__ == "__main__":
    CIBLE.write_text(page(), encoding="utf-8")
    print(f"Écrit : {CIBLE}")  # noqa: T201
