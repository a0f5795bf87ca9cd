"""Many CVs are put in order from less of them: the numbers, and so the order, are those of the full documents."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.matching.apercu import CITEE, apercevoir
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.score import _dixiemes, _nombres, _noter, _paires, classer, ordonner
from app.core.enums import Critere, NiveauLangue, Teletravail
from app.schemas.documents import CVDocument
from app.services.passages import PassageLu
from tests.ai.matching import vecteurs
from tests.ai.matching.fabrique import lire, verite
from tests.ai.matching.test_score import noms_cvs

CVS = [projeter_cv(*lire(verite(nom)).args()) for nom in noms_cvs()]
OFFRES = [
    projeter_offre(
        OffreSource(
            titre=titre,
            description=description,
            competences_requises=requises,
            competences_souhaitees=("Docker", "Excel", "Zwrk interne"),
            obligatoires=obligatoires,
            experience_min=3,
            niveau_etudes_min=6,
            langues=(("en", NiveauLangue.B2), ("fr", NiveauLangue.C1)),
            localisation="Lyon",
            teletravail=Teletravail.partiel,
        )
    )
    for titre, description, requises, obligatoires in (
        (
            "Développeur / Développeuse full-stack (F/H)",
            "Vous concevez une API Python et des interfaces React.",
            ("Python", "FastAPI", "React", "Terraform"),
            (),
        ),
        ("Grutier / Grutière à tour", "Conduite d'une grue à tour sur chantier, levage de charges.", ("levage", "élingage"), ("CACES R487", "Permis CE")),
        ("Contrôleur de gestion (F/H)", "Budget, reporting et clôtures mensuelles.", ("contrôle de gestion", "SAP"), ()),
    )
]


def _sans(tirer, elements, citation):
    """Some of `elements`, some of those without their quotation."""
    gardes = [e for e in elements if tirer(st.booleans())]
    return tuple(e.model_copy(update={citation: () if citation == "citations" else None}) if tirer(st.booleans()) else e for e in gardes)


@st.composite
def documents(tirer):
    a, b = tirer(st.sampled_from(CVS)), tirer(st.sampled_from(CVS))
    champs = {
        "competences": _sans(tirer, a.competences[:8] + b.competences[:8], "citations"),
        "experiences": _sans(tirer, (*a.experiences, *b.experiences), "citation"),
        "formations": _sans(tirer, (*a.formations, *b.formations), "citation"),
        "langues": _sans(tirer, (*a.langues, *b.langues), "citation"),
        "certifications": _sans(tirer, (*a.certifications, *b.certifications), "citations"),
        "mobilite_lieux": tirer(st.sampled_from(((), ("Lyon",), ("Brest", "France entière")))),
        "mobilite_teletravail": tirer(st.sampled_from((None, True, False))),
    }
    return a.model_copy(update=champs | ({"citation_titre": None, "citation_mobilite": None} if tirer(st.booleans()) else {}))


def _lus(cv: CVDocument, muets: bool) -> list[PassageLu]:
    return [PassageLu(v.vecteur, v.cle, v.section, None if muets or v.citation is None else CITEE) for v in vecteurs.de_cv(cv)]


@settings(max_examples=40, deadline=None)
@given(st.lists(documents(), min_size=1, max_size=6), st.sampled_from(OFFRES), st.dictionaries(st.sampled_from(Critere), st.sampled_from((0, 5, 60))))
def test_an_order_from_less_is_the_order_of_the_scores(cvs, offre, poids):
    offre = offre.model_copy(update={"poids": {Critere.semantique: 20} | poids})
    vo = vecteurs.d_offre(offre)
    entiers = [(i, cv, vecteurs.de_cv(cv)) for i, cv in enumerate(cvs)]
    moindres = [(i, apercevoir(cv.model_dump_json()), _lus(cv, muets=False)) for i, cv in enumerate(cvs)]
    notes = [_noter(paire) for paire in _paires(offre, vo, entiers)]
    assert [_dixiemes(paire, _nombres(offre)) for paire in _paires(offre, vo, moindres)] == [n and n.dixiemes for n in notes]
    attendu = [i for i, _ in classer(offre, vo, entiers, "m")]
    assert [ordonner(offre, vo, moindres, limite) for limite in (1, 3, len(cvs))] == [attendu[:1], attendu[:3], attendu]


def test_what_is_read_of_a_cv_is_the_same_but_for_its_quotations():
    for cv in CVS:
        lu = apercevoir(cv.model_dump_json())
        for champ in ("titre", "metier_id", "mobilite_lieux", "mobilite_teletravail", "texte", "debuts_pages"):
            assert getattr(lu, champ) == getattr(cv, champ)
        for champ in ("competences", "experiences", "formations", "langues", "certifications"):
            assert len(getattr(lu, champ)) == len(getattr(cv, champ))
            for moindre, entier in zip(getattr(lu, champ), getattr(cv, champ), strict=True):
                for nom in moindre.__slots__:
                    valeur, attendue = getattr(moindre, nom), getattr(entier, nom)
                    assert bool(valeur) == bool(attendue) if nom.startswith("citation") else valeur == attendue


def test_a_document_of_an_older_shape_is_read():
    assert apercevoir("{}") == apercevoir(CVDocument().model_dump_json())
