"""``doctor``, ``slack`` and ``discord``: is everything there and permitted that the desk needs?"""
