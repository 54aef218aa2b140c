"""A simulated model: a real server of the chat completions protocol, answering from gold labels.

What is measured with it tells how the program treats answers, never how right a model is.
"""
