"""The rules of the two process documents: values in, events out."""
