"""The postman: carries out what waits to reach clients, and records what came of it."""
