"""One file, one occasion; the folder is the list."""
