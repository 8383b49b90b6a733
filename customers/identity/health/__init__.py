"""Base health: which cards are wrong, by rules that each have one file in `rules/`; an app above adds its own in
`health_rules.py`.

    flaw("no_phone", _("No phone"), _("Nobody can be called or written to."), severity=SERIOUS,
         sql="SELECT card.id FROM card WHERE NOT EXISTS (SELECT FROM phone_use u WHERE u.card_id = card.id)")

A rule is one SELECT of card ids over the relations `card` and `phone_use` (`relations.py` says what they hold), so that
it judges the base, one card, and a file that is not let in yet (`of_files=False`: it needs what only the base has).
`%(today)s` is the chain's day; `words` are further parameters, asked once a statement.
"""
