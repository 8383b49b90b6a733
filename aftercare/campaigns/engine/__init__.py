"""The daily run, set-based: candidates, recipients, limits, arbitration, wording, ledger; each stage a temporary table.

    plan_candidate   who has an occasion in which campaign, as of the day
    plan_judged      occasions not taken up yet, with the recipient; `verdict` says what stands in the way
    plan_open        those without a verdict: permitted hours, caps, arm
    plan_ranked      those still open: who wins each phone, who rides along, who is hold-out
    plan_send        winners and riders with variant, certificate, values for the text, parts and cost

Only the ledger writes to real tables, so that a dry run is the same thing without its last step.
"""
