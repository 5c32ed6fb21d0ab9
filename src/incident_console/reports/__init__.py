"""What the record says: timeline, state, figures, and the document for the review."""
