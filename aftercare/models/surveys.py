"""Questions to clients: what is asked, who was asked how, and what was said."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Card, FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon
from optics_crm.core.models.base import AppNow, Dated, Identified
from orders.models import Purchase
from orders.models.catalogue import Category


class Survey(Identified, Dated):
    """A set of questions; `code` is what programs know it by. After one a person and a phone are left alone for
    `rest_days`, and a link lives for `link_days`.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    intro = models.CharField(_("what the client reads first"), max_length=400, blank=True)
    rest_days = models.PositiveSmallIntegerField(_("days of rest"), default=30)
    link_days = models.PositiveSmallIntegerField(_("days that a link lives"), default=7)
    is_active = models.BooleanField(_("asked now"), default=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["code"]
        indexes = [models.Index(fields=["updated_at", "id"], name="survey_updated")]

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(models.Model):
    """One question. `about` is whom a mark rates; an answer of `alarms` means discomfort: a doctor is asked to call.

    `choices` (of a choice) are pairs [code, words]; `alarms` are codes, or marks as text.
    """

    class Kind(models.TextChoices):
        MARK = "mark5", _("mark from 1 to 5")
        SCALE = "scale10", _("from 0 to 10")
        CHOICE = "choice", _("one of several")
        TEXT = "text", _("in words")

    class About(models.TextChoices):
        DOCTOR = "doctor", _("doctor")
        SALON = "salon", _("salon")
        OPERATOR = "operator", _("operator")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", db_index=False)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    words = models.CharField(_("question"), max_length=200)
    about = models.CharField(_("whom it rates"), max_length=8, choices=About.choices, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    alarms = models.JSONField(_("answers that need a doctor"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["survey", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="survey_question_once")]

    def __str__(self) -> str:
        return self.words


class AboutWhat(models.Model):
    """What a survey is about: whom it was, after which call or purchase, and whom the marks rate."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    phone = models.CharField(max_length=16, blank=True)
    call = models.UUIDField(null=True, blank=True)
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    doctor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    operator = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


class SurveyAnswer(AboutWhat, Identified, Dated):
    """What one client said at one occasion. `source_key` names the occasion, so that an answer is one answer."""

    class Way(models.TextChoices):
        FORM = "form", _("asked by phone")
        LINK = "link", _("by link")
        KEY = "key", _("key after the call")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers", db_index=False)
    source_key = models.CharField(max_length=80, unique=True)
    way = models.CharField(max_length=4, choices=Way.choices)
    followup = models.ForeignKey(FollowUp, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now, db_default=AppNow())
    is_alarm = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["survey", "-at"], name="survey_answer_latest"),
            models.Index(fields=["person", "-at"], name="survey_answer_of_person"),
            models.Index(fields=["phone", "-at"], name="survey_answer_of_phone", condition=~Q(phone="")),
            models.Index(fields=["call"], name="survey_answer_of_call", condition=Q(call__isnull=False)),
            models.Index(fields=["salon", "-at"], name="survey_answer_of_salon"),
            models.Index(fields=["operator", "-at"], name="survey_answer_of_operator"),
            models.Index(fields=["doctor", "-at"], name="survey_answer_of_doctor"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.at:%Y-%m-%d}"


class SurveyReply(models.Model):
    """The answer to one question: a mark, a choice or words."""

    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="replies", db_index=False)
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="replies", db_index=False)
    mark = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    choice = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "question"], name="survey_reply_once"),
            models.CheckConstraint(condition=Q(mark__isnull=True) | Q(mark__range=(0, 10)), name="survey_mark_range"),
        ]
        indexes = [models.Index(fields=["question", "answer"], name="survey_reply_of_question")]

    def __str__(self) -> str:
        return self.text or self.choice or str(self.mark)


class SurveyLink(AboutWhat, Identified, Dated):
    """A link that answers once and expires; only a hash of its token is kept."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="survey_link_of_person"),
            models.Index(fields=["phone", "-created_at"], name="survey_link_of_phone", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.expires_at:%Y-%m-%d}"


class PostPurchaseRule(Identified):
    """When the buyers of a product are called. The first rule that fits a purchase counts (lowest `priority`).

    A line fits by its category and, where they are named, the purpose of its prescription or a part of its name;
    `is_first` asks for the first purchase of that category. `days` count from the hand-over; of the people of a rule
    `share` percent are called.
    """

    name = models.CharField(_("name"), max_length=120)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="rules", verbose_name=_("survey"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=50)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    purpose = models.CharField(_("purpose of the prescription"), max_length=16, blank=True)
    name_part = models.CharField(_("part of the product's name"), max_length=60, blank=True)
    is_first = models.BooleanField(_("first purchase of the kind only"), default=False)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days after the hand-over"))
    share = models.PositiveSmallIntegerField(_("share of people, %"), default=100)
    is_active = models.BooleanField(_("calls are made"), default=True)

    class Meta:
        verbose_name = _("rule of calls after a purchase")
        verbose_name_plural = _("rules of calls after a purchase")
        ordering = ["priority", "name"]
        constraints = [models.CheckConstraint(condition=Q(share__lte=100), name="post_purchase_share_is_percent")]

    def __str__(self) -> str:
        return self.name


class FreshPurchase(models.Model):
    """A purchase that was news when it came: whose buyer may be called. Of history nothing stands here."""

    purchase = models.OneToOneField(Purchase, models.CASCADE, primary_key=True, related_name="+")
    heard_at = models.DateTimeField(default=clock.now, db_default=AppNow())

    class Meta:
        indexes = [models.Index(fields=["heard_at"], name="fresh_purchase_by_day")]

    def __str__(self) -> str:
        return str(self.purchase_id)


class PostPurchaseCall(models.Model):
    """What a promise to call after a purchase is about; `talk_to` answers the phone (a child's guardian)."""

    followup = models.OneToOneField(FollowUp, models.CASCADE, primary_key=True, related_name="post_purchase")
    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="+")
    rule = models.ForeignKey(PostPurchaseRule, models.PROTECT, related_name="+", db_index=False)
    day_number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    talk_to = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    phone = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=clock.now, db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purchase", "day_number"], name="post_purchase_call_once")]
        indexes = [models.Index(fields=["phone", "created_at"], name="post_purchase_call_of_phone")]

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.day_number}"
