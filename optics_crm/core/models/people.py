"""People of ours: employees are the users of the system."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import Dated, Identified
from optics_crm.core.models.exchange import Synced
from optics_crm.core.models.salons import Salon


class Department(models.Model):
    """A department that a contact can be handed to."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)

    def __str__(self) -> str:
        return self.name


class EmployeeAccounts(BaseUserManager["Employee"]):
    """Creation that Django's commands expect."""

    use_in_migrations = True

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Employee":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Employee":
        return self.create_user(username, password, **{"role": "admin", "is_superuser": True, **fields})


class Employee(AbstractBaseUser, PermissionsMixin, Identified, Dated, Synced):
    """A person who works here. `role` is a key of `core.permissions.ROLES`; no salon means the whole chain."""

    username = models.CharField(_("user name"), max_length=60, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=150)
    role = models.CharField(_("role"), max_length=40)
    salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="employees")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="employees")
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hired_on = models.DateField(null=True, blank=True)
    fired_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)

    objects = EmployeeAccounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "guid"], name="employee_guid_once")]
        indexes = [models.Index(fields=["guid"], name="employee_by_guid")]
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Django's admin is for superusers only."""
        return self.is_superuser
