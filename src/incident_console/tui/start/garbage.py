"""When garbage is looked for: between two seconds, never while a key is being answered.

The rows “key to the last byte” and “key in the composer” hold this: it was what stood between p95 and median.
"""

import gc

WORTH_IT = 5_000
"""Objects made since the last look, from which on there is another one: what two or three keys leave."""

LOOKS = 20
"""How many looks at what is new come before one at everything."""

AT_ANY_TIME = 200_000
"""Objects made since the last look, from which on Python looks by itself, whatever goes on."""


def settle() -> None:
    """Tell the collector that what is there stays, and not to come in the midst of a key: it doubles it."""
    gc.freeze()
    gc.set_threshold(AT_ANY_TIME, LOOKS, LOOKS)


def tidy() -> None:
    """Look for garbage among what is new, unless there can be but little; now and then among all."""
    young, looks, _ = gc.get_count()
    if young >= WORTH_IT and gc.isenabled():
        gc.collect(0 if looks < LOOKS else 2)
