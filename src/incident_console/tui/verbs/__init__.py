"""What each key does, a file a chapter of the domain."""
