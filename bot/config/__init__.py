"""Settings from the environment and secret files; the policy file, with every error at once."""
