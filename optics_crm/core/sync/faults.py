"""Why a row is refused: a code for programs, a pointer, the value, a sentence and a hint for the 1C developer."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUE_LENGTH = 200

SENTENCES: dict[str, str | Promise] = {
    "required": _("A required field is missing."),
    "bad_type": _("The value has another type than the field."),
    "bad_number": _("A number must be written without spaces and with a point."),
    "bad_date": _("A date must look like 2026-11-21, a moment like 2026-11-21T18:20:05."),
    "bad_guid": _("A reference must be a GUID of 36 characters."),
    "bad_text": _("The text holds a character that cannot be stored."),
    "bad_version": _("The version must be a whole number above zero."),
    "bad_timezone": _("There is no such time zone; write it like Europe/Moscow."),
    "bad_row": _("The row must be a JSON object with kind, op, guid, version and data."),
    "bad_json": _("The line is not JSON."),
    "scope_missing": _("The token of this file may not write objects of this kind."),
    "too_long": _("The text or list is longer than the field holds."),
    "too_deep": _("The value is nested more than 20 levels deep."),
    "out_of_range": _("The number lies outside of what the field holds."),
    "date_in_future": _("The date lies in the future."),
    "self_reference": _("An object cannot refer to itself."),
    "duplicate_line": _("Two entries of the list have the same key."),
    "unknown_kind": _("There is no such kind of object."),
    "unknown_op": _("The operation must be upsert or delete; a customer can also be erased."),
    "unknown_enum": _("The code has no meaning here yet. The row is kept and goes in once the code is mapped."),
    "unknown_ref": _("The row refers to an object that has not been sent yet. It is kept and goes in when that comes."),
    "erased": _("The customer was erased on request. Nothing of this object is written here any more."),
    "version_reused": _("This version was sent before with another content: raise the version."),
    "rx_invalid": _("The prescription breaks a rule that no prescription may break."),
    "not_storable": _("The row cannot be stored as it is. Its neighbours are stored; the mistake is in our journal."),
    "batch_not_applied": _("Another row of the batch is at fault and the batch is all or nothing: nothing was stored."),
}

# What helps on the other side, in the language of the other side
HINTS_1C: dict[str, str] = {
    "bad_number": 'Формат(Число, "ЧРД=.; ЧГ=0; ЧН=0")',
    "bad_date": 'Формат(Дата, "ДФ=yyyy-MM-ddTHH:mm:ss"), пустая дата: Null',
    "bad_guid": "НРег(Строка(Ссылка.УникальныйИдентификатор()))",
    "bad_version": "ТекущаяУниверсальнаяДатаВМиллисекундах(), числом, не строкой",
    "version_reused": "ТекущаяУниверсальнаяДатаВМиллисекундах()",
    "bad_type": "Число(), Строка(), Булево(): тип значения должен быть как в описании обмена",
    "required": "ЗначениеЗаполнено(Реквизит)",
    "unknown_ref": "Зарегистрируйте объект по ссылке: ПланыОбмена.ЗарегистрироватьИзменения(Узел, Ссылка)",
}


class Fault(Exception):
    """A row cannot be taken, or not yet. `pointer` leads into the row's `data`; `missing` names the object (kind, GUID)
    that it waits for.
    """

    def __init__(
        self,
        code: str,
        pointer: str = "",
        value: Any = None,
        message: str | Promise = "",
        *,
        missing: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer
        self.value = value
        self.message = message
        self.missing = missing

    @property
    def waits(self) -> bool:
        """Whether the row needs no mending: an object will come, or a code will get a meaning."""
        is_mappable = isinstance(self.value, str) and 0 < len(self.value) <= VALUE_LENGTH
        return self.missing is not None or (self.code == "unknown_enum" and is_mappable)

    def as_result(self) -> dict[str, Any]:
        """The part of the row's answer that says what is wrong."""
        told: dict[str, Any] = {
            "code": self.code,
            "pointer": self.pointer,
            "value": shown(self.value),
            "message": str(self.message or self._sentence()),
        }
        if self.code in HINTS_1C and not self.message:  # a sentence of its own is about more than the spelling
            told["hint_1c"] = HINTS_1C[self.code]
        return told

    def _sentence(self) -> str:
        if self.missing is None:
            return str(SENTENCES[self.code])
        words = _("The object %(kind)s %(guid)s has not been sent yet. The row is kept and goes in when it comes.")
        return words % {"kind": self.missing[0], "guid": self.missing[1]}


def shown(value: Any) -> str | None:
    """A value at fault as a short text."""
    if value is None:
        return None
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"
