"""Questions about people, cards, exams and promises."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from customers.models import Card, Exam, FollowUp, Person


class PersonQuerySet(models.QuerySet["Person"]):
    """Sets of people; every door starts with `visible_to`."""

    def standing(self) -> Self:
        """Dossiers that stand for a person, not those dissolved by a merge."""
        return self.filter(merged_into__isnull=True)


class CardQuerySet(models.QuerySet["Card"]):
    """Sets of cards."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)


class ExamQuerySet(models.QuerySet["Exam"]):
    """Sets of exams."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True, entered_in_error_at__isnull=True)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Sets of promises."""

    def open(self) -> Self:
        return self.filter(status="open")
