"""The time of operators: at work with calls, and logged in, cut at every half-hour so that any slice can add it up.

Work is talks and after-call work; whoever does two things at once works once. Logged in is work, and the states free
and busy; breaks and being away are not. Colleagues of other departments who take a transfer do not count.
"""

from collections.abc import Sequence

from contactcenter.kpis.frames import SLICES, Frame

PIECES = """
WITH talk AS (
    SELECT l.employee_id AS operator, tstzrange(l.answered_at, coalesce(l.ended_at, %(now)s)) AS span
      FROM contactcenter_callleg l JOIN contactcenter_call k ON k.id = l.call_id
     WHERE k.started_at >= %(since)s::timestamptz - interval '1 day' AND k.started_at < %(until)s
       AND k.direction <> 'internal' AND l.employee_id IS NOT NULL AND l.answered_at IS NOT NULL
       AND l.answered_at < coalesce(l.ended_at, %(now)s)),
state AS (
    SELECT s.employee_id AS operator, s.state, tstzrange(s.began_at, coalesce(s.ended_at, %(now)s)) AS span
      FROM contactcenter_operatorstate s
     WHERE s.began_at >= %(since)s::timestamptz - interval '1 day' AND s.began_at < %(until)s
       AND s.began_at < coalesce(s.ended_at, %(now)s) AND s.state IN ('free', 'busy', 'after_call')),
work AS (
    SELECT operator, true AS is_work, range_agg(span) AS spans
      FROM (SELECT operator, span FROM talk UNION ALL
            SELECT operator, span FROM state WHERE state = 'after_call') a GROUP BY operator),
present AS (
    SELECT operator, false AS is_work, range_agg(span) AS spans
      FROM (SELECT operator, span FROM talk UNION ALL SELECT operator, span FROM state) b GROUP BY operator),
span AS (
    SELECT operator, is_work, greatest(lower(r), %(since)s) AS begins, least(upper(r), %(until)s) AS ends
      FROM (SELECT * FROM work UNION ALL SELECT * FROM present) u CROSS JOIN LATERAL unnest(u.spans) r),
piece AS (
    SELECT s.operator, s.is_work, h AT TIME ZONE %(zone)s AS at,
           extract(epoch FROM least(s.ends, h + interval '30 minutes') - greatest(s.begins, h)) AS seconds
      FROM span s JOIN core_employee e ON e.id = s.operator AND e.role IN ('operator', 'supervisor')
     CROSS JOIN LATERAL generate_series(
        date_bin('30 minutes', s.begins, 'epoch'), s.ends, interval '30 minutes') h
     WHERE s.begins < s.ends AND h < s.ends)"""
ONLY = {
    "operator": "c.operator = %(operator)s",
    "hour": "extract(hour FROM c.at) = %(hour)s",
    "weekday": "extract(isodow FROM c.at) = %(weekday)s",
}


def can_tell(frame: Frame) -> bool:
    """Nobody's time is of one line or of one salon."""
    return frame.line is None and frame.salon is None


def statement(frame: Frame, slices: Sequence[str]) -> str:
    """Work and logged-in seconds, by the slices that time has; rows as `measuring` reads them."""
    by = [SLICES.get(key).sql for key in slices]
    mask = f"grouping({', '.join(by)})" if by else "0"
    only = " AND ".join(["true", *(ONLY[name] for name in frame.narrowed() if name in ONLY)])
    grouped = f" GROUP BY GROUPING SETS ({', '.join(f'({sql})' for sql in by)}, ())" if by else ""
    sums = [f"coalesce(sum(c.seconds) FILTER (WHERE {part}), 0)" for part in ("c.is_work", "NOT c.is_work")]
    return f"{PIECES}\nSELECT {', '.join([mask, *by, *sums])} FROM piece c WHERE {only}{grouped}"
