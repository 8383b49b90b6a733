"""The kinds as JSON Schema: complete, and what the mappers read."""

import re

from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.schema import fields, kind_schemas


def test_every_kind_has_a_schema_and_every_reference_leads_somewhere() -> None:
    names, components = kind_schemas()

    assert set(names) == set(KINDS.keys())
    pointed_at = set(re.findall(r"#/components/schemas/(\w+)", str(components)))
    assert pointed_at | set(names.values()) == components.keys()


def test_required_fields_codes_and_moments_are_told() -> None:
    names, components = kind_schemas()
    purchase = {name: (kind, required) for name, kind, required in fields(components[names["purchase"]])}

    assert {name for name, (_kind, required) in purchase.items() if required} == {
        "number",
        "sold_at",
        "salon",
        "total",
        "lines",
    }
    assert purchase["sold_at"][0] == purchase["handed_over_at"][0] == {"type": "string", "format": "date-time"}
    assert purchase["kind"][0] == {"enum": ["return", "sale"]}
    assert purchase["salon"][0]["format"] == "uuid"
