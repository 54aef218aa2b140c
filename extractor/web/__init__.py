"""The review service: pages for people and an API for programs, over one database."""

from extractor.web.app import create_app
from extractor.web.service import Options

__all__ = ["Options", "create_app"]
