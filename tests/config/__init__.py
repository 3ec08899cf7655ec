"""The settings' and the policy file's tests."""
