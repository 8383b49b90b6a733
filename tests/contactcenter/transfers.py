"""What each exchange tells of a call that 101 took and handed over to 104: at once, and after asking 104."""

from tests.contactcenter.pbx import (
    CLIENT,
    START,
    Line,
    beeline,
    cti,
    mango_leg,
    mango_summary,
    megafon,
    sipuni,
    uis,
    zadarma,
)

OURS = {"src_num": "101", "src_type": "2", "short_src_num": "101"}
SECOND = "43294397499"
FROM_101 = {"from": {"extension": "101", "number": "sip:101@vpbx.example"}}


def event(kind: str, ext: str, **more: str) -> Line:
    return megafon(**{"cmd": "event", "type": kind, "phone": CLIENT, "ext": ext, "direction": "in"} | more)


def history(seconds: int) -> Line:
    told = {"ext": "101", "start": "20261121T182000Z", "duration": str(seconds), "status": "Success"}
    return megafon(cmd="history", type="in", phone=CLIENT, **told)


def to_104(number: int, at: int, **more: object) -> Line:
    return sipuni(number, at, short_dst_num="104", **more)


def on_104(kind: str, field: str, at: int, leg: str = "callhalf-3:0", **more: str) -> Line:
    return beeline(kind, field, at, leg, "104@mpbx.ru", **more)


BLIND: dict[str, list[Line]] = {
    "mango": [
        mango_leg(1, "Appeared", 0),
        mango_leg(2, "Connected", 12),
        mango_leg(3, "Disconnected", 40, disconnect_reason="1183"),
        mango_leg(1, "Appeared", 40, "leg-2", "104"),
        mango_leg(2, "Connected", 45, "leg-2", "104"),
        mango_leg(3, "Disconnected", 59, "leg-2", "104", disconnect_reason="1110"),
        mango_summary(12, 59),
    ],
    "megafon": [
        event("INCOMING", "101"),
        event("ACCEPTED", "101"),
        event("TRANSFERRED", "101"),
        event("INCOMING", "104"),
        event("ACCEPTED", "104"),
        event("COMPLETED", "104"),
        history(47),
    ],
    "zadarma": [
        zadarma("NOTIFY_START"),
        zadarma("NOTIFY_INTERNAL", internal="101"),
        zadarma("NOTIFY_ANSWER", internal="101", destination="101"),
        zadarma("NOTIFY_INTERNAL", internal="104"),
        zadarma("NOTIFY_ANSWER", internal="104", destination="104"),
        zadarma("NOTIFY_END", internal="104", duration="47", disposition="answered"),
    ],
    "uis": [
        uis("incoming_call", 0),
        uis("waiting_for_answer", 3, leg_id=1, extension="101"),
        uis("talk_started", 12, leg_id=1, extension="101"),
        uis("talk_finished", 40, leg_id=1, extension="101"),
        uis("waiting_for_answer", 40, leg_id=2, extension="104"),
        uis("talk_started", 45, leg_id=2, extension="104"),
        uis("call_finished", 59, talk_time_duration=47, wait_time_duration=12),
    ],
    "sipuni": [
        sipuni(1, 0),
        sipuni(3, 12),
        sipuni(4, 40, status="ANSWER"),
        to_104(1, 40),
        to_104(3, 45),
        to_104(4, 59, status="ANSWER"),
        to_104(2, 59, status="ANSWER", call_answer_timestamp=START + 12),
    ],
    "beeline": [
        beeline("CallReceivedEvent", "startTime", 0),
        beeline("CallAnsweredEvent", "answerTime", 12),
        beeline("CallReleasedEvent", "releaseTime", 40),
        on_104("CallReceivedEvent", "startTime", 40),
        on_104("CallAnsweredEvent", "answerTime", 45),
        on_104("CallReleasedEvent", "releaseTime", 59),
    ],
    "cti": [
        cti("newCall", 0, user=["101", "102"]),
        cti("answer", 12, answeringNumber="101"),
        cti("transfer", 40, user="104"),
        cti("answer", 45, answeringNumber="104"),
        cti("hangup", 59, answeringNumber="104", cause="normalClearing", duration=47),
    ],
}
CONSULTED: dict[str, list[Line]] = {
    "mango": [  # 101 calls 104 under the same entry_id, then the client goes over
        mango_leg(1, "Appeared", 0),
        mango_leg(2, "Connected", 12),
        mango_leg(3, "OnHold", 30),
        mango_leg(1, "Appeared", 31, "leg-2", "104", **FROM_101),
        mango_leg(2, "Connected", 35, "leg-2", "104", **FROM_101),
        mango_leg(3, "Disconnected", 45, "leg-2", "104", **FROM_101),
        mango_leg(4, "Disconnected", 45, disconnect_reason="1183"),
        mango_leg(1, "Connected", 45, "leg-3", "104"),
        mango_leg(2, "Disconnected", 59, "leg-3", "104", disconnect_reason="1110"),
        mango_summary(12, 59),
    ],
    "megafon": [  # 104 is asked under a number of its own, and the link is told last
        event("INCOMING", "101"),
        event("ACCEPTED", "101"),
        event("INCOMING", "104", callid=SECOND, phone="101"),
        event("ACCEPTED", "104", callid=SECOND, phone="101"),
        event("COMPLETED", "104", callid=SECOND, phone="101"),
        event("TRANSFERRED", "101", second_callid=SECOND),
        history(47),
    ],
    "zadarma": [
        zadarma("NOTIFY_START"),
        zadarma("NOTIFY_INTERNAL", internal="101"),
        zadarma("NOTIFY_ANSWER", internal="101", destination="101"),
        zadarma("NOTIFY_INTERNAL", internal="104", caller_id="101"),
        zadarma("NOTIFY_ANSWER", internal="104", destination="104", caller_id="101"),
        zadarma("NOTIFY_END", internal="104", duration="47", disposition="answered"),
    ],
    "uis": [
        uis("incoming_call", 0),
        uis("waiting_for_answer", 3, leg_id=1, extension="101"),
        uis("talk_started", 12, leg_id=1, extension="101"),
        uis("waiting_for_answer", 31, leg_id=2, extension="104"),
        uis("talk_started", 35, leg_id=2, extension="104"),
        uis("talk_finished", 45, leg_id=1, extension="101"),
        uis("call_finished", 59, talk_time_duration=47, wait_time_duration=12),
    ],
    "sipuni": [
        sipuni(1, 0),
        sipuni(3, 12),
        to_104(1, 31, **OURS),
        to_104(3, 35, **OURS),
        sipuni(4, 45, status="ANSWER"),
        to_104(4, 59, status="ANSWER", **OURS),
        sipuni(2, 59, status="ANSWER", call_answer_timestamp=START + 12),
    ],
    "beeline": [
        beeline("CallReceivedEvent", "startTime", 0),
        beeline("CallAnsweredEvent", "answerTime", 12),
        beeline("CallHeldEvent", "heldTime", 30),
        beeline("CallOriginatedEvent", "startTime", 31, "callhalf-2:0", remote="104", personality="Originator"),
        on_104("CallReceivedEvent", "startTime", 31, remote="101"),
        on_104("CallAnsweredEvent", "answerTime", 35, remote="101"),
        beeline("CallReleasedEvent", "releaseTime", 45),
        beeline("CallReleasedEvent", "releaseTime", 45, "callhalf-2:0", remote="104", personality="Originator"),
        on_104("CallReleasedEvent", "releaseTime", 59),
    ],
    "cti": [
        cti("newCall", 0, user=["101", "102"]),
        cti("answer", 12, answeringNumber="101"),
        cti("hold", 30, user="101"),
        cti("transfer", 31, user="104"),
        cti("answer", 35, answeringNumber="104"),
        cti("hangup", 59, answeringNumber="104", cause="normalClearing", duration=47),
    ],
}
