"""The one refusal of a rule: where it is wrong, and why, in one sentence."""

from typing import Any

from optics_crm.core.errors import DomainError


class RuleError(DomainError):
    """A rule that is not of the grammar; `pointer` is a JSON pointer into the rule (`/rules/0/value`)."""

    def __init__(self, pointer: str, message: Any) -> None:
        super().__init__("bad_rule", message, pointer=pointer)
