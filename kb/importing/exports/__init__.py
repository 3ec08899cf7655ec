"""Exports of help desks, in one file or many."""
