"""A simulated model: a real server of the chat completions protocol, answering from gold labels.

What is measured with it tells how the program treats answers, never how right a model is.
"""

from typing import Literal

Mode = Literal["json_schema", "tools", "json", "text"]
MODES: tuple[Mode, ...] = ("json_schema", "tools", "json")
"""What a server may support; plain text it always does."""
