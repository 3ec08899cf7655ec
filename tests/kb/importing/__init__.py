"""Help centres of every format, made from one description, so that what an import should bring is known."""
