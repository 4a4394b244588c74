"""The command line: land, load, build, print. No business rule lives here."""
