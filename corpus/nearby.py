"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Mapping


def did_you_mean(word: str, names: Mapping[str, str], most: int = 1) -> str:
    """ "did you mean NAME?" for the nearest of `names`, or of as many as `most`; empty where none is near.

    `names` maps how a name is compared (folded, say) to how it is shown.
    """
    from difflib import get_close_matches

    near = dict.fromkeys(names[name] for name in get_close_matches(word, names, n=most))
    return f"did you mean {' or '.join(near)}?" if near else ""
