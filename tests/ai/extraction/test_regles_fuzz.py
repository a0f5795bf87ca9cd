"""No arrangement of lines makes the rules crash: the lines of real layouts shuffled, cut and mixed."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ai.extraction.regles import extraire
from app.ai.lecture.mise_en_page import Boite, Ligne, MiseEnPage, Mot, PageLue, Segment

RECU_LE = date(2026, 11, 22)
LIGNES = [
    "CHARLOTTE Ó BRIAIN", "Jean", "Ó", "DUPONT", "de la", "Ward Manager", "Développeuse web", "claire@example.com | 07700 900 168 | Leeds, UK", "Mobilité : Lyon, Grenoble", "Profil", "PROFILE",
    "Expérience professionnelle", "EMPLOYMENT", "Formation", "Education", "Compétences", "Skills", "Langues", "Certifications", "CENTRES\tD'INTÉRÊT", "Mars 2019 – présent", "2018", "05/24 – 07/26", "2012 -",
    "Chef de chantier", "Bâtisseurs du Rhône, Lyon", "Maçon chez Colas\t2014 – 2018", "• Suivi de dix ouvriers.", "– ", ":", "•", "(", ")", "MA Education", "MA", "A-levels, Maths, Economics and French", "Bac pro, Soins et",
    "services à la personne", "Lycée Marie-Balland – Aix", "University of Kent\t2010 – 2013", "NVQ Level 2", "Languages\tEnglish (Native)", "French (A2)", "Python, Java (Spring", "Outils :", "CACES R486 – Formelec (2019)",
    "Saint-", "Étienne", "42000 Saint-", "RTITB,", "2024", "Depuis", "Disponible", "Télétravail", "Permis B", "Anglais", "C1",
]  # fmt: skip


def _page(lignes: list[tuple[str, float, float, bool]]) -> MiseEnPage:
    """A one-page layout with the given lines: text, left edge, size and weight."""
    texte, lues, haut = "", [], 40.0
    for brut, x0, taille, gras in lignes:
        segments, haut = [], haut + 1.4 * taille
        for cellule in [c for c in brut.split("\t") if c.split()]:
            mots = []
            for mot in cellule.split():
                texte += "" if texte in ("",) or texte.endswith("\n") else "\t" if not mots and segments else " " if mots else ""
                boite: Boite = (x0, haut - taille, x0 + 0.5 * taille * len(mot), haut)
                mots.append(Mot(mot, len(texte), len(texte) + len(mot), boite, taille, gras, False))
                texte, x0 = texte + mot, boite[2] + 0.3 * taille
            segments.append(Segment(tuple(mots)))
            x0 += 60
        if segments:
            lues.append(Ligne(tuple(segments), 1, 0, 0.4 * taille, brut.startswith("•")))
            texte += "\n"
    return MiseEnPage(texte, tuple(lues), (PageLue(1, 595, 842, 0, len(texte)),))


_LIGNE = st.tuples(
    st.one_of(st.sampled_from(LIGNES), st.sampled_from(LIGNES).flatmap(lambda li: st.integers(1, len(li)).map(lambda n: li[:n])), st.text(max_size=25)),
    st.sampled_from([50.0, 57.0, 180.0]),
    st.sampled_from([8.0, 10.0, 14.0, 22.0]),
    st.booleans(),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LIGNE, max_size=25))
def test_aucun_agencement_ne_fait_tomber_les_regles(lignes: list[tuple[str, float, float, bool]]) -> None:
    vue = _page(lignes)
    for ligne in vue.lignes:
        assert vue.texte[ligne.debut : ligne.fin] == ligne.texte
    extrait = extraire(vue, RECU_LE)
    assert all(0 <= p.debut < p.fin <= len(vue.texte) for p in extrait.preuves.values())
