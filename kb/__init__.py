"""The knowledge base: the search, the articles that may change meanwhile, and the shipped ones."""
