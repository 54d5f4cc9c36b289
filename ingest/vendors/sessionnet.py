"""SessionNet 4 and 5 (Somacos; .asp and .php): the adapter. 153 of the 294 Landkreise run it.

`sessionnet_pages` (marks, addresses, closed and refusing pages), `sessionnet_paper` with `sessionnet_files` and
`sessionnet_consultations` (one paper), `sessionnet_lists` (calendar, agendas, search), `sessionnet_walk` (what to ask next).
"""

from __future__ import annotations

from ingest.vendors.records import Vendor
from ingest.vendors.sessionnet_pages import VENDOR_NAME, find_evidence
from ingest.vendors.sessionnet_paper import parse_paper
from ingest.vendors.sessionnet_walk import begin, follow

VENDOR = Vendor(VENDOR_NAME, "SessionNet 4/5", find_evidence, parse_paper, begin, follow)
