"""The unit of work: what one transaction can read and write, one class a subject."""
