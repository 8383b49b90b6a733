"""REST resources of people, families, exams, appointments and promises; each module adds its own."""

from customers.resources import appointments, exams, followups, households, people

__all__ = ["appointments", "exams", "followups", "households", "people"]
