"""Cost and finance plans of someone who asks the body for a grant: their own costs and shares are not the body's."""

from __future__ import annotations

import re

from extract.context import PageContext

_OWN_SHARE = re.compile(
    r"(?i)\b(?:eigenanteil|eigenmittel|eigenleistung)(?! (?:der stadt|des (?:land)?kreises|der gemeinde"
    r"|stadt|kreis))[^\n]{0,30}[\d.]+"
)
_GRANT = re.compile(r"(?i)zuschuss|zuwendung|förder|beantragt")
REACH = 8  # lines on either side in which the applicant's own share makes a list of costs the applicant's


def is_applicants_plan(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a short line of such a plan and is not the grant itself."""
    line = context.text[slice(*context.line_at(start))]
    if len(line) >= 90 or context.cell_at(start) is not None or _GRANT.search(line):
        return False
    number = context.line_number(start)
    return _OWN_SHARE.search(lines_around(context, number - REACH, number + REACH)) is not None


def lines_around(context: PageContext, first: int, last: int) -> str:
    """The text of the lines from number `first` to `last`, as far as the page has them."""
    first, last = max(0, first), min(last, context.line_count() - 1)
    return context.text[context.line_span(first)[0] : context.line_span(last)[1]]
