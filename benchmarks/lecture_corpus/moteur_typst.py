"""Layouts drawn by Typst: `modeles/<layout>.typ` with the fonts of the `rendercv-fonts` wheel, no package, no system font."""

import json
from functools import lru_cache
from pathlib import Path

import rendercv_fonts
import typst

from benchmarks.lecture_corpus.contenu import Page

MODELES = Path(__file__).parent / "modeles"
POLICES = Path(rendercv_fonts.__file__).parent


@lru_cache
def _compilateur() -> typst.Compiler:
    """One compiler for all: finding the fonts takes longer than a page."""
    return typst.Compiler(root=str(MODELES), font_paths=[str(d) for d in sorted(POLICES.iterdir()) if d.is_dir()], ignore_system_fonts=True)


def dessiner(nom: str, page: Page) -> bytes:
    """A PDF, byte for byte the same for the same page."""
    pdf = _compilateur().compile(input=str(MODELES / f"{nom}.typ"), format="pdf", sys_inputs={"d": json.dumps(page, ensure_ascii=False)}, timestamp=0)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{nom}: Typst answered {type(pdf).__name__}")
    return pdf
