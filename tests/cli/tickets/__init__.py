"""The desk from the operator's side."""
