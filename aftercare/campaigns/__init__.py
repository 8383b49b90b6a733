"""Campaigns: presets that know an occasion, versions that people approve, the daily run that plans messages."""
