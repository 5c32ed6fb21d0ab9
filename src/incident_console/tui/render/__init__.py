"""Domain values as words, signs and colours: the only place where they become `Content`.

Functions here are pure: values in, content out. Colours are names of theme variables, see `themes`.
"""
