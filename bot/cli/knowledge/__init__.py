"""``kb``: the articles and the search, for whoever keeps them."""
