"""What many tables share: opaque ids and the moments of birth and change."""

from django.db import models
from django.db.models import DateTimeField, Func

from optics_crm.core.ids import new_id


class AppNow(Func):
    """The database's clock, `app_now()`: real time shifted by the installation's CLOCK."""

    function = "app_now"
    template = "%(function)s()"
    output_field = DateTimeField()


class NewUuid(Func):
    """`app_uuid7()`, so that bulk statements need no id from Python."""

    function = "app_uuid7"
    template = "%(function)s()"
    output_field = models.UUIDField()


class Identified(models.Model):
    """A row whose id may be shown to the world."""

    id = models.UUIDField(primary_key=True, default=new_id, db_default=NewUuid(), editable=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    """When the row was born and last changed, by the application's clock."""

    created_at = models.DateTimeField(db_default=AppNow())
    updated_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        abstract = True


__all__ = ["AppNow", "Dated", "Identified", "NewUuid"]
