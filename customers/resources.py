"""REST resources of this floor; each has its file beside this one."""

from customers.resources_appointments import Appointments

__all__ = ["Appointments"]
