"""What is fast and what is not, each measured beside a floor in the same run: `make bench`."""
