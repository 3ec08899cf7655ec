"""Saved replies: the files of a directory, checked and read again when they change."""
