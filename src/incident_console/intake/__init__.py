"""What comes in from other tools."""
