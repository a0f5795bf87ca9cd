"""Codes of the languages that an offer, a filter or a correction may name."""

from typing import Annotated

from pydantic import StringConstraints

from app.schemas.commun import ValeurRefusee

CodeLangue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
CodeLangueParlee = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639-1, and ISO 639-3 for a language without a code there."""

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl "
    "gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi "
    "mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
# those that a CV can be read for (ai/extraction/donnees/langues.txt): any other would be asked for in vain
_TROIS_LETTRES = (
    "aii arc ase ast bai bas bci ber bfi ceb cld cpf crs dyo dyu ewo fon frp fsl gcf gcr gsw hak hmn kab kea kri lua man mey mfe mos nan pcd prs rcf rif rom scn "
    "sfb sgn shi snk srr sus swb tmh wuu zdj"
)
CODES_CONNUS = frozenset(f"{_ISO_639_1} {_TROIS_LETTRES}".split())

CODE_INCONNU = (
    "code de langue inconnu : ISO 639-1 attendu (fr, en, de…), ou ISO 639-3 pour une langue qui n'en a pas (fsl, kab…)",
    "unknown language code: ISO 639-1 expected (fr, en, de…), or ISO 639-3 for a language without one (fsl, kab…)",
)


def code_connu(code: str) -> str:
    """The code itself. Raises ValeurRefusee when it stands for no language."""
    if code not in CODES_CONNUS:
        raise ValeurRefusee(*CODE_INCONNU)
    return code
