"""Contacts: one row an incoming call of a frame, with what each figure asks of it, and what may be joined to it.

A call is one contact however many lines it rang and however often it was transferred; outgoing and internal calls are
none. It counts where it is decided: answered, or over.
"""

from collections.abc import Iterable

CONTACTS = """
opened AS (
    SELECT day, opens_at, closes_at
      FROM unnest(%(days)s::date[], %(opens)s::time[], %(closes)s::time[]) AS o (day, opens_at, closes_at)),
called AS (
    SELECT k.id, k.started_at, k.started_at AT TIME ZONE %(zone)s AS at, k.phone, k.person_id, k.line, k.answered,
           k.answered_by_id AS operator, k.wait_seconds, k.talk_seconds, k.cause,
           k.self_served AS needed_nobody, k.answered OR k.state = 'ended' AS is_decided,
           NOT k.answered AND k.state = 'ended' AND NOT k.self_served AS is_missed
      FROM contactcenter_call k
     WHERE k.direction = 'in' AND k.started_at >= %(since)s AND k.started_at < %(until)s{only}),
contact AS (
    SELECT k.*, f.is_spam, o.day IS NOT NULL AS in_hours,
           f.is_short AND o.day IS NOT NULL AS is_short,
           k.is_decided AND o.day IS NOT NULL AND NOT (f.is_spam OR k.needed_nobody OR f.is_short) AS is_offered
      FROM called k
      LEFT JOIN opened o ON o.day = k.at::date AND k.at::time >= o.opens_at AND k.at::time < o.closes_at
     CROSS JOIN LATERAL (
        SELECT k.cause = 'blacklist' OR EXISTS (
                   SELECT 1 FROM contactcenter_calloutcome w
                    WHERE w.call_id = k.id AND w.result = 'spam' AND w.wrapped_up_at IS NOT NULL) AS is_spam,
               k.is_missed AND k.cause IN ('', 'normal', 'caller', 'no_answer')
                   AND k.wait_seconds < %(short_abandon)s AS is_short) f)"""

# the promise that a missed call made, and whether it was kept in its term (whoever dialled), or tried often enough
PROMISE = """
LEFT JOIN LATERAL (
    SELECT f.due_at, f.outcome = 'reached' AND coalesce(t.answered_at, f.closed_at) <= f.due_at AS is_reached,
           (SELECT count(*) FROM contactcenter_call n
             WHERE n.phone = c.phone AND n.direction = 'out' AND n.started_at > c.started_at
               AND n.started_at <= f.due_at) >= %(callback_tries)s AS is_tried
      FROM customers_followup f LEFT JOIN contactcenter_call t ON t.id = f.proof
     WHERE f.occasion = 'call:' || c.id || ':callback' AND c.is_missed AND c.phone <> ''
       AND NOT (f.outcome = 'not_needed' AND f.proof = c.id)) p ON true"""

# the topic of a call: the first level of the reason with which it was wrapped up last
TOPIC = """(SELECT coalesce(y.parent_id, y.id) FROM contactcenter_calloutcome x
              JOIN contactcenter_contactreason y ON y.id = x.reason_id
             WHERE x.call_id = {call} AND x.wrapped_up_at IS NOT NULL
             ORDER BY x.wrapped_up_at DESC, x.id DESC LIMIT 1)"""

# the same client once more within the days, and not about something else
REPEAT = f"""
LEFT JOIN LATERAL (
    SELECT EXISTS (SELECT 1 FROM contactcenter_call n
                    WHERE n.phone = c.phone AND n.direction = 'in' AND n.started_at > c.started_at
                      AND n.started_at <= c.started_at + make_interval(days => %(repeat_days)s::int)
                      AND coalesce({TOPIC.format(call="n.id")} = {TOPIC.format(call="c.id")}, true)) AS came
     WHERE c.is_offered AND c.answered AND c.phone <> '') r ON true"""

# after-call work of everybody who had some
AFTER = """
LEFT JOIN LATERAL (
    SELECT coalesce(sum(extract(epoch FROM coalesce(s.ended_at, %(now)s) - s.began_at)), 0) AS seconds
      FROM contactcenter_operatorstate s WHERE s.call_id = c.id AND c.is_offered AND c.answered) w ON true"""

# what the client said of the operator: the latest mark, by a key after the call or in a survey about it
MARK = """
LEFT JOIN LATERAL (
    SELECT r.mark FROM aftercare_surveyanswer a JOIN aftercare_surveyreply r ON r.answer_id = a.id
      JOIN aftercare_surveyquestion q ON q.id = r.question_id
     WHERE a.call = c.id AND q.about = 'operator' AND q.kind = 'mark5' AND r.mark IS NOT NULL
       AND c.is_offered AND c.answered
     ORDER BY a.at DESC, a.id DESC, r.id DESC LIMIT 1) m ON true"""

# orders of the client within the days, each of the last contact before it
ORDERS = """
LEFT JOIN LATERAL (
    SELECT count(*) AS placed, coalesce(sum(o.total), 0) AS money
      FROM customers_person w JOIN customers_card a ON a.person_id = coalesce(w.merged_into_id, w.id)
      JOIN orders_order o ON o.card_id = a.id
     WHERE w.id = c.person_id AND c.is_offered AND c.answered AND a.deleted_at IS NULL AND o.deleted_at IS NULL
       AND o.status NOT IN ('cancelled', 'returned') AND o.total > 0 AND o.ordered_at > c.started_at
       AND o.ordered_at <= c.started_at + make_interval(days => %(order_days)s::int)
       AND NOT EXISTS (SELECT 1 FROM contactcenter_call n
                        WHERE n.person_id = c.person_id AND n.direction = 'in' AND n.answered
                          AND n.started_at > c.started_at AND n.started_at < o.ordered_at)) o ON true"""

JOINS = {"promise": PROMISE, "repeat": REPEAT, "after": AFTER, "mark": MARK, "orders": ORDERS}


def contacts(only: str) -> str:
    """The common tables, of the calls under a further condition on `k`."""
    return "WITH " + CONTACTS.format(only=only).lstrip()


def source(needs: Iterable[str]) -> str:
    """What figures with these needs are read from."""
    wanted = set(needs)
    return "FROM contact c" + "".join(join for name, join in JOINS.items() if name in wanted)
