"""The articles of one language as arrays: built, and renewed where one changed."""
