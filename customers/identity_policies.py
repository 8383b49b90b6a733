"""What becomes of this floor's rows when people are merged or a card is split."""

from customers.identity.policies import (
    IDENTITY,
    JOURNAL,
    MOVABLE,
    ON_CARD,
    READ_THROUGH,
    SHORT_LIVED,
    policy,
)

policy("customers.Person.merged_into", IDENTITY, "the root of the active merges")
policy("customers.Card.person", IDENTITY, "the root of the person that the card was born with")
policy("customers.Card.origin", IDENTITY, "the person that the card was born with")

policy("customers.CardPhone.card", ON_CARD, "a number is what this source says")
policy("customers.CardEmail.card", ON_CARD, "an address is what this source says")
policy("customers.Messenger.card", ON_CARD, "an account is what this source says")
policy("customers.CardKeys.card", ON_CARD, "what the card is compared by")
policy("customers.Consent.card", ON_CARD, "an act is proof about its card; the person's is the strictest of them")
policy("customers.Consent.said_by", READ_THROUGH, "a consent counts while who said it and the card are one person")
policy("customers.ConsentCode.person", SHORT_LIVED, "a code lives for minutes; after a merge another one is sent")
policy("customers.ConsentCode.signed_by", SHORT_LIVED, "a code lives for minutes; after a merge another one is sent")
policy("customers.Exam.card", MOVABLE, "an exam may turn out to be a child's")
policy("customers.Prescription.card", MOVABLE, "goes with its exam, or by itself where it has none")
policy("customers.Appointment.card", MOVABLE, "an appointment may turn out to be a child's; it goes with its exam")
policy("customers.Membership.person", READ_THROUGH, "who lives where is written of the person it was said of")
policy("customers.Relationship.person", READ_THROUGH, "kinship is written of the person it was said of")
policy("customers.Relationship.relative", READ_THROUGH, "kinship is written of the person it was said of")
policy("customers.FollowUp.person", READ_THROUGH, "a promise was made to whom it was made")
policy("customers.FollowUp.card", ON_CARD, "a promise names the card that it came from")
policy("customers.PhoneLookup.person", READ_THROUGH, "an hour's permission opens whoever stands for the person")

policy("customers.IdentityEvent.winner", JOURNAL, "whom a decision was about then")
policy("customers.IdentityEvent.loser", JOURNAL, "whom a decision was about then")
policy("customers.NotSame.card_a", IDENTITY, "two cards are two people's, whoever they stand with")
policy("customers.NotSame.card_b", IDENTITY, "two cards are two people's, whoever they stand with")
policy("customers.Proposal.card_a", ON_CARD, "a question is about cards; a decision answers it")
policy("customers.Proposal.card_b", ON_CARD, "a question is about cards; a decision answers it")
policy("customers.MovedFact.from_card", JOURNAL, "where a row was moved from")
policy("customers.MovedFact.to_card", JOURNAL, "where a row was moved to")
policy("customers.MovedFact.home", JOURNAL, "where the row's source says that it belongs")
policy("customers.FieldChoice.person", READ_THROUGH, "a choice counts for whoever stands for the person")
policy("customers.FieldChoice.card", ON_CARD, "a choice counts while its card stands with the person")
