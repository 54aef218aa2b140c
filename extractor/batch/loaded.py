"""Importing this loads all that reading takes: modules that are else loaded late, and forms.

Workers are copied from a process that has done so.
"""

from importlib import import_module

from extractor.formfile import all_forms

for _late in ("extractor.ingest", "extractor.reading.pointing", "extractor.reconcile"):
    import_module(_late)
all_forms()
