"""This floor's part of the demo chain: people, families, cards and their flaws, consents, exams,
appointments, promises.
"""

from customers import consent_texts
from customers.demo.appointments import write_appointments
from customers.demo.cards import CardWriter
from customers.demo.consents import Acts
from customers.demo.exams import ExamWriter
from customers.demo.families import Makers, make_family
from customers.demo.homes import write_home
from customers.demo.lives import live
from customers.demo.promises import write_promises
from customers.demo.showcase import SHOWCASE_PEOPLE, showcase
from customers.demo.story import Family
from customers.models import ConsentText
from optics_crm.core.demo import Chunk, World, finish, setup, teller
from optics_crm.core.long_jobs import KINDS
from optics_crm.core.models import Job

BASE_HEALTH = "customers.base_health"
MISFILED = 0.2  # mothers on whose card a child's glasses were sold


@setup("customers.consent_texts")
def texts(world: World) -> None:
    """The wordings that people signed, by purpose."""
    consent_texts.ensure_consent_texts()
    newest = ConsentText.objects.order_by("number").values_list("purpose", "pk")
    world.kept["consent_texts"] = {purpose: str(pk) for purpose, pk in newest}


@teller("customers.people")
def people(chunk: Chunk) -> None:
    """Families until the chunk holds its number of dossiers; their stories wait for the floors above."""
    makers, acts = Makers(chunk), Acts(chunk)
    left = chunk.size
    waiting = showcase(makers) if chunk.index == 0 and left >= SHOWCASE_PEOPLE else []
    while left > 0:
        family = waiting.pop(0) if waiting else make_family(makers)
        family.members = family.members[:left]
        family.apart = family.apart[: left - len(family.members)]
        left -= _write(makers, acts, family, left)
        chunk.families.append(family)


@teller("customers.promises")
def promises(chunk: Chunk) -> None:
    """What salons, doctors and operators owe these people."""
    write_promises(chunk)


@teller("customers.appointments")
def appointments(chunk: Chunk) -> None:
    """Who was expected when, and who is."""
    write_appointments(chunk)


@finish("customers.identity")
def queue_scan(world: World) -> None:
    """Puts the first scan of the base and the count of its flaws into the queue: a worker makes them once it is up."""
    if world.customers and world.with_history:
        Job.objects.create(kind=BASE_HEALTH, title=str(KINDS.get(BASE_HEALTH).title))


def _write(makers: Makers, acts: Acts, family: Family, left: int) -> int:
    """Writes a family; returns how many dossiers it made."""
    chunk = makers.chunk
    if not family.scripted:
        live(makers, family)
    family.id = chunk.new_id()
    cards = CardWriter(makers, family, acts)
    cards.first_cards()
    everybody = family.members + family.apart
    spare = left - len(everybody)
    _misfile(makers, family)
    for member in everybody:
        spare -= cards.write(member, spare + 1) - 1
        ExamWriter(chunk, member).write()
    write_home(chunk, family)
    return left - spare


def _misfile(makers: Makers, family: Family) -> None:
    """Sells some child's glasses on the mother's card, as desks do when the mother pays."""
    children = [member for member in family.members if member.role == "child" and member.visits]
    grown = [member for member in family.members if member.role in ("head", "spouse")]
    if not children or not grown or family.scripted or makers.rng.random() > MISFILED:
        return
    mother, child = grown[-1], children[0]
    mother.flaws.append("holds_childs_purchases")
    child.misfiled_on = mother.card
    mother.joined = min(mother.joined, child.joined)
    for visit in child.visits:
        if visit.bought and makers.rng.random() < 0.8:
            visit.card = mother.card
            visit.examined = False
