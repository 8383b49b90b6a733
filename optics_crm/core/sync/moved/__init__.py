"""A base of 1C that was migrated: which new GUID names which known object, and leading old names to the new ones."""
