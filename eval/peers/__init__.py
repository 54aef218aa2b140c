"""The same calls by other programs, each run as a process of its own (see eval/bench_llm.py)."""
