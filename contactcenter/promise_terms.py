"""The contact centre's hours and its table of terms count for all promises."""

from contactcenter.calls import opening
from customers.followup_terms import TERMS, CentreTerms

TERMS.add("contactcenter", CentreTerms(opening.calendar, opening.terms))
