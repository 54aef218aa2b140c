"""Gouji: checked figures out of Chinese government information disclosure reports."""
