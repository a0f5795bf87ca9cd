"""Tokens: what is accepted, what ends them."""

import base64
import json
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from jose import jwt
from sqlalchemy import select, update

from app.core.security import AUDIENCE, EMETTEUR, Jetons
from app.models import JetonRenouvellement
from app.services.ressources import Ressources
from tests.conftest import MOT_DE_PASSE, Compte

SECRET = "secret de test, long de plus de trente-deux octets"


FAMILLE = "00000000-0000-4000-8000-000000000001"


def b64(valeur: object) -> str:
    brut = valeur if isinstance(valeur, bytes) else json.dumps(valeur).encode()
    return base64.urlsafe_b64encode(brut).rstrip(b"=").decode()


def claims(compte: Compte, **autres: object) -> dict[str, object]:
    maintenant = int(time.time())
    base = {"sub": compte.id, "iat": maintenant, "exp": maintenant + 600, "jti": "j", "aud": AUDIENCE, "iss": EMETTEUR, "ver": 0, "fam": FAMILLE}
    return {cle: valeur for cle, valeur in (base | autres).items() if valeur is not ...}


def signe(compte: Compte, cle: str = SECRET, entete: dict | None = None, algorithme: str = "HS256", **autres: object) -> str:
    return jwt.encode(claims(compte, **autres), cle, algorithm=algorithme, headers=entete)


def statut(compte: Compte, jeton: str) -> int:
    reponse = compte.client.get("/api/auth/me", headers={"Authorization": f"Bearer {jeton}"})
    if reponse.status_code == 401:
        assert reponse.json()["code"] == "non_authentifie"
        assert reponse.headers["www-authenticate"] == "Bearer"
    return reponse.status_code


def test_a_token_of_ours_is_taken(candidat: Compte):
    assert statut(candidat, signe(candidat)) == 200
    assert candidat.client.get("/api/auth/me", headers={"Authorization": f"bearer {signe(candidat)}"}).status_code == 200


@pytest.mark.parametrize(
    "autres",
    [
        {"exp": ...},
        {"iat": ...},
        {"sub": ...},
        {"jti": ...},
        {"aud": ...},
        {"iss": ...},
        {"ver": ...},
        {"fam": ...},
        {"fam": "connexion"},
        {"exp": int(time.time()) - 1},
        {"exp": str(int(time.time()) + 600)},
        {"exp": 2**62},
        {"exp": 10**400},
        {"iat": 10**400, "exp": 10**400 + 60},
        {"iat": -(10**400), "exp": -(10**400) + 60},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": time.time() + 600.5},
        {"exp": True},
        {"exp": None},
        {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 4000},
        {"iat": "hier"},
        {"iat": float("inf")},
        {"nbf": int(time.time()) + 3600},
        {"aud": "autre"},
        {"aud": [AUDIENCE]},
        {"aud": ""},
        {"iss": "autre"},
        {"iss": [EMETTEUR]},
        {"sub": "pas-un-uuid"},
        {"sub": 12},
        {"sub": str(uuid.uuid4())},
        {"jti": ""},
        {"jti": 3},
        {"ver": 1},
        {"ver": -1},
        {"ver": 2**70},
        {"ver": "0"},
        {"ver": False},
    ],
    ids=lambda a: "-".join(f"{k}={v!r}"[:24] for k, v in a.items()),
)
def test_odd_claims(candidat: Compte, autres: dict):
    assert statut(candidat, signe(candidat, **autres)) == 401


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "HS384", "RS256", "", "hs256", 1, None, ["HS256"]])
def test_other_algorithms(candidat: Compte, alg: object):
    corps = b64(claims(candidat))
    for signature in ("", b64(b"x" * 32)):
        assert statut(candidat, f"{b64({'alg': alg, 'typ': 'JWT'})}.{corps}.{signature}") == 401
    if alg == "HS384":
        assert statut(candidat, signe(candidat, algorithme="HS384")) == 401


@pytest.mark.parametrize(
    "entete",
    [
        {"kid": "../../dev/null"},
        {"kid": "' or 1=1 --"},
        {"jku": "http://127.0.0.1/k"},
        {"x5u": "http://127.0.0.1/k"},
        {"jwk": {"kty": "oct", "k": "AA"}},
        {"crit": ["exp"]},
    ],
    ids=lambda e: next(iter(e)),
)
def test_headers_that_name_a_key(candidat: Compte, entete: dict):
    assert statut(candidat, signe(candidat, entete=entete)) == 401


def test_other_keys_and_broken_tokens(candidat: Compte):
    bon = signe(candidat)
    tete, corps, signature = bon.split(".")
    for cle in ("secret", "dev_secret_123", SECRET + " "):
        assert statut(candidat, signe(candidat, cle=cle)) == 401
    casses = [f"{tete}.{corps}", f"{tete}.{corps}.", f"{tete}..{signature}", f".{corps}.{signature}", "a.b.c", "...", "x" * 8192, bon + "A" * 8192, bon + "."]
    casses += [f"{b64([])}.{corps}.{signature}", f"{b64(b'[' * 3000)}.{corps}.{signature}", f"{b64(12)}.{corps}.{signature}", f"{tete}.{b64([1])}.{signature}"]
    casses += [candidat.jetons["refresh_token"]]
    for rang in (5, len(tete) + 9, len(bon) - 9):
        casses.append(bon[:rang] + ("A" if bon[rang] != "A" else "B") + bon[rang + 1 :])
    assert [statut(candidat, jeton) for jeton in casses] == [401] * len(casses)


@pytest.mark.parametrize("entete", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer  ", "Token abc", "Bearer é"])
def test_other_authorization_headers(client, entete: str):
    reponse = client.get("/api/auth/me", headers={"Authorization": entete.encode("latin-1")})
    assert (reponse.status_code, reponse.json()["code"]) == (401, "non_authentifie")


def test_a_visitor_with_a_dead_token_is_refused_not_ignored(client, offre: dict):
    assert client.get(f"/offres/{offre['id']}").status_code == 200
    assert client.get(f"/offres/{offre['id']}", headers={"Authorization": "Bearer a.b.c"}).status_code == 401


def renouveler(compte: Compte, jeton: str):
    return compte.client.post("/api/auth/refresh", json={"refresh_token": jeton})


def vieillir(unite, jeton: str, secondes: float) -> None:
    from app.core.security import empreinte_secret

    with unite() as session:
        session.execute(
            update(JetonRenouvellement)
            .where(JetonRenouvellement.empreinte == empreinte_secret(jeton))
            .values(utilise_le=datetime.now(timezone.utc) - timedelta(seconds=secondes))
        )


def test_rotation_and_two_tabs(candidat: Compte):
    premier = candidat.jetons["refresh_token"]
    onglet1, onglet2 = renouveler(candidat, premier), renouveler(candidat, premier)
    assert [onglet1.status_code, onglet2.status_code] == [200, 200]
    assert len({premier, onglet1.json()["refresh_token"], onglet2.json()["refresh_token"]}) == 3
    for onglet in (onglet1, onglet2):
        assert renouveler(candidat, onglet.json()["refresh_token"]).status_code == 200
    assert statut(candidat, onglet2.json()["access_token"]) == 200


def test_a_replay_after_ten_seconds_ends_the_whole_log_in(candidat: Compte, unite):
    premier = candidat.jetons["refresh_token"]
    second = renouveler(candidat, premier).json()["refresh_token"]
    vieillir(unite, premier, 11)
    rejoue = renouveler(candidat, premier)
    assert (rejoue.status_code, rejoue.json()["code"]) == (401, "jeton_invalide")
    assert renouveler(candidat, second).status_code == 401


def test_a_token_older_than_the_one_just_replaced_ends_the_log_in_at_once(candidat: Compte):
    premier = candidat.jetons["refresh_token"]
    second = renouveler(candidat, premier).json()["refresh_token"]
    troisieme = renouveler(candidat, second).json()["refresh_token"]
    assert renouveler(candidat, premier).status_code == 401
    assert renouveler(candidat, troisieme).status_code == 401


def test_other_log_ins_survive_a_replay(candidat: Compte, unite):
    ailleurs = candidat.client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}).json()["refresh_token"]
    premier = candidat.jetons["refresh_token"]
    renouveler(candidat, premier)
    vieillir(unite, premier, 11)
    renouveler(candidat, premier)
    assert renouveler(candidat, ailleurs).status_code == 200


def test_an_expired_or_unknown_refresh_token(candidat: Compte, unite):
    with unite() as session:
        session.execute(update(JetonRenouvellement).values(expire_le=datetime.now(timezone.utc) - timedelta(seconds=1)))
    for jeton in (candidat.jetons["refresh_token"], "inconnu", "a\u0000b", candidat.jetons["access_token"][:200]):
        assert renouveler(candidat, jeton).status_code == 401
    assert renouveler(candidat, "").status_code == 422
    assert renouveler(candidat, "x" * 201).status_code == 422


def test_another_secret_ends_access_tokens_and_no_log_in(candidat: Compte, ressources, monkeypatch):
    monkeypatch.setattr(ressources, "jetons", Jetons("un autre secret, long de plus de trente-deux octets", "HS256", 3600))
    assert statut(candidat, candidat.jetons["access_token"]) == 401
    renouvele = renouveler(candidat, candidat.jetons["refresh_token"])
    assert (renouvele.status_code, statut(candidat, renouvele.json()["access_token"])) == (200, 200)


def test_log_out(candidat: Compte):
    jeton = candidat.jetons["refresh_token"]
    for _ in range(2):
        sortie = candidat.client.post("/api/auth/logout", json={"refresh_token": jeton})
        assert (sortie.status_code, sortie.content) == (204, b"")
    assert renouveler(candidat, jeton).status_code == 401
    assert candidat.client.post("/api/auth/logout", json={"refresh_token": "inconnu"}).status_code == 204


def test_logging_out_ends_the_access_tokens_of_that_log_in_alone(client, candidat: Compte):
    ailleurs = client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}).json()
    renouveles = renouveler(candidat, candidat.jetons["refresh_token"]).json()
    ici = [candidat.jetons["access_token"], renouveles["access_token"]]
    assert [statut(candidat, jeton) for jeton in ici] == [200, 200]
    assert client.post("/api/auth/logout", json={"refresh_token": renouveles["refresh_token"]}).status_code == 204
    assert [statut(candidat, jeton) for jeton in ici] == [401, 401]
    assert statut(candidat, ailleurs["access_token"]) == 200


def test_a_new_password_ends_every_other_log_in(client, candidat: Compte):
    ailleurs = client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}).json()
    faux = candidat.post("/api/auth/password", json={"ancien": "pas le bon", "nouveau": "tout autre phrase 7"})
    assert (faux.status_code, faux.json()["code"], faux.json()["erreurs"][0]["champ"]) == (401, "identifiants_invalides", "ancien")
    faible = candidat.post("/api/auth/password", json={"ancien": MOT_DE_PASSE, "nouveau": "password"})
    assert (faible.status_code, faible.json()["code"]) == (422, "mot_de_passe_faible")
    assert statut(candidat, ailleurs["access_token"]) == 200

    change = candidat.post("/api/auth/password", json={"ancien": MOT_DE_PASSE, "nouveau": "tout autre phrase 7"})
    assert change.status_code == 200
    assert statut(candidat, change.json()["access_token"]) == 200
    assert renouveler(candidat, change.json()["refresh_token"]).status_code == 200
    for jetons in (candidat.jetons, ailleurs):
        assert statut(candidat, jetons["access_token"]) == 401
        assert renouveler(candidat, jetons["refresh_token"]).status_code == 401
    assert client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}).status_code == 401
    assert client.post("/api/auth/login", json={"email": candidat.email, "password": "tout autre phrase 7"}).status_code == 200


def test_no_secret_is_stored_in_clear(candidat: Compte, unite):
    with unite() as session:
        lignes = session.execute(select(JetonRenouvellement)).scalars().all()
    assert [len(ligne.empreinte) for ligne in lignes] == [64]
    assert candidat.jetons["refresh_token"] not in {ligne.empreinte for ligne in lignes}


@pytest.fixture
def pendant_le_hachage(ressources: Ressources, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something done after the next password was found right, before its answer is made."""
    verifier = ressources.hacheur.verifier

    def preparer(acte: Callable[[], object]) -> None:
        def avec(mot_de_passe: str, hachage: str | None) -> bool:
            monkeypatch.setattr(ressources.hacheur, "verifier", verifier)
            juste = verifier(mot_de_passe, hachage)
            acte()
            return juste

        monkeypatch.setattr(ressources.hacheur, "verifier", avec)

    return preparer


@pytest.mark.parametrize("fin", ["mot de passe", "désactivation", "effacement"])
def test_a_log_in_under_way_does_not_outlive_what_ends_log_ins(client, candidat: Compte, admin: Compte, unite, pendant_le_hachage, fin: str):
    fins = {
        "mot de passe": lambda: candidat.post("/api/auth/password", json={"ancien": MOT_DE_PASSE, "nouveau": "tout autre phrase 7"}),
        "désactivation": lambda: admin.patch(f"/utilisateurs/{candidat.id}", json={"actif": False, "motif": "plainte"}),
        "effacement": lambda: candidat.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}),
    }
    faits: list[int] = []
    pendant_le_hachage(lambda: faits.append(fins[fin]().status_code))
    reponse = client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE})
    assert (faits, reponse.status_code, reponse.json()["code"]) in [([statut_], 401, "identifiants_invalides") for statut_ in (200, 204)]
    with unite() as session:
        vivants = select(JetonRenouvellement).where(JetonRenouvellement.utilisateur_id == uuid.UUID(candidat.id), JetonRenouvellement.revoque_le.is_(None))
        # the one that the change of password handed out
        assert len(session.execute(vivants).all()) == (fin == "mot de passe")


def test_of_two_changes_of_password_by_the_same_old_one_the_first_stands(client, candidat: Compte, pendant_le_hachage):
    pendant_le_hachage(lambda: candidat.post("/api/auth/password", json={"ancien": MOT_DE_PASSE, "nouveau": "la phrase de la personne"}))
    second = candidat.post("/api/auth/password", json={"ancien": MOT_DE_PASSE, "nouveau": "la phrase du voleur"})
    assert (second.status_code, second.json()["code"]) == (401, "non_authentifie")
    assert client.post("/api/auth/login", json={"email": candidat.email, "password": "la phrase de la personne"}).status_code == 200
