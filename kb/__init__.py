"""The knowledge base: articles, index, ranked suggestions with an extract and a confidence."""
