"""Households and who is whose relative."""

from customers.demo import sheets
from customers.demo.story import Family, Member, day_text
from optics_crm.core.demo import Chunk

INVERSE = {"parent": "child", "child": "parent", "spouse": "spouse", "sibling": "sibling", "guardian": "ward",
           "grandparent": "grandchild"}  # fmt: skip


def write_home(chunk: Chunk, family: Family) -> None:
    """The household of those who live together, and every relationship with its inverse."""
    members = family.members
    if len(members) > 1:
        since = min(member.joined for member in members)
        stamp = f"{day_text(since)} 12:00:00+{family.salon.offset:02d}"
        chunk.lines(sheets.HOUSEHOLD).append(f"{family.id}\t{family.id}\t{plural(family.surname)}\t\t{stamp}\t{stamp}")
        chunk.lines(sheets.MEMBERSHIP).extend(
            f"{family.id}\t{member.person}\t{member.role}\tt\t{day_text(member.joined)}" for member in members
        )
    _relatives(chunk, family)


def plural(surname: str) -> str:
    """`Иванов` as `Ивановы`, the name of a family."""
    if surname.endswith(("ский", "цкий")):
        return surname[:-1] + "е"
    return surname + "ы" if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) else surname


def _relatives(chunk: Chunk, family: Family) -> None:
    grown = [member for member in family.members if member.role in ("head", "spouse")]
    children = [member for member in family.members if member.role == "child"]
    elders = [member for member in family.members + family.apart if member.role == "parent"]
    if len(grown) == 2:
        _pair(chunk, grown[0], grown[1], "spouse")
    for child in children:
        for parent in grown:
            _pair(chunk, child, parent, "parent")
        if child.age(chunk.world.as_of.toordinal()) < 18:
            _pair(chunk, child, grown[-1], "guardian")
        for elder in elders:
            _pair(chunk, child, elder, "grandparent")
    for index, child in enumerate(children):
        for other in children[index + 1 :]:
            _pair(chunk, child, other, "sibling")
    for elder in elders:
        _pair(chunk, grown[-1], elder, "parent")


def _pair(chunk: Chunk, member: Member, relative: Member, kind: str) -> None:
    chunk.lines(sheets.RELATIONSHIP).extend(
        (
            f"{member.person}\t{relative.person}\t{kind}",
            f"{relative.person}\t{member.person}\t{INVERSE[kind]}",
        )
    )
