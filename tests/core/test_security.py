"""Passwords and tokens without the API: exact claims, exact edges."""

import threading
import time
import uuid

import pytest
from jose import jwt

from app.core import security
from app.core.errors import Code, ErreurMetier
from app.core.security import AUDIENCE, DERIVE_HORLOGE_S, EMETTEUR, Hacheur, Jeton, Jetons, controler_mot_de_passe, empreinte_secret, nouveau_secret

SECRET, MOI, CONNEXION, MAINTENANT = "s" * 40, uuid.UUID(int=7), uuid.UUID(int=8), 1_800_000_000


@pytest.fixture
def jetons(monkeypatch) -> Jetons:
    monkeypatch.setattr(time, "time", lambda: MAINTENANT + 0.5)
    monkeypatch.setattr("jose.jwt.timegm", lambda _: MAINTENANT)
    return Jetons(SECRET, "HS256", 600)


def signe(algorithme: str = "HS256", entete: dict | None = None, **autres: object) -> str:
    base = {"sub": str(MOI), "iat": MAINTENANT, "exp": MAINTENANT + 600, "jti": "j", "aud": AUDIENCE, "iss": EMETTEUR, "ver": 3, "fam": str(CONNEXION)}
    return jwt.encode({nom: valeur for nom, valeur in (base | autres).items() if valeur is not ...}, SECRET, algorithm=algorithme, headers=entete)


def refuse(jetons: Jetons, jeton: str) -> bool:
    with pytest.raises(ErreurMetier) as erreur:
        jetons.verifier(jeton)
    return erreur.value.code is Code.NON_AUTHENTIFIE


def test_what_a_token_says(jetons: Jetons):
    jeton = jetons.signer(MOI, 3, CONNEXION)
    claims = jwt.get_unverified_claims(jeton)
    assert len(claims.pop("jti")) == 22
    assert claims == {
        "sub": str(MOI),
        "iat": MAINTENANT,
        "exp": MAINTENANT + 600,
        "aud": "ai-recruitment-api",
        "iss": "ai-recruitment",
        "ver": 3,
        "fam": str(CONNEXION),
    }
    assert jwt.get_unverified_header(jeton) == {"alg": "HS256", "typ": "JWT"}
    assert jetons.verifier(jeton) == jetons.verifier(signe()) == Jeton(MOI, 3, CONNEXION)


def test_an_empty_secret_signs_nothing():
    with pytest.raises(ValueError, match=r"^empty signing secret$"):
        Jetons("", "HS256", 600)


@pytest.mark.parametrize("nom", ["sub", "iat", "exp", "jti", "aud", "iss", "ver", "fam"])
def test_a_claim_that_is_missing_empty_or_of_another_kind(jetons: Jetons, nom: str):
    assert all(refuse(jetons, signe(**{nom: valeur})) for valeur in (..., None, "", True, [], 1.5))


@pytest.mark.parametrize("autres", [{"aud": "autre"}, {"iss": "autre"}, {"aud": [AUDIENCE]}, {"sub": "pas-un-uuid"}, {"exp": MAINTENANT - 1}])
def test_a_claim_of_another_value(jetons: Jetons, autres: dict):
    assert refuse(jetons, signe(**autres))


def test_the_edges_of_time(jetons: Jetons):
    avance = MAINTENANT + DERIVE_HORLOGE_S
    assert jetons.verifier(signe(iat=avance)) == jetons.verifier(signe(iat=avance, exp=avance + 600)) == Jeton(MOI, 3, CONNEXION)
    assert refuse(jetons, signe(iat=avance + 1))
    assert refuse(jetons, signe(exp=MAINTENANT + 601))
    assert refuse(jetons, signe(exp=10**400)), "a number that no clock holds is a refusal, not a crash"


def test_headers_and_algorithms(jetons: Jetons):
    assert refuse(jetons, signe(entete={"kid": "k"}))
    assert refuse(jetons, signe(algorithme="HS384"))
    assert refuse(jetons, Jetons(SECRET + "x", "HS256", 600).signer(MOI, 3, CONNEXION))


def test_a_token_is_as_long_as_it_may_be(jetons: Jetons):
    def longueur(bourrage: int) -> str:
        return signe(jti="j" * bourrage)

    juste = next(jeton for bourrage in range(2700, 3100) if len(jeton := longueur(bourrage)) in (4096, 4095))
    assert jetons.verifier(juste) == Jeton(MOI, 3, CONNEXION)
    assert refuse(jetons, longueur(3100))


@pytest.fixture(scope="module")
def hacheur() -> Hacheur:
    return Hacheur(4)


def test_hashes(hacheur: Hacheur):
    long = "é" * 127
    hachage = hacheur.hacher(long + "a")
    assert hachage.startswith("$bcrypt-sha256$") and ",r=4$" in hachage
    assert hacheur.verifier(long + "a", hachage) is True
    assert hacheur.verifier(long + "b", hachage) is False
    assert hacheur.verifier(long + "a", None) is False


@pytest.mark.parametrize("mot_de_passe", ["x" * 129, "a\x00b", "a\ud800b", "a\udfffb"])
def test_a_password_that_cannot_be_is_refused_after_the_same_work(hacheur: Hacheur, mot_de_passe: str, monkeypatch):
    vus = []
    vrai = hacheur._contexte.verify
    monkeypatch.setattr(hacheur._contexte, "verify", lambda *a: vus.append(a) or vrai(*a))
    assert hacheur.verifier(mot_de_passe, hacheur.hacher("")) is False
    assert vus == [("", hacheur._leurre)]


def test_the_neighbours_of_surrogates_are_letters_like_others(hacheur: Hacheur):
    mot_de_passe = "\ud7ff\ue000"
    assert hacheur.verifier(mot_de_passe, hacheur.hacher(mot_de_passe)) is True


def test_past_the_queue_one_is_asked_to_come_back(hacheur: Hacheur, monkeypatch):
    monkeypatch.setattr(hacheur, "_places", threading.BoundedSemaphore(1))
    with hacheur._place(), pytest.raises(ErreurMetier) as erreur, hacheur._place():
        pass
    assert (erreur.value.code, erreur.value.retry_after) == (Code.SERVICE_OCCUPE, 2)
    with hacheur._place():
        pass
    assert Hacheur.FILE_MAX == 16


@pytest.mark.parametrize("faible", ["password", "PASSWORD", "ｐａｓｓｗｏｒｄ", "abababab"])
def test_weak_passwords(faible: str):
    with pytest.raises(ErreurMetier) as erreur:
        controler_mot_de_passe(faible)
    assert (erreur.value.code, erreur.value.champ) == (Code.MOT_DE_PASSE_FAIBLE, "password")


def test_strong_enough():
    assert controler_mot_de_passe("Abcabcabc") == "Abcabcabc"
    assert len(security._courants()) >= 3000


def test_secrets():
    assert len(nouveau_secret()) == 43
    assert empreinte_secret("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    assert empreinte_secret("a\ud800") == empreinte_secret("a?")
