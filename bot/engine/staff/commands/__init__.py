"""The staff's commands, a family a file: how each is written, who may use it, and what it does."""
