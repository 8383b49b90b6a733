"""The daily run, set-based: candidates, recipients, limits, arbitration, wording, ledger; each stage a table.

    plan_candidate   who has an occasion in which campaign, as of the day; `n` numbers them through all stages
    plan_judged      occasions not taken up yet, with the recipient; `verdict` says what stands in the way
    plan_open        those without a verdict: permitted hours, caps, arm
    plan_compared    of phones with several open occasions: who wins, who rides along, who is hold-out
    plan_send        how every open occasion ends; what is said, with variant, certificate, values, parts

Only the ledger writes to real tables, so that a dry run is the same thing without its last step.
"""
