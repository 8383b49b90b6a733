"""What was sold, and what came back."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from customers.models import Card, Exam, Prescription
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import Dated, Identified
from orders.models.catalogue import Category, Product
from orders.querysets import PurchaseQuerySet


class Channel(models.TextChoices):
    SALON = "salon", _("salon")
    SHOP = "shop", _("online shop")
    MARKETPLACE = "marketplace", _("marketplace")
    PHONE = "phone", _("phone")
    MESSENGER = "messenger", _("messenger")
    CLINIC = "clinic", _("clinic")


class Purchase(Identified, Dated, Synced):
    """A sale or a return. Days are of the salon's zone and are set by the door that writes the moment.

    `medical_on` is the day on which the purchase became medical glasses (its hand-over, else its sale) and is empty
    for everything else; `medical_until` is the day of the return that took the last spectacle lens away (it is medical
    glasses on [medical_on, medical_until)); `gone_on` the day by which every line was returned. The three are computed
    in one place, `orders.medical`, by every door that writes purchases or returns.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("sale")
        RETURN = "return", _("return")

    # references without an index of their own: another index begins with them, or nobody asks from that end
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="purchases", db_index=False)
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    sold_at = models.DateTimeField()
    sold_on = models.DateField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    seller = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    doctor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.SALE)
    return_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="returns", db_index=False
    )
    return_of_guid = models.UUIDField(null=True, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    bonus_spent = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.SALON, db_default="salon")
    is_posted = models.BooleanField(default=True, db_default=True)
    order = models.ForeignKey("Order", models.SET_NULL, null=True, blank=True, related_name="purchases", db_index=False)
    order_guid = models.UUIDField(null=True, blank=True)
    exam = models.ForeignKey(Exam, models.SET_NULL, null=True, blank=True, related_name="purchases", db_index=False)
    exam_guid = models.UUIDField(null=True, blank=True)
    medical_on = models.DateField(null=True, blank=True)
    medical_until = models.DateField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    # what the digest of a day puts together: computed once, since a year is compared in one question
    digest = models.GeneratedField(
        expression=models.Func(
            "guid",
            "version",
            template="('x' || left(md5(%(expressions)s::text), 16))::bit(64)::bigint",
            arg_joiner="::text || ':' || ",
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        constraints = [
            # the GUID first: one index for the key of the exchange and for references, which know the GUID alone
            models.UniqueConstraint(fields=["guid", "client"], name="purchase_guid_once"),
            models.CheckConstraint(
                condition=Q(medical_until__isnull=True) | Q(medical_on__isnull=False),
                name="purchase_medical_span",
            ),
        ]
        indexes = [
            # dossier, segments, roll-up: what a card bought, by day
            models.Index(
                fields=["card", "sold_on"],
                name="purchase_of_card",
                include=["total", "medical_on", "medical_until", "gone_on", "kind", "is_posted", "deleted_at"],
            ),
            # the last medical glasses of each card, without a look at the table: daily run, once over all
            models.Index(
                F("card"),
                F("medical_on").desc(),
                F("id").desc(),
                name="purchase_last_medical",
                include=["medical_until", "guid", "salon"],
                condition=Q(medical_on__isnull=False, deleted_at__isnull=True),
            ),
            # daily run: windows on the last medical glasses
            models.Index(
                fields=["medical_on", "card"],
                name="purchase_medical_by_day",
                condition=Q(medical_on__isnull=False),
            ),
            # a sale's returns
            models.Index(fields=["return_of"], name="purchase_returns", condition=Q(return_of__isnull=False)),
            # what was bought after an exam; and the purchases that wait for theirs
            models.Index(fields=["exam"], name="purchase_of_exam", condition=Q(exam__isnull=False)),
            models.Index(
                fields=["exam_guid"],
                name="purchase_waits_for_exam",
                condition=Q(exam__isnull=True, exam_guid__isnull=False),
            ),
            # what an order became; and the purchases that wait for theirs
            models.Index(fields=["order"], name="purchase_of_order", condition=Q(order__isnull=False)),
            models.Index(
                fields=["order_guid"],
                name="purchase_waits_for_order",
                condition=Q(order__isnull=True, order_guid__isnull=False),
            ),
            # list of purchases, newest first, read from its end (sales arrive in order, which keeps its pages full);
            # and the digests of days, without a look at the table
            models.Index(
                fields=["sold_at", "-id"],
                name="purchase_newest",
                include=["client", "digest", "total", "deleted_at"],
            ),
            models.Index(fields=["number"], name="purchase_by_number"),
        ]

    def __str__(self) -> str:
        return self.number


class PurchaseLine(models.Model):
    """One line; `line_no` ties a return's line to the sale's."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="lines", db_index=False)
    line_no = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    qty = models.DecimalField(max_digits=10, decimal_places=3)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    prescription = models.ForeignKey(
        Prescription, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    prescription_guid = models.UUIDField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purchase", "line_no"], name="purchase_line_once")]
        indexes = [
            # lines that wait for their prescription
            models.Index(
                fields=["prescription_guid"],
                name="line_waits_for_rx",
                condition=Q(prescription__isnull=True, prescription_guid__isnull=False),
            )
        ]
        ordering = ["line_no"]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """Money for a purchase."""

    class Kind(models.TextChoices):
        CASH = "cash", _("cash")
        CARD = "card", _("bank card")
        SBP = "sbp", _("fast payment")
        CERTIFICATE = "certificate", _("certificate")
        BONUS = "bonus", _("bonus points")
        CREDIT = "credit", _("credit")

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="payments")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField(null=True, blank=True)
    fiscal_sign = models.CharField(max_length=60, blank=True)
    certificate_code = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            # whether a code has paid before (`orders.certificate_payments`)
            models.Index(
                Upper(
                    models.Func(
                        "certificate_code",
                        models.Value("- "),
                        models.Value(""),
                        function="translate",
                        output_field=models.CharField(),
                    )
                ),
                name="payment_by_certificate",
                condition=~Q(certificate_code=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
