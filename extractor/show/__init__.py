"""What is in a store, and what a form is, for a person to read."""

from extractor.show.field import show_fields
from extractor.show.forms import form_list, show_form
from extractor.show.report import show_report
from extractor.show.tables import findings_table, report_table

__all__ = [
    "findings_table",
    "form_list",
    "report_table",
    "show_fields",
    "show_form",
    "show_report",
]
