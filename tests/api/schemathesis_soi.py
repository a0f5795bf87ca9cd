"""Loaded by schemathesis: an admin that gives itself a new password ends its own token, and all that comes after sees nothing but 401.

The answers are counted by operation and status, into the file that `BILAN_DES_STATUTS` names.
"""

import atexit
import json
import os
from collections import Counter
from pathlib import Path

import schemathesis

STATUTS: Counter[str] = Counter()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    if case.operation.label == "PATCH /utilisateurs/{id}" and case.path_parameters.get("id") == os.environ["COMPTE_DE_L_ESSAI"]:
        case.path_parameters["id"] = os.environ["COMPTE_D_UN_AUTRE"]


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    STATUTS[f"{case.operation.label} {response.status_code}"] += 1


@atexit.register
def rendre_le_bilan() -> None:
    Path(os.environ["BILAN_DES_STATUTS"]).write_text(json.dumps(STATUTS), encoding="utf-8")
