"""`ratslese report`: one HTML page with table, charts, map and an evidence card for every figure."""

from search.report.page import Report, collect_report, render_report

__all__ = ["Report", "collect_report", "render_report"]
