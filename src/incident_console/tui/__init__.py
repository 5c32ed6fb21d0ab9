"""The war room: the desk by keys, on one screen."""
