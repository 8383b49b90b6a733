"""The module CRMОбменСхема in 1C language: the fields of every kind and a check of a row before it is sent.

Made of the same schemas as the OpenAPI, so that it cannot say anything else than the mappers read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from optics_crm.core.sync.schema import MOMENT, fields, kind_schemas

HEAD = """\
// Общий модуль CRMОбменСхема (Сервер). Сделан командой `manage.py onec_module`: не правьте, он будет записан заново.
//
// Поля видов обмена: имя, тип, обязательность, наибольшая длина, допустимые коды. Ошибки() находит в данных то, что
// CRM отвергла бы, ещё до отправки. Модуль не запускался на платформе 1С.

"""
CHECK = """\
// Чего CRM не примет в данных объекта.
//
// Параметры:
//  Вид - Строка - код вида: "customer", "purchase", ...
//  Данные - Структура - поля объекта.
//
// Возвращаемое значение:
//  Массив из Строка - пустой, если ошибок нет.
//
Функция Ошибки(Вид, Данные) Экспорт

	Найдено = Новый Массив;
	ПроверитьОбъект(Поля(Вид), Данные, "", Найдено);
	Возврат Найдено;

КонецФункции

Процедура ПроверитьОбъект(ПоляОбъекта, Данные, Путь, Найдено)

	Для Каждого Поле Из ПоляОбъекта Цикл
		Значение = Неопределено;
		Есть = Данные.Свойство(Поле.Имя, Значение);
		Если НЕ Есть ИЛИ Значение = Неопределено ИЛИ Значение = Null Тогда
			Если Поле.Обязательное Тогда
				Найдено.Добавить(Путь + "/" + Поле.Имя + ": поле обязательно");
			КонецЕсли;
			Продолжить;
		КонецЕсли;
		ПроверитьЗначение(Поле, Значение, Путь + "/" + Поле.Имя, Найдено);
	КонецЦикла;

КонецПроцедуры

Процедура ПроверитьЗначение(Поле, Значение, Путь, Найдено)

	Если Поле.Тип = "Строки" Тогда
		Номер = 0;
		Для Каждого Строка Из Значение Цикл
			Если Поле.Вложенные <> "" Тогда
				ПроверитьОбъект(Поля(Поле.Вложенные), Строка, Путь + "/" + Формат(Номер, "ЧН=0; ЧГ=0"), Найдено);
			КонецЕсли;
			Номер = Номер + 1;
		КонецЦикла;
		Возврат;
	КонецЕсли;
	Если Поле.Коды <> "" И СтрНайти("," + Поле.Коды + ",", "," + Значение + ",") = 0 Тогда
		Найдено.Добавить(Путь + ": нет кода " + Значение + " (есть " + Поле.Коды + ")");
	КонецЕсли;
	Если Поле.Длина > 0 И СтрДлина(Значение) > Поле.Длина Тогда
		Найдено.Добавить(Путь + ": длиннее " + Формат(Поле.Длина, "ЧГ=0"));
	КонецЕсли;
	Если Поле.Тип = "Число" И ТипЗнч(Значение) <> Тип("Число") Тогда
		Найдено.Добавить(Путь + ": нужно число");
	КонецЕсли;
	Если Поле.Тип = "Булево" И ТипЗнч(Значение) <> Тип("Булево") Тогда
		Найдено.Добавить(Путь + ": нужно Истина или Ложь");
	КонецЕсли;
	Если Поле.Тип = "GUID" И СтрДлина(Значение) <> 36 Тогда
		Найдено.Добавить(Путь + ": нужен GUID из 36 символов");
	КонецЕсли;

КонецПроцедуры

Процедура Добавить(Список, Имя, Тип, Обязательное = Ложь, Длина = 0, Коды = "", Вложенные = "")

	Поле = Новый Структура;
	Поле.Вставить("Имя", Имя);
	Поле.Вставить("Тип", Тип);
	Поле.Вставить("Обязательное", Обязательное);
	Поле.Вставить("Длина", Длина);
	Поле.Вставить("Коды", Коды);
	Поле.Вставить("Вложенные", Вложенные);
	Список.Добавить(Поле);

КонецПроцедуры
"""
TYPES = {"uuid": "GUID", "decimal": "Число", "date": "Дата", MOMENT: "ДатаВремя"}
PLAIN = {"boolean": "Булево", "integer": "Число", "number": "Число", "array": "Строки", "object": "Структура"}


def module() -> str:
    """The text of the module."""
    names, schemas = kind_schemas(ref="{name}")
    parts = [HEAD, *_choice(names, schemas), CHECK]
    for name, schema in schemas.items():
        parts += ["\n", *_fields_of(name, schema)]
    return "".join(parts)


def _choice(names: Mapping[str, str], schemas: Mapping[str, Any]) -> Iterator[str]:
    yield "// Поля вида обмена (или вложенной строки): Массив из Структура.\nФункция Поля(Вид) Экспорт\n\n"
    named = {shape: kind for kind, shape in names.items()}
    for place, shape in enumerate([*names.values(), *sorted(schemas.keys() - set(names.values()))]):
        word = "Если" if place == 0 else "ИначеЕсли"
        yield f'\t{word} Вид = "{named.get(shape, shape)}" Тогда\n\t\tВозврат Поля_{shape}();\n'
    yield '\tКонецЕсли;\n\tВызватьИсключение "CRM.Обмен: нет вида " + Вид;\n\nКонецФункции\n\n'


def _fields_of(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"Функция Поля_{name}()\n\n\tСписок = Новый Массив;\n"
    for field, kind, required in fields(schema):
        yield f"\tДобавить(Список, {_arguments(field, kind, required)});\n"
    yield "\tВозврат Список;\n\nКонецФункции\n"


def _arguments(field: str, kind: Mapping[str, Any], required: bool) -> str:
    """The arguments of one field without the trailing ones that say nothing."""
    told = [f'"{field}"', f'"{_type(kind)}"', "Истина" if required else "", str(kind.get("maxLength") or "")]
    told += [_quoted(",".join(map(str, kind.get("enum", ())))), _quoted(_nested(kind))]
    while not told[-1]:
        told.pop()
    return ", ".join(told).replace(" ,", ",")


def _type(kind: Mapping[str, Any]) -> str:
    if "format" in kind:
        return TYPES.get(kind["format"], "Строка")
    return PLAIN.get(kind.get("type", ""), "Строка")


def _nested(kind: Mapping[str, Any]) -> str:
    return str(kind.get("items", {}).get("$ref", ""))


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
