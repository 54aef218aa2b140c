"""How an answer is kept to its schema, and which parameter limits its length."""

from typing import Literal

Mode = Literal["auto", "json_schema", "tools", "json"]
"""`json_schema`: the server enforces the schema. `tools`: the answer is the arguments of a forced
tool call. `json`: the server promises JSON, the prompt shows the schema. `auto`: the first of
these that the server takes."""

OutputLimit = Literal["max_completion_tokens", "max_tokens"]
"""OpenAI renamed the parameter; many servers know only the older name and ignore the new one,
and an answer without a limit has no upper price."""
