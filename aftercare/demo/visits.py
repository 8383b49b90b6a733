"""The visits that answer reminders, written as facts: free service, check, purchase."""

import datetime as dt
import uuid

from django.db import connection

from aftercare.demo.answers import Answer
from customers.demo.exams import ExamWriter
from customers.demo.remembered import RememberedEyes, last_prescriptions
from customers.demo.story import Member, Visit
from customers.models import Recommendation
from customers.moments import EXAMS_CHANGED
from optics_crm.core.demo import Chunk, DemoSalon, World
from optics_crm.core.demo.load import copy_in
from orders.demo.purchases import Desk
from orders.models import Certificate, EntitlementUse, ServiceEntitlement
from orders.moments import PURCHASES_CHANGED

FIRST_CHUNK = 20_000  # beyond every chunk of people


class Visits:
    """Writes the visits of one day."""

    def __init__(self, world: World, day: dt.date) -> None:
        self.world = world
        self.day = day
        self.chunk = Chunk(world, FIRST_CHUNK + world.as_of.toordinal() - day.toordinal(), 0, 0)
        self.desk = Desk(self.chunk)
        self.salons = {salon.id: salon for salon in world.salons}

    def write(self, answers: list[Answer]) -> None:
        """Every answer becomes a visit; the moments of purchases and exams happen once."""
        remembered = last_prescriptions([answer.card for answer in answers])
        visits: list[tuple[Answer, Visit]] = []
        for answer in answers:
            member = self._member(answer)
            visit = self._visit(answer, member, examined=answer.card in remembered)
            if visit.examined:
                writer = ExamWriter(self.chunk, member)
                writer.eyes = RememberedEyes(self.chunk.rng, member, remembered[answer.card])
                writer.write()
            if visit.bought:
                visit.purchase = self.desk.sell(visit, member)
            visits.append((answer, visit))
        copy_in(self.chunk.texts(), frozen=False)
        self._consequences(visits)

    def _member(self, answer: Answer) -> Member:
        salon = self._salon(answer)
        member = Member(answer.sex or "f", answer.born.toordinal(), "", "", "", "", salon, joined=self.day.toordinal())
        member.wears, member.card = "glasses", answer.card.hex
        return member

    def _salon(self, answer: Answer) -> DemoSalon:
        return self.salons.get(answer.salon.hex if answer.salon else "", self.world.salons[0])

    def _visit(self, answer: Answer, member: Member, *, examined: bool) -> Visit:
        purpose = answer.effect.purpose
        if purpose == "check" and answer.buys:
            purpose = "glasses"
        seen = examined and purpose in ("check", "glasses") and answer.campaign != "exam_no_purchase"
        minute = (member.salon.opens + 1) * 60 + answer.luck % 400
        visit = Visit(self.day.toordinal(), member.salon, minute, purpose, answer.buys, seen)
        visit.card = member.card
        member.visits.append(visit)
        return visit

    def _consequences(self, visits: list[tuple[Answer, Visit]]) -> None:
        bought = [answer.card for answer, visit in visits if visit.bought]
        examined = [answer.card for answer, visit in visits if visit.examined]
        self._free_services([answer for answer, _visit in visits if answer.campaign == "service_ending"])
        self._certificates([(a.occasion, v) for a, v in visits if a.campaign == "full_check" and v.purchase])
        open_ones = Recommendation.objects.filter(
            exam__card__in=bought, is_sellable=True, outcome="open", exam__examined_on__lte=self.day
        )
        open_ones.update(outcome="bought", outcome_on=self.day)
        PURCHASES_CHANGED.happen(bought)
        EXAMS_CHANGED.happen(examined)

    def _free_services(self, answers: list[Answer]) -> None:
        guids = {uuid.UUID(answer.occasion.split(":")[1]): answer for answer in answers}
        rights = ServiceEntitlement.objects.filter(purchase__guid__in=guids, void_on__isnull=True)
        at = dt.datetime.combine(self.day, dt.time(9), dt.UTC)
        EntitlementUse.objects.bulk_create(
            EntitlementUse(
                id=uuid.UUID(self.chunk.new_id()),
                entitlement=right,
                used_on=self.day,
                salon_id=self._salon(guids[right.purchase.guid]).id,
                note="Чистка и подтяжка, напоминание об окончании срока",
                created_at=at,
                updated_at=at,
            )
            for right in rights.select_related("purchase").order_by("purchase__guid")
            if right.purchase.guid is not None
        )

    def _certificates(self, visits: list[tuple[str, Visit]]) -> None:
        for occasion, visit in visits:
            Certificate.objects.filter(campaign_key="full_check", occasion=occasion, status="issued").update(
                status="used", used_on=self.day, used_in=uuid.UUID(visit.purchase), used_salon=uuid.UUID(visit.salon.id)
            )


def analyze() -> None:
    """Tells the planner about the rows that the history brought."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
