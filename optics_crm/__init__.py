"""The project: settings, roof, processes, and `core`, the floor that the apps stand on."""
