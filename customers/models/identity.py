"""Who is one person with whom: keys to find twins by, what was decided, what waits to be decided.

State is a function of these rows (`customers.identity.state`): a merge that nothing undoes is an edge, and a card
stands with the root of the person that it was born with. Nothing else moves at a merge.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.people import Card, Person, Sex
from optics_crm.core.models import Employee, Salon
from optics_crm.core.models.base import AppNow, Identified


class CardKeys(models.Model):
    """What a card is compared by (`customers.identity.keys`), kept by whoever writes cards.

    Phones and e-mails are compared through `CardPhone` and `CardEmail`. `version` is the normaliser's.
    """

    card = models.OneToOneField(Card, models.CASCADE, primary_key=True, related_name="keys", db_constraint=False)
    last = models.CharField(max_length=150, blank=True, default="", db_default="")
    firsts = ArrayField(models.CharField(max_length=150), default=list)
    first_group = models.CharField(max_length=150, blank=True, default="", db_default="")
    father = models.CharField(max_length=150, blank=True, default="", db_default="")
    initials = models.CharField(max_length=8, blank=True, default="", db_default="")
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, default="", db_default="")
    birth_date = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True, default="", db_default="")
    city = models.CharField(max_length=100, blank=True, default="", db_default="")
    version = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "card keys"
        indexes = [
            # blocks of the check on create: namesakes, one birthday, one flat
            models.Index(fields=["last", "first_group"], name="keys_by_name", condition=~Q(last="")),
            models.Index(
                fields=["birth_date", "first_group"], name="keys_by_birthday", condition=Q(birth_date__isnull=False)
            ),
            models.Index(fields=["address", "first_group"], name="keys_by_address", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        return f"{self.last} {self.first_group}"


class IdentityEvent(Identified):
    """One decision about identity, never edited. An undo is an event of the same kind that names what it `undoes`.

    Merge: `loser` was merged into `winner`, both standing at that moment. Split: `loser` is whom facts were moved to
    from `winner`. Link: `loser` is the relative of `winner`. Not the same, choice: `winner` is whom it is about.
    `score` is the matcher's probability, `evidence` what was known then, without names and phones.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        LINK = "link", _("linked as relatives")
        NOT_SAME = "not_same", _("not the same person")
        CHOICE = "choice", _("field chosen")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    winner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    loser = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    actor = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_label = models.CharField(max_length=150, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=AppNow())
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    score = models.FloatField(null=True, blank=True)
    model_version = models.CharField(max_length=40, blank=True, default="", db_default="")
    evidence = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(winner__isnull=True) | Q(loser__isnull=True) | ~Q(winner=F("loser")),
                name="identity_event_of_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind="merge") | Q(winner__isnull=False, loser__isnull=False),
                name="identity_merge_has_both",
            ),
        ]
        indexes = [
            models.Index(fields=["winner", "-at"], name="identity_of_winner"),
            models.Index(fields=["loser", "-at"], name="identity_of_loser", condition=Q(loser__isnull=False)),
            # journal, newest first
            models.Index(fields=["-at", "id"], name="identity_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d.%m.%Y %H:%M}"


class NotSame(models.Model):
    """Two cards that are not one person's: for ever, for everybody, while nothing undoes its event.

    The card with the lower id comes first. Two people are barred from each other while a pair of their cards is.
    """

    card_a = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False)
    card_b = models.ForeignKey(Card, models.PROTECT, related_name="+")
    event = models.ForeignKey(IdentityEvent, models.PROTECT, related_name="barred")

    class Meta:
        verbose_name_plural = "not the same"
        constraints = [
            models.UniqueConstraint(fields=["card_a", "card_b", "event"], name="not_same_once"),
            models.CheckConstraint(condition=Q(card_a__lt=F("card_b")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.card_a_id} / {self.card_b_id}"


class Proposal(Identified):
    """A question about cards that waits for a person: one person, relatives, a card of two people, a wrong card.

    Of `same` and `family` the card with the lower id comes first. `split` asks about `card_a` alone; `wrong_card`:
    facts on `card_a` belong to `card_b`. `reasons` are slugs (`customers.identity.evidence` puts them into words);
    `evidence` of a family names the relationship: {"kind": "child"} means that b is the child of a.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("the same person")
        FAMILY = "family", _("relatives")
        SPLIT = "split", _("several people on one card")
        WRONG_CARD = "wrong_card", _("on a wrong card")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        OBSOLETE = "obsolete", _("settled otherwise")

    class Source(models.TextChoices):
        SCAN = "scan", _("scan of the base")
        CHECK = "check", _("check at the door")
        DESK = "desk", _("a salon")
        OPERATOR = "operator", _("the contact centre")
        IMPORT = "import", _("an import")

    card_a = models.ForeignKey(Card, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    card_b = models.ForeignKey(Card, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    score = models.FloatField(default=0, db_default=0)
    reasons = ArrayField(models.CharField(max_length=40), default=list, db_default=models.Value("{}"))
    evidence = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN, db_default="open")
    source = models.CharField(max_length=8, choices=Source.choices)
    model_version = models.CharField(max_length=40, blank=True, default="", db_default="")
    proposed_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(db_default=AppNow())
    decided_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(IdentityEvent, models.SET_NULL, null=True, blank=True, related_name="proposals")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card_a", "card_b", "kind"],
                condition=Q(status="open"),
                nulls_distinct=False,
                name="proposal_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["same", "family"]) | Q(card_b__isnull=False, card_a__lt=F("card_b")),
                name="proposal_pair_in_order",
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="proposal_score_is_probability"),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True) | ~Q(status="open") & Q(decided_at__isnull=False),
                name="proposal_decided_has_moment",
            ),
        ]
        indexes = [
            # the queue: open questions, the surest first
            models.Index(fields=["kind", "-score", "id"], name="proposal_queue", condition=Q(status="open")),
            models.Index(fields=["card_a"], name="proposal_of_card"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_status_display()})"


class MovedFact(models.Model):
    """One row that a split moved from a card to another. `home` is the card that the row's source says.

    While the event stands the row stays moved, whatever its source sends again with the old customer. Undone, the row
    goes where its newest standing move says, else home. A source that names another customer than before has thought
    again: the move is overruled, for good.
    """

    event = models.ForeignKey(IdentityEvent, models.PROTECT, related_name="moved")
    model = models.CharField(max_length=60)
    object_id = models.UUIDField()
    from_card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False)
    to_card = models.ForeignKey(Card, models.PROTECT, related_name="+")
    home = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False)
    overruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "model", "object_id"], name="moved_fact_once"),
            models.CheckConstraint(condition=~Q(from_card=F("to_card")), name="moved_fact_moves"),
        ]
        indexes = [models.Index(fields=["object_id", "model"], name="moved_fact_of_object")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class FieldChoice(models.Model):
    """Somebody said: of this person's cards this one is right about this field.

    The newest choice that is not undone counts, while its card stands with the person (`customers.golden`).
    """

    event = models.OneToOneField(IdentityEvent, models.PROTECT, related_name="choice")
    person = models.ForeignKey(Person, models.PROTECT, related_name="field_choices")
    field = models.CharField(max_length=30)
    card = models.ForeignKey(Card, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.field}: {self.card_id}"


class HealthCount(models.Model):
    """How many cards of a salon, written by an author, broke a rule on a day. No salon, no author: not known."""

    day = models.DateField()
    rule = models.CharField(max_length=40)
    salon = models.ForeignKey(Salon, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    author = models.ForeignKey(Employee, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    cards = models.PositiveIntegerField()
    flawed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "rule", "salon", "author"], nulls_distinct=False, name="health_count_once"
            ),
            models.CheckConstraint(condition=Q(flawed__lte=F("cards")), name="health_flawed_of_cards"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.rule}: {self.flawed}/{self.cards}"
