"""The long version, by hand: `python -m tests.fautes --graine 12 --duree 1800 --faute F5` (all faults in turn without --faute)."""

import argparse
import itertools
import os
import random
import sys
import time

from tests.fautes.scenarios import SCENARIOS, jouer


def main() -> int:
    """Play faults until the time is up; 1 when a promise was broken. Each line names the seed that plays it again."""
    options = argparse.ArgumentParser(prog="python -m tests.fautes", description=__doc__)
    options.add_argument("--graine", type=int, default=None, help="seed; a fresh one is drawn and printed otherwise")
    options.add_argument("--duree", type=float, default=0.0, help="seconds; each fault is played once when 0")
    options.add_argument("--faute", choices=sorted(SCENARIOS, key=lambda f: int(f[1:])), action="append", help="may be repeated; default: all")
    options.add_argument("--fois", type=int, default=0, help="injections in a scenario that counts them (F1: 50 in the bars)")
    choix = options.parse_args()
    graine = choix.graine if choix.graine is not None else random.SystemRandom().randrange(10**6)
    fin, echecs = time.monotonic() + choix.duree, 0
    fautes = choix.faute or list(SCENARIOS)
    for tour in itertools.count():
        for faute in fautes:
            lignes, ecarts = jouer(faute, graine + tour, choix.fois)
            print(lignes, flush=True)
            echecs += bool(ecarts)
            if ecarts:
                print(f"     à rejouer : python -m tests.fautes --graine {graine + tour} --faute {faute}", flush=True)
            if choix.duree and time.monotonic() > fin:
                return min(echecs, 1)
        if not choix.duree:
            return min(echecs, 1)
    return 0


if __name__ == "__main__":
    os.nice(5)  # the machine may be shared
    sys.exit(main())
