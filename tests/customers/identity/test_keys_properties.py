"""Any text gives keys; keys of one name do not hang on how it was typed."""

import datetime as dt
import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from customers.identity.keys import Record, keys_of
from customers.identity.keys.addresses import address_key, read_address
from customers.identity.keys.first_names import book
from customers.identity.keys.text import KEYBOARD, to_translit

TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="абвгдеёжзийьъэюя -.'", max_size=30),
    st.sampled_from(["🙂" * 50, "я" * 10_000, "-", "'", "\x00\u202e", "x", "Ё", "0" * 10_000, "Иванович " * 900]),
)
LATIN = {cyrillic: latin for latin, cyrillic in KEYBOARD.items()}
COMMON = sorted(name for name, count in book().counts.items() if count >= 2000 and book().forms[name] == {name})
SURNAMES = ["соколов", "попова", "лебедева", "козлов", "новикова", "морозов", "петрова", "волков", "зайцева", "павлов"]
PATRONYMICS = ["иванович", "петровна", "сергеевич", "алексеевна", "михайлович", "николаевна"]


@given(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.none() | st.dates(dt.date(1, 1, 1)))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_short_keys(last, first, middle, phone, email, address, born):
    keys = keys_of(Record(last, first, middle, born, (phone,), email, address, city=first))
    longest = max(map(len, (keys.address, keys.city, keys.email)))
    assert longest <= 300 and len(keys.city) <= 100
    assert len(keys.last) <= 150 and len(keys.father) <= 150 and len(keys.first_group) <= 150
    assert len(keys.initials) == 2
    assert all(0 < len(name) <= 150 for name in keys.firsts)
    assert keys.sex in ("m", "f", "")
    assert keys == keys_of(Record(last, first, middle, born, (phone,), email, address, city=first))
    assert pickle.loads(pickle.dumps(keys)) == keys


@given(st.sampled_from(SURNAMES), st.sampled_from(COMMON), st.sampled_from(PATRONYMICS), st.data())
@settings(max_examples=300, deadline=None)
def test_spelling_does_not_change_the_name(last, first, middle, data):
    plain = keys_of(Record(last, first, middle))
    typed = data.draw(
        st.sampled_from(
            [
                (last.upper(), first.upper(), middle.upper()),
                (f" {last} ", first.capitalize(), middle.capitalize()),
                tuple("".join(LATIN.get(char, char) for char in word) for word in (last, first, middle)),
                tuple(to_translit(word).capitalize() for word in (last, first, middle)),
                (last, middle, first),
                (first, last, middle),
                (f"{last} {first} {middle}", "", ""),
            ]
        )
    )
    keys = keys_of(Record(*typed))
    assert (keys.last, keys.firsts, keys.father, keys.sex) == (plain.last, plain.firsts, plain.father, plain.sex)


@given(
    st.sampled_from(["", "г. Бор, ", "г Бор, ", "Нижний Новгород, ", "Нижегородская обл, ", "пос Мира, "]),
    st.sampled_from(["", "ул. ", "улица "]),
    st.sampled_from(["Ленина", "Мира", "пр", "дом", "Свободы", "обл", "г", "линия"]),
    st.sampled_from([" {}-{}", ", д. {}, кв. {}", " дом {} кв {}", " {}, кв. {}"]),
    st.integers(0, 20_000),
    st.integers(0, 999_999),
)
def test_short_way_reads_addresses_as_the_long_one(town, kind, street, ending, house, flat):
    text = town + kind + street + ending.format(house, flat)
    assert address_key(text) == read_address(text.lower().replace("ё", "е"), "")
