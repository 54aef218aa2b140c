"""Gold -> the weights of trust: examples, fits, and what is written of them."""
