"""Loaded by schemathesis: an admin that gives itself a new password ends its own token, and all that comes after sees nothing but 401."""

import os

import schemathesis


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    if case.operation.label == "PATCH /utilisateurs/{id}" and case.path_parameters.get("id") == os.environ["COMPTE_DE_L_ESSAI"]:
        case.path_parameters["id"] = os.environ["COMPTE_D_UN_AUTRE"]
