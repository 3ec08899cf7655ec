"""Card numbers, passwords and keys, taken out of what people type before it is written."""
