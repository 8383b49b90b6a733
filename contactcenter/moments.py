"""What this floor does at the instants of the floors below, and at its own."""

from contactcenter.calls.dialling import tie
from contactcenter.calls.marks import keep_marks
from contactcenter.calls.moments import CALL_CHANGED
from contactcenter.calls.obligations import settle
from contactcenter.calls.screens import tell_screens
from contactcenter.desk.states import follow_calls
from contactcenter.recordings.fetching import want
from contactcenter.soft_references import at_purchases, of_purchases
from contactcenter.webforms import settling
from orders.moments import PURCHASES_CHANGED, PURCHASES_MET

PURCHASES_CHANGED.during(of_purchases)
PURCHASES_MET.during(at_purchases)
CALL_CHANGED.during(tie)
CALL_CHANGED.during(settle)
CALL_CHANGED.during(follow_calls)
CALL_CHANGED.during(want)
CALL_CHANGED.during(tell_screens)
CALL_CHANGED.during(settling.settle)
CALL_CHANGED.during(keep_marks)
