"""The knowledge base: the search, the articles that may change meanwhile, and the shipped ones."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Set before numpy is loaded. Its threads wait for each other wherever other work shares the cores: the product of two
small tables then takes a hundred times as long. Somebody who asks for several gets them."""
