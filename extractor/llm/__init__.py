"""The only place that talks to language models: client, cache, budget, settings."""
