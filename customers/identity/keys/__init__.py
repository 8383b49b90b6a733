"""Names, dates, phones and addresses as keys that a person's dirty entries have in common. Pure Python, no Django.

The tables are our own. `names.tsv` (name, sex, how many bear it) and `patronymics.tsv` (form, father's name) hold facts
derived from the package `russiannames` (BSD-3-Clause, I. Begtin); `short_forms.tsv` and `variants.tsv` are written by
hand. Order of work: `text` cleans, `first_names`, `patronymics` and `surnames` know their words, `parts` puts the words
into the right fields, `record` makes the keys.
"""

from customers.identity.keys.record import VERSION, Keys, Record, keys_of

__all__ = ["VERSION", "Keys", "Record", "keys_of"]
