"""Benchmarks of this floor: one module each; `aftercare.bench` names them all."""
