"""The demonstration kindergarten: every register of two terms, invented from one seed."""
