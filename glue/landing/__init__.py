"""The landing engine: decode, parse, type, pseudonymize, resolve versions, account for rows."""
