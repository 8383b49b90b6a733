"""What becomes of this floor's rows when people are merged or a card is split."""

from customers.identity.policies import COMPUTED, ON_CARD, READ_THROUGH, policy

policy("aftercare.PersonStats.person", COMPUTED, "the roll-up of both is rebuilt from the cards")
policy("aftercare.Message.person", READ_THROUGH, "what was sent stays with whom it went to; caps count the survivor")
policy("aftercare.Message.about", READ_THROUGH, "the child that a guardian was written about")
policy("aftercare.Message.card", ON_CARD, "the card of the occasion")
policy("aftercare.Suppression.person", READ_THROUGH, "why nothing was sent, to whom it would have been sent")
policy("aftercare.Suppression.card", ON_CARD, "the card of the occasion")
policy("aftercare.Control.person", READ_THROUGH, "a would-be message stays with whom it was not sent to")
policy("aftercare.Control.card", ON_CARD, "the card of the occasion")
policy("aftercare.ArmAssignment.person", READ_THROUGH, "an arm is for ever; of two arms the hold-out's holds")
policy("aftercare.Enrolment.person", READ_THROUGH, "an occasion is taken up once, whoever stands for the person")
policy("aftercare.Enrolment.card", ON_CARD, "the card of the occasion")
policy("aftercare.SurveyAnswer.person", READ_THROUGH, "who answered, whoever that turns out to be")
policy("aftercare.SurveyAnswer.card", ON_CARD, "the card of the purchase that was asked about")
policy("aftercare.SurveyLink.person", READ_THROUGH, "whom the link was sent about")
policy("aftercare.SurveyLink.card", ON_CARD, "the card of the purchase that is asked about")
policy("aftercare.PostPurchaseCall.person", READ_THROUGH, "whose purchase it was when the call was due")
policy("aftercare.PostPurchaseCall.talk_to", READ_THROUGH, "who was to be called")
