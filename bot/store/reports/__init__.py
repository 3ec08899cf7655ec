"""Questions to a desk's history: unanswered questions, solved tickets."""
