"""How the rules' parts and acts are called where people meet them: options, fields, commands, keys."""
