"""What is promised of words, signatures, cards, roles, the record and backups: measured, at any size.

The tests take a small one on both databases; ``make soak`` takes the full figures (tests/soak).
"""
