"""Importing this loads all that reading takes: modules that are else loaded late, and forms.

Workers are copied from a process that has done so.
"""

from importlib import import_module

from extractor.forms.file import all_forms

for _late in ("extractor.document.read", "extractor.reading.pointing", "extractor.checking"):
    import_module(_late)
all_forms()
