"""The person, and the cards by which sources know that person."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Lower, Upper
from django.utils.translation import gettext_lazy as _

from customers.querysets import CardQuerySet, PersonQuerySet
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import Dated, Identified


class Sex(models.TextChoices):
    MALE = "m", _("male")
    FEMALE = "f", _("female")
    UNKNOWN = "", _("not known")


class Person(Identified, Dated):
    """One human being. Names, dates and contacts are computed from the cards (`customers.golden`), not typed here.

    `revision` is the ETag of the dossier. `bucket` is the first four bytes of SHA-256 of the oldest card's id: the
    stable random number of hold-outs and segment buckets. `merged_into` leads from a dissolved dossier to the one that
    stands for it. `erased_at`: nothing is left but an empty row that anonymous sales lead to
    (`customers.erasing`).
    """

    last_name = models.CharField(_("surname"), max_length=150, blank=True)
    first_name = models.CharField(_("name"), max_length=150, blank=True)
    middle_name = models.CharField(_("patronymic"), max_length=150, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    home_salon = models.ForeignKey(Salon, models.SET_NULL, null=True, blank=True, related_name="people")
    timezone = models.CharField(_("time zone"), max_length=40, blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=20, blank=True)
    main_phone = models.ForeignKey(
        "Phone", models.SET_NULL, null=True, blank=True, related_name="main_of", db_index=False
    )
    main_email = models.ForeignKey("Email", models.SET_NULL, null=True, blank=True, related_name="main_of")
    consent_pd = models.BooleanField(default=False, db_default=False)
    consent_ads = models.BooleanField(default=False, db_default=False)
    opted_out = models.BooleanField(default=False, db_default=False)
    deceased_on = models.DateField(_("died on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    oldest_card = models.UUIDField(null=True, blank=True)
    bucket = models.BigIntegerField(default=0, db_default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    revision = models.PositiveIntegerField(default=1, db_default=1)
    name_key = models.GeneratedField(
        expression=models.Func(
            Lower(Concat("last_name", models.Value(" "), "first_name", models.Value(" "), "middle_name")),
            models.Value("ё"),
            models.Value("е"),
            function="translate",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True) | models.Q(birth_date__gte="1900-01-01"),
                name="person_born_after_1900",
            ),
        ]
        indexes = [
            # global search: any part of a name, typos included
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="person_by_name_parts"),
            # list of customers, newest first (keyset)
            models.Index(fields=["-created_at", "id"], name="person_newest"),
            # updated_since of the REST API
            models.Index(fields=["updated_at", "id"], name="person_updated"),
            # birthday campaign: people whose day it is
            models.Index(
                models.functions.ExtractMonth("birth_date"),
                models.functions.ExtractDay("birth_date"),
                name="person_birthday",
            ),
            models.Index(fields=["main_phone"], name="person_by_main_phone"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        if self.erased_at:
            return str(_("Erased customer"))
        parts = (self.last_name, self.first_name, self.middle_name)
        return " ".join(part for part in parts if part) or str(_("No name"))

    @property
    def short_name(self) -> str:
        """First name and patronymic, as the person is addressed."""
        return " ".join(part for part in (self.first_name, self.middle_name) if part) or self.full_name

    @property
    def initials(self) -> str:
        return (self.last_name[:1] + self.first_name[:1]).upper()


class Card(Identified, Dated, Synced):
    """A person as one source knows him or her; what it says is kept as it came.

    Purchases, exams and consents hang on cards; a card points to its person, so that merge and unmerge move one
    pointer and nothing else. `origin` is the person it was born with while it stands with another, else empty.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="cards")
    origin = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    last_name = models.CharField(max_length=150, blank=True)
    first_name = models.CharField(max_length=150, blank=True)
    middle_name = models.CharField(max_length=150, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, default="")
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    home_salon = models.ForeignKey(Salon, models.SET_NULL, null=True, blank=True, related_name="+")
    preferred_channel = models.CharField(max_length=20, blank=True)
    discount_card = models.CharField(max_length=60, blank=True)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    ads_forbidden = models.BooleanField(default=False, db_default=False)
    comment = models.TextField(blank=True)
    source_created_at = models.DateTimeField(null=True, blank=True)
    source_created_by = models.UUIDField(null=True, blank=True)
    merged_into_guid = models.UUIDField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "guid"], name="card_guid_once"),
            models.CheckConstraint(
                condition=models.Q(discount_percent__isnull=True) | models.Q(discount_percent__range=(0, 100)),
                name="card_discount_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(origin__isnull=True) | ~models.Q(origin=models.F("person")),
                name="card_origin_is_another",
            ),
        ]
        indexes = [
            # cards that go back when a merge is undone
            models.Index(fields=["origin"], name="card_by_origin", condition=models.Q(origin__isnull=False)),
            models.Index(fields=["guid"], name="card_by_guid"),
            # whose a card is, for questions that come from hundreds of thousands of purchases or phones
            models.Index(
                fields=["id"], name="card_of_whom", include=["person"], condition=models.Q(deleted_at__isnull=True)
            ),
            models.Index(Upper("discount_card"), name="card_by_discount_card"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)
