"""REST resources of people, families, exams and promises; each module adds its own."""

from customers.resources import exams, followups, households, people

__all__ = ["exams", "followups", "households", "people"]
