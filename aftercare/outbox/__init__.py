"""The outbox: messages are rows, claimed, sent and recorded by set statements, effectively once.

claim -> mark (own commit) -> call -> record. `sweep` settles what a crash left behind, `pump` drains, `rules` says what
must not leave any more, `cancel` takes messages back, `receipts` hears what became of them, `service` is the single
exit for notices that are no campaign's.
"""
