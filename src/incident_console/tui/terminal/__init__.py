"""The terminal's manners: who owns its settings, what may reach it, how it calls for attention."""
