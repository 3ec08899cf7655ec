"""One module per version of the schema; never changed once released."""
