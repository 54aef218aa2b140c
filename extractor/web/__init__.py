"""The review service: pages for people and an API for programs, over one database."""
