"""The language model's door, against a server that speaks Groq's protocol well and badly."""

import json
import subprocess
import sys
import threading
import time

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.ai.llm.disjoncteur import Disjoncteur
from app.ai.llm.erreurs import ConfigurationModele, ModeleIndisponible, Raison
from app.ai.llm.fournisseurs import attente_demandee, construire
from app.ai.llm.journal import JournalMemoire
from app.ai.modele_langage import ModeleLangage, construire_modele_langage, modele_disponible
from app.ai.prompts import Prompt, encadrer
from app.core.config import Settings
from tests.faux_groq import FauxGroq

PROMPT = Prompt(nom="essai", systeme="Relève {les} compétences.", version="essai@1")
DONNEES = encadrer("cv", "Claire, Python et Docker {accolades}")


class Competence(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nom: str = Field(max_length=40)
    citation: str


class Faits(BaseModel):
    """Facts of the CV."""

    model_config = ConfigDict(extra="forbid")
    competences: list[Competence]
    experiences: list[dict[str, str]] = []


class Horloge:
    def __init__(self) -> None:
        self.instant = 1000.0

    def __call__(self) -> float:
        return self.instant


@pytest.fixture
def journal() -> JournalMemoire:
    return JournalMemoire()


@pytest.fixture
def fabrique(faux, journal):
    ouverts = []

    def _fabriquer(*noms: str, delai_s: float = 5.0, budget: int = 100_000, horloge=time.monotonic) -> ModeleLangage:
        fournisseurs = construire(noms or ["groq:un"], cle_groq="cle-de-test", base_groq=faux.url, delai_s=delai_s)
        ouverts.append(ModeleLangage(fournisseurs, journal, budget_jour=budget, delai_s=delai_s, horloge=horloge))
        return ouverts[-1]

    yield _fabriquer
    for modele in ouverts:
        modele.fermer()


def reglages(**valeurs) -> Settings:
    return Settings(_env_file=None, **{"GROQ_API_KEY": SecretStr(""), "LLM_MODELS": [], **valeurs})


def test_bonne_reponse_et_trace(fabrique, faux, journal):
    reponse = fabrique().demander(PROMPT, DONNEES, Faits)
    assert [c.nom for c in reponse.valeur.competences] == ["Python", "Docker"]
    assert (reponse.trace.modele, reponse.trace.version_prompt, reponse.trace.depuis_cache) == ("groq:un", "essai@1", False)
    assert reponse.trace.tokens_sortie == 50 and reponse.trace.tokens_entree > 0
    assert [(a.issue, a.tache) for a in journal.appels] == [("ok", "essai")]
    envoi = json.loads(faux.requetes[0].corps)
    assert envoi["temperature"] <= 1e-6 and envoi["model"] == "un"
    assert envoi["tool_choice"]["function"]["name"] == "Faits"
    assert [m["role"] for m in envoi["messages"]] == ["system", "user"]
    assert envoi["messages"][0]["content"] == "Relève {les} compétences."  # braces of a prompt are no template
    assert envoi["messages"][1]["content"] == DONNEES
    assert faux.requetes[0].entetes["Authorization"] == "Bearer cle-de-test"


def test_deuxieme_demande_servie_par_le_cache(fabrique, faux, journal):
    modele = fabrique()
    premiere = modele.demander(PROMPT, DONNEES, Faits)
    seconde = modele.demander(PROMPT, DONNEES, Faits)
    assert seconde.valeur == premiere.valeur and seconde.trace.depuis_cache and seconde.trace.tokens_entree == 0
    assert seconde.trace.cle_cache == premiere.trace.cle_cache and list(journal.cache) == [premiere.trace.cle_cache]
    assert len(faux.requetes) == 1
    modele.demander(Prompt("essai", "Autre consigne.", "essai@2"), DONNEES, Faits)
    assert len(faux.requetes) == 2


def test_cache_qui_ne_va_plus_au_schema_vaut_absence(fabrique, faux, journal):
    modele = fabrique()
    cle = modele.demander(PROMPT, DONNEES, Faits).trace.cle_cache
    journal.cache[cle] = '{"competences": 3}'
    assert modele.demander(PROMPT, DONNEES, Faits).trace.depuis_cache is False
    assert len(faux.requetes) == 2


@pytest.mark.parametrize(
    ("mode", "raison", "appels"),
    [
        ("500", Raison.serveur, 2),
        ("400", Raison.reponse_illisible, 2),
        ("401", Raison.refus, 1),
        ("429", Raison.limite, 1),
        ("json_casse", Raison.reponse_illisible, 2),
        ("corps_casse", Raison.reponse_illisible, 2),
        ("mauvais_types", Raison.reponse_illisible, 2),
        ("vide", Raison.reponse_illisible, 2),
        ("enorme", Raison.reponse_trop_grosse, 1),
        ("coupe", Raison.connexion, 2),
    ],
)
def test_chaque_faute_a_son_nom(fabrique, faux, journal, mode, raison, appels):
    faux.mode = mode
    with pytest.raises(ModeleIndisponible) as leve:
        fabrique().demander(PROMPT, DONNEES, Faits)
    assert leve.value.raison is raison
    assert [e.raison for e in leve.value.echecs] == [raison] * appels
    assert len(faux.requetes) == appels
    assert [a.issue for a in journal.appels] == [raison.value] * appels
    assert journal.cache == {}


def _appel(arguments: object, **champs: object) -> bytes:
    message = {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "Faits", "arguments": arguments}}]}
    return json.dumps({"choices": [{"message": message}], **champs}).encode()


CORPS_FAUX = [
    b"",
    b"{oops",
    b"<html>bad gateway</html>",
    b"null",
    b"[]",
    b"{}",
    b'"texte"',
    b"12",
    b"NaN",
    b'{"choices": null}',
    b'{"choices": []}',
    b'{"choices": [{}]}',
    b'{"choices": ["x"]}',
    b'{"choices": {"0": 1}}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": [{"message": {"role": "assistant", "content": "Voici : ```json {}```"}}]}',
    b'{"choices": [{"message": {"role": "assistant", "content": "\\ud800"}}]}',
    b'{"choices": [{"message": {"role": "user", "content": "x"}}]}',
    b'{"choices": [{"message": {"role": "tool", "tool_calls": 3}}]}',
    b'{"choices": [{"message": {"role": "assistant", "tool_calls": 3}}]}',
    b'{"choices": [{"message": {"role": "assistant", "tool_calls": [{}]}}]}',
    b'{"choices": [{"message": {"role": "assistant", "tool_calls": [null]}}]}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    '{"choices": [{"message": "é'.encode("latin-1"),
    _appel("{oops"),
    _appel("```json\n{}\n```"),
    _appel("null"),
    _appel("[]"),
    _appel("12"),
    _appel({"competences": []}),
    _appel('{"competences": [], "score": 100}'),
    _appel('{"competences": [{"nom": "Python"}]}'),
    _appel('{"competences": [{"nom": null, "citation": "x"}]}'),
    _appel('{"competences": [{"nom": NaN, "citation": "x"}]}'),
    _appel('{"competences": [{"nom": "\\ud800", "citation": "x"}]}'),
    _appel(json.dumps({"competences": [{"nom": "x" * 41, "citation": "x"}]})),
    _appel('{"competences": ' + "[" * 5000 + "]" * 5000 + "}"),
    _appel('{"competences": []}', usage="beaucoup"),
    _appel('{"competences": []}', usage={"prompt_tokens": "a"}),
]


@pytest.fixture(scope="module")
def banc():
    """One server and one model for many answers; the clock goes on an hour at each, so that no breaker stays open."""
    horloge, journal = Horloge(), JournalMemoire()
    with FauxGroq("brut") as serveur:
        modele = ModeleLangage(construire(["groq:un"], cle_groq="c", base_groq=serveur.url, delai_s=5), journal, budget_jour=10**9, delai_s=5, horloge=horloge)
        yield serveur, modele, journal, horloge
        modele.fermer()


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # pytest undoes the filter that the product sets
@pytest.mark.parametrize("corps", CORPS_FAUX, ids=range(len(CORPS_FAUX)))
def test_reponse_difforme_faute_nommee(banc, corps):
    serveur, modele, journal, horloge = banc
    serveur.brut = corps
    horloge.instant += 3600
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES, Faits)
    assert leve.value.raison is Raison.reponse_illisible and journal.cache == {}


@pytest.mark.parametrize("mode", ["pend", "goutte", "lent"])
def test_un_modele_muet_ne_depasse_pas_le_delai(fabrique, faux, mode):
    faux.mode, faux.lenteur_s = mode, 5
    debut = time.monotonic()
    with pytest.raises(ModeleIndisponible) as leve:
        fabrique(delai_s=0.3).demander(PROMPT, DONNEES, Faits)
    assert leve.value.raison is Raison.delai
    assert time.monotonic() - debut < 1.0


def test_un_modele_muet_laisse_du_temps_au_suivant(fabrique, faux):
    faux.modes["un"] = "pend"
    reponse = fabrique("groq:un", "groq:deux", delai_s=1.0).demander(PROMPT, DONNEES, Faits)
    assert reponse.trace.modele == "groq:deux"
    assert [(e.modele, e.raison) for e in reponse.trace.echecs] == [("groq:un", Raison.delai)]


def test_faute_passagere_reessayee_une_fois(fabrique, faux):
    faux.mode = "500"
    originale = faux.mode_de

    def puis_bon(modele, entete=None):
        return originale(modele, entete) if len(faux.requetes) == 1 else "bon"

    faux.mode_de = puis_bon
    reponse = fabrique().demander(PROMPT, DONNEES, Faits)
    assert [e.raison for e in reponse.trace.echecs] == [Raison.serveur] and reponse.trace.modele == "groq:un"


def test_detail_d_une_reponse_fausse_ne_cite_pas_ses_valeurs(fabrique, faux):
    faux.mode = "mauvais_types"
    with pytest.raises(ModeleIndisponible) as leve:
        fabrique().demander(PROMPT, DONNEES, Faits)
    detail = leve.value.echecs[0].detail
    assert "competences: list_type" in detail and "Python" not in detail


def test_retry_after_ouvre_le_circuit_jusque_la(fabrique, faux):
    horloge = Horloge()
    modele = fabrique(horloge=horloge)
    faux.mode, faux.retry_after_s = "429", 90
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES, Faits)
    assert leve.value.attente_s == 90
    faux.mode = "bon"
    horloge.instant += 89
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES, Faits)
    assert (leve.value.raison, leve.value.attente_s, len(faux.requetes)) == (Raison.repos, 1.0, 1)
    horloge.instant += 1
    assert modele.demander(PROMPT, DONNEES, Faits).trace.modele == "groq:un"


def test_circuit_ouvert_apres_trois_fautes_puis_sonde(fabrique, faux):
    horloge = Horloge()
    modele = fabrique(horloge=horloge)
    faux.mode = "500"
    for _ in range(3):
        with pytest.raises(ModeleIndisponible):
            modele.demander(PROMPT, DONNEES, Faits)
    assert len(faux.requetes) == 3  # two, then one that opens, then none
    horloge.instant += 31
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES, Faits)
    assert len(faux.requetes) == 4 and [e.raison for e in leve.value.echecs] == [Raison.serveur, Raison.repos]
    horloge.instant += 31
    faux.mode = "bon"
    assert modele.demander(PROMPT, DONNEES, Faits).valeur.competences


def test_cle_refusee_ne_rappelle_pas_avant_cinq_minutes(fabrique, faux):
    horloge = Horloge()
    modele = fabrique(horloge=horloge)
    faux.mode = "401"
    for attente in (0, 299):
        horloge.instant += attente
        with pytest.raises(ModeleIndisponible):
            modele.demander(PROMPT, DONNEES, Faits)
    assert len(faux.requetes) == 1


def test_budget_du_jour_epuise(fabrique, faux, journal):
    modele = fabrique(budget=200)
    modele.demander(PROMPT, DONNEES, Faits)
    assert 50 < journal.tokens_du_jour() <= 200
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES + "autre " * 60, Faits)
    assert (leve.value.raison, len(faux.requetes)) == (Raison.budget_epuise, 1)
    assert modele.demander(PROMPT, DONNEES, Faits).trace.depuis_cache


def test_serveur_absent(journal):
    with FauxGroq() as ferme:
        url = ferme.url
    modele = ModeleLangage(construire(["groq:un"], cle_groq="c", base_groq=url, delai_s=2), journal, budget_jour=1000, delai_s=2)
    with pytest.raises(ModeleIndisponible) as leve:
        modele.demander(PROMPT, DONNEES, Faits)
    assert leve.value.raison is Raison.connexion
    modele.fermer()


def test_demandes_simultanees_et_la_septieme_n_attend_pas(fabrique, faux):
    modele = fabrique()
    faux.mode = "pend"
    raisons: list[Raison] = []

    def demander(numero: int) -> None:
        with pytest.raises(ModeleIndisponible) as leve:
            modele.demander(PROMPT, f"{DONNEES}{numero}", Faits, delai_s=1.0)
        raisons.append(leve.value.raison)

    fils = [threading.Thread(target=demander, args=(n,)) for n in range(6)]
    for fil in fils:
        fil.start()
    while len(faux.requetes) < 6:
        fils[0].join(0.01)
    debut = time.monotonic()
    demander(6)
    assert raisons == [Raison.occupe] and time.monotonic() - debut < 0.5
    for fil in fils:
        fil.join()
    assert raisons == [Raison.occupe, *[Raison.delai] * 6]
    assert not modele.joignable
    faux.mode = "bon"
    assert fabrique().demander(PROMPT, DONNEES, Faits).trace.modele == "groq:un"


def test_sans_cle_ni_modele(journal):
    assert construire_modele_langage(reglages(), journal) is None
    assert not modele_disponible(reglages(LLM_MODELS="groq:llama-3.1-8b-instant"))  # named, but without a key
    assert construire_modele_langage(reglages(LLM_MODELS="groq:llama-3.1-8b-instant"), journal) is None


def test_reglages_vers_modele(faux, journal):
    avec_cle = reglages(GROQ_API_KEY=SecretStr("k"), GROQ_API_BASE=faux.url)
    assert modele_disponible(avec_cle)
    modele = construire_modele_langage(avec_cle, journal)
    assert modele is not None
    assert modele.demander(PROMPT, DONNEES, Faits).trace.modele == "groq:llama-3.3-70b-versatile"
    modele.fermer()


@pytest.mark.parametrize(
    ("nom", "message"),
    [
        ("ollama:llama3", "pip install langchain-ollama"),
        ("llama-3.1-8b-instant", "doit s'écrire fournisseur:modèle"),
        ("martien:x", "n'est pas utilisable"),
    ],
)
def test_configuration_impossible_dite_au_demarrage(nom, message):
    with pytest.raises(ConfigurationModele, match=message):
        construire([nom], cle_groq="k", base_groq="", delai_s=1)


@pytest.mark.parametrize(
    ("entete", "attendu"), [("7", 7.0), ("2.5", 2.5), (None, None), ("-3", None), ("nan", None), ("demain", None), ("999999", 3600.0), ("1.2.3", None)]
)
def test_retry_after(entete, attendu):
    assert attente_demandee(entete) == attendu


def test_disjoncteur_ne_laisse_passer_qu_une_sonde():
    horloge = Horloge()
    circuit = Disjoncteur(horloge, seuil=2, repos_s=10)
    assert circuit.prendre()
    circuit.echec()
    assert circuit.prendre()
    circuit.echec()
    assert not circuit.prendre() and circuit.attente_s() == 10
    horloge.instant += 10
    assert circuit.prendre() and not circuit.prendre()
    circuit.echec()
    assert not circuit.prendre() and circuit.attente_s() == 10
    horloge.instant += 10
    assert circuit.prendre()
    circuit.succes()
    assert circuit.prendre() and circuit.prendre() and circuit.attente_s() == 0


def test_rien_de_lourd_a_l_import():
    code = (
        "import sys, app.ai.modele_langage, app.ai.llm.fournisseurs, app.ai.extraction.modele, app.ai.extraction.fusion, app.ai.matching.explication_modele\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'langchain', 'langchain_core', 'langchain_groq', 'groq', 'langsmith', 'httpx', 'openai'}))"
    )
    sortie = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sortie.stdout.strip() == "[]"
