"""What can be done with people, families, exams and consents (the access matrix of the trust page)."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import capability

SALON = ["consultant", "doctor", "salon_manager", "receptionist"]
CENTRE = ["operator", "supervisor"]

capability("customers.view", _("see customers"), [*SALON, *CENTRE, "privacy", "medical_head", "shop_manager"])
capability(
    "customers.edit",
    _("change a customer's data"),
    ["consultant", "salon_manager", "receptionist", *CENTRE, "shop_manager"],
)
capability(
    "customers.phones",
    _("reveal full phone numbers"),
    ["consultant", "salon_manager", "receptionist", *CENTRE, "privacy", "shop_manager"],
)
capability("customers.export", _("export customers with contacts"), ["privacy"])
capability("customers.erase", _("erase a customer's data"), ["privacy"])
capability("families.edit", _("change families"), ["consultant", "salon_manager", "receptionist", *CENTRE])
capability(
    "identity.propose",
    _("propose that two customers are one"),
    [*SALON, *CENTRE, "shop_manager"],
)
# who may change a customer, decides; a manager about the clients of the own salon
capability("identity.decide", _("merge, take apart and link customers"), ["salon_manager", "supervisor"])
capability(
    "identity.health",
    _("see how many cards are wrong"),
    ["salon_manager", "supervisor", "privacy", "director", "admin"],
)
capability("identity.import", _("check a file before an import"), ["supervisor", "privacy"])
capability("exams.view", _("see eye exams in full"), ["doctor", "medical_head"])
capability("exams.edit", _("record eye exams"), ["doctor", "medical_head"])
capability(
    "prescriptions.view",
    _("see active prescriptions"),
    ["doctor", "medical_head", "consultant", "salon_manager"],
)
capability("appointments.view", _("see appointments"), [*SALON, *CENTRE, "medical_head"])
capability("appointments.edit", _("book, confirm and cancel appointments"), [*SALON, *CENTRE])
capability(
    "consents.record",
    _("record that a consent was given"),
    ["consultant", "salon_manager", "receptionist", *CENTRE, "doctor"],
)
capability("consents.withdraw", _("withdraw a consent"), [*SALON, *CENTRE, "privacy", "shop_manager"])
capability("consents.proof", _("see proofs of consent"), ["supervisor", "privacy", "salon_manager", "consultant"])
capability(
    "followups.view",
    _("see promises to clients"),
    [*SALON, *CENTRE, "medical_head", "workshop", "logistics", "shop_manager", "privacy", "director"],
)
capability(
    "followups.work",
    _("keep promises to clients"),
    [*SALON, *CENTRE, "medical_head", "workshop", "logistics", "shop_manager", "privacy"],
)
