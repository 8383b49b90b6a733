"""The house's own rules, as checks that return one line per fault."""
