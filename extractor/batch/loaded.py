"""Importing this loads all that reading takes: modules that are else loaded late, and forms.

Workers are copied from a process that has done so.
"""

import extractor.ingest
import extractor.reading.pointing
import extractor.reconcile  # noqa: F401
from extractor.formfile import all_forms

all_forms()
