"""Loaded by schemathesis: ids that it cannot guess, an account that it must not end, and the answers counted.

Half of the requests that fit the contract are given objects that exist, or nearly all of them would end at 404. An admin that gives itself a
new password ends its own token, and all that comes after sees nothing but 401. The answers are counted by operation and status, into the
file that `BILAN_DES_STATUTS` names.
"""

import atexit
import itertools
import json
import os
from collections import Counter
from pathlib import Path

import schemathesis

STATUTS: Counter[str] = Counter()
TOUR = itertools.count()
# {"offres": ids, "cvs": ids, "candidatures": ids}
OBJETS: dict[str, list[str]] = json.loads(os.environ["OBJETS_DE_L_ESSAI"])


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    if case.operation.label == "PATCH /utilisateurs/{id}" and case.path_parameters.get("id") == os.environ["COMPTE_DE_L_ESSAI"]:
        case.path_parameters["id"] = os.environ["COMPTE_D_UN_AUTRE"]
    tour = next(TOUR)
    conforme = case.meta is not None and case.meta.generation.mode.is_positive and case.meta.phase.name.value != "stateful"
    if conforme and tour % 2 and case.method != "DELETE":
        nommer_ce_qui_existe(case, tour // 2)


def nommer_ce_qui_existe(case: schemathesis.Case, tour: int) -> None:
    """Put known ids where the case has made some up."""
    connus = {champ: ids[tour % len(ids)] for champ, ids in (("offre_id", OBJETS["offres"]), ("cv_id", OBJETS["cvs"]))}
    for nom in case.path_parameters:
        objet = "offres" if nom == "offre_id" else case.path.split("/")[1]
        if nom in ("id", "offre_id") and objet in OBJETS:
            case.path_parameters[nom] = OBJETS[objet][0]
    if "ids" in case.query:
        case.query["ids"] = OBJETS["candidatures"]
    if isinstance(case.body, dict):
        case.body.update({champ: valeur for champ, valeur in connus.items() if case.body.get(champ) is not None})


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    STATUTS[f"{case.operation.label} {response.status_code}"] += 1


@atexit.register
def rendre_le_bilan() -> None:
    Path(os.environ["BILAN_DES_STATUTS"]).write_text(json.dumps(STATUTS), encoding="utf-8")
