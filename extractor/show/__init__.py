"""What is in a store, and what a form is, for a person to read."""

from extractor.show.field import show_fields
from extractor.show.forms import form_list, show_form
from extractor.show.report import findings_table, report_table, show_report

__all__ = [
    "findings_table",
    "form_list",
    "report_table",
    "show_fields",
    "show_form",
    "show_report",
]
