"""Running text -> readings, facts, and what it says of its own figures."""
