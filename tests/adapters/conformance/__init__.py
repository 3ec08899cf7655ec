"""One suite for every platform: what each must do with a whole ladder, with trouble, and with other people's tricks.

``driver.py`` says what a platform under test must be able to do; each has a driver of its own in its own folder
(``tests/adapters/<name>/driver.py``). What a platform can't do it doesn't declare, and such a test is skipped for it.
"""
