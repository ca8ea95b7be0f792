"""Holds vrrp-dump to what other programs said of the same frames.

  compare.py live DIR        every frame of DIR/*.pcap against tshark's facts in DIR/facts.jsonl
  compare.py malformed DIR   every frame against the RFC's verdict and tshark's facts in DIR/expected.jsonl
  compare.py formats DIR     the records of other kinds of capture file with the same frames
  compare.py cuts DIR        the records of the same frames, captured short

Prints each disagreement and a summary; exits 1 if there is one. VRRP_DUMP names the program; the records are
kept in the directory VRRP_RECORDS, if there is one.
"""

import collections
import glob
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

from pcap import read_frames

DUMP = os.environ.get("VRRP_DUMP", "vrrp-dump")
RECORDS = os.environ.get("VRRP_RECORDS")


def dump(path, keep=True):
    """The records of a capture by frame number, and the reasons why the other frames gave none."""
    run = subprocess.run([DUMP, "-v", "--json", "-r", path], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{path}: vrrp-dump ended with {run.returncode}: {run.stderr[-2000:]}")
    if RECORDS and keep:
        with open(os.path.join(RECORDS, os.path.basename(path) + ".jsonl"), "w", encoding="utf-8") as kept:
            kept.write(run.stdout)
    records = {}
    for line in run.stdout.splitlines():
        record = json.loads(line)
        if record["frame"] in records:
            sys.exit(f"{path}: two records of frame {record['frame']}")
        records[record["frame"]] = record
    reasons = {int(m[1]): m[2] for m in re.finditer(r"^vrrp-dump: frame (\d+): (.*)$", run.stderr, re.M)}
    return records, reasons


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


AUTH = {0: "none", 1: "pass", 2: "ah"}


def advert_fields(facts):
    """What an advert record has to say where tshark read these fields."""
    version = facts["vrrp.version"]
    wanted = {
        "event": "advert",
        "version": version,
        "type": facts.get("vrrp.type"),
        "vrid": facts.get("vrrp.virt_rtr_id"),
        "priority": facts.get("vrrp.prio"),
        "count": facts.get("vrrp.addr_count"),
        "source": facts.get("ip.src", facts.get("ipv6.src")),
        "destination": facts.get("ip.dst", facts.get("ipv6.dst")),
        "ttl": facts.get("ip.ttl", facts.get("ipv6.hlim")),
        "family": "ipv4" if "ip.src" in facts else "ipv6",
    }
    if version in (2, 3):
        wanted["addresses"] = as_list(facts.get("vrrp.ip_addr", facts.get("vrrp.ipv6_addr")))
    if version == 2 and "vrrp.adver_int" in facts:
        wanted["interval_ms"] = facts["vrrp.adver_int"] * 1000
    if version == 3 and "vrrp.short_adver_int" in facts:
        wanted["interval_ms"] = facts["vrrp.short_adver_int"] * 10
    if version == 2 and "vrrp.auth_type" in facts:
        wanted["auth_type"] = AUTH.get(facts["vrrp.auth_type"], facts["vrrp.auth_type"])
    return wanted


def checksum_fields(facts):
    """The verdict in both dialects. tshark gives one for each, a record the one that fits."""
    plain, as_v2 = facts["vrrp.checksum.status"], facts.get("vrrp.checksum.status_as_v2")
    if facts["vrrp.version"] == 2:
        plain, as_v2 = None, plain
    if plain == "good":
        return {"checksum": "good", "checksum_dialect": "pseudo"}
    if as_v2 == "good":
        return {"checksum": "good", "checksum_dialect": "message"}
    return {"checksum": "bad", "checksum_dialect": None}


def message_length(facts):
    length = facts["ip.len"] - facts["ip.hdr_len"] if "ip.len" in facts else facts["ipv6.plen"]
    return length - 4 * (int(facts["ah.length"]) + 2) if "ah.length" in facts else length


def live_advert(facts):
    wanted = advert_fields(facts) | checksum_fields(facts)
    wanted["source_mac"] = facts["eth.src"]
    wanted["length"] = message_length(facts)
    size = 8 + wanted["count"] * (4 if wanted["family"] == "ipv4" else 16) + (8 if wanted["version"] == 2 else 0)
    errors = ["ttl"] if wanted["ttl"] != 255 else []
    errors += ["length"] if wanted["length"] != size else []
    errors += ["checksum"] if wanted["checksum"] == "bad" else []
    wanted["errors"] = errors
    return wanted


def live_announcement(facts):
    """None: the frame announces nothing."""
    if facts.get("arp.isgratuitous") == "1":
        kind, address, mac = "garp", facts["arp.src.proto_ipv4"], facts["arp.src.hw_mac"]
    elif facts.get("icmpv6.type") == 136 and facts["icmpv6.nd.na.flag.s"] == "0":
        kind, address, mac = "na", facts["icmpv6.nd.na.target_address"], facts["icmpv6.opt.linkaddr"]
    else:
        return None
    return {"event": "announcement", "kind": kind, "address": address, "mac": mac, "source_mac": facts["eth.src"]}


def live(facts, record):
    wanted = live_advert(facts) if "vrrp.version" in facts else live_announcement(facts)
    if wanted is None:
        return [] if record is None else [f"a record of a frame that is none: {record}"]
    if record is None:
        return ["no record"]
    return differences(wanted, record)


def differences(wanted, record):
    return [
        f"{key} is {record.get(key)!r}, not {value!r}" for key, value in wanted.items() if record.get(key) != value
    ]


# The first rule whose words begin the verdict: the error that must be among a record's, "" for none at all.
# None: no verdict that the packet alone could give.
VERDICTS = [
    ("discard: incomplete", "truncated"),
    ("needs reassembly", "truncated"),
    ("discard: checksum", "checksum"),
    ("discard: type", "type"),
    ("discard: length", "length"),
    ("discard: version", "version"),
    ("discard: ttl", "ttl"),
    ("discard: auth type", "auth"),
    ("discard: count 0", "count"),
    ("discard: VRID", "vrid"),
    ("discard: zero interval", "interval"),
    ("discard: interval differs", "interval"),
    ("discard: authentication", ""),  # a wrong ICV: only who has the key can know
    ("discard by keepalived", ""),
    ("discard or accept", ""),
    ("discard", "auth"),  # an AH that nothing can follow
    ("accept or discard", "length"),  # surplus bytes
    ("not VRRP", None),
]


def wanted_error(case):
    if case["name"].startswith("surplus"):
        return "length"
    for words, error in VERDICTS:
        if case["rfc_verdict"].startswith(words):
            return error
    return ""


def same_packet(case):
    """tshark puts fragments together, and reads on inside an Authentication Header that is too short."""
    reassembled = case["file"] == "frag.pcap" and case["rfc_verdict"] != "accept"
    return not reassembled and case["name"] not in ("ah-len-0", "ah-len-1")


def malformed(case, record):
    error = wanted_error(case)
    facts = case["tshark"] or {}
    if record is None:
        readable = "vrrp.version" in facts and same_packet(case)
        return ["no record, but tshark reads one"] if readable or error not in ("truncated", None) else []
    if record["event"] != "advert":
        return [f"not an advert: {record}"]
    found = []
    if error == "" and record["errors"]:
        found.append(f"errors {record['errors']}, but {case['rfc_verdict']}")
    if error and error not in record["errors"]:
        found.append(f"errors {record['errors']} without {error}: {case['rfc_verdict']}")
    if "vrrp.version" in facts and same_packet(case):
        found += differences(advert_fields(facts), record)
        found += malformed_checksum(facts, record)
    return found


def malformed_checksum(facts, record):
    """Versions that no RFC knows have no rule, and neither has version 2 over IPv6; tshark makes one up."""
    status = facts.get("vrrp.checksum.status")
    unknown = record["version"] not in (2, 3) or (record["version"], record["family"]) == (2, "ipv6")
    if status in ("good", "bad") and not unknown:
        return differences(checksum_fields(facts), record)
    return differences({"checksum": "unverified", "checksum_dialect": None}, record)


def compare(kind, directory):
    facts_file, judge = {"live": ("facts.jsonl", live), "malformed": ("expected.jsonl", malformed)}[kind]
    by_file = collections.defaultdict(list)
    with open(os.path.join(directory, facts_file), encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            by_file[case["file"]].append(case)
    wrong = records_seen = reasons_seen = frames = 0
    for file, cases in sorted(by_file.items()):
        records, reasons = dump(os.path.join(directory, file))
        frames += len(cases)
        records_seen += len(records)
        reasons_seen += len(reasons)
        for case in cases:
            number = case["n"]
            found = judge(case, records.get(number))
            if (number in records) == (number in reasons):
                found.append("neither a record nor a reason why not, or both")
            for each in found:
                print(f"{file} frame {number} {case.get('name', '')}: {each}")
            wrong += bool(found)
    print(f"{kind}: {len(by_file)} files, {frames} frames: {records_seen} records, {reasons_seen} refused, {wrong} wrong")
    return 1 if wrong or frames == 0 else 0


# ---- the same frames in other files


def pcap(frames, order="<", magic=0xA1B2C3D4, fraction=1, cut=65535):
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, cut, 1)
    for seconds, micros, length, data in frames:
        out += struct.pack(order + "IIII", seconds, micros * fraction, len(data[:cut]), length) + data[:cut]
    return out


def pcapng(frames):
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(1, struct.pack("<HHI", 1, 0, 65535))
    for seconds, micros, length, data in frames:
        stamp = seconds * 1_000_000 + micros
        header = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(data), length)
        out += block(6, header + data)
    return out


def dump_bytes(data):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(data)
        file.flush()
        return dump(file.name, keep=False)[0]


def formats(directory):
    wrong = 0
    for path in sorted(glob.glob(os.path.join(directory, "*.pcap"))):
        frames, expected = read_frames(path), dump(path)[0]
        kinds = {
            "big-endian": pcap(frames, order=">"),
            "nanoseconds": pcap(frames, magic=0xA1B23C4D, fraction=1000),
            "pcapng": pcapng(frames),
        }
        for kind, data in kinds.items():
            if dump_bytes(data) != expected:
                print(f"{path}: {kind} gives other records")
                wrong += 1
    return wrong


def cut_rightly(record, truth):
    """What a frame that was captured short shows is a part of what the whole one shows, and it says so."""
    if truth is None:
        return False
    record = record | {"seq": truth["seq"]}  # fewer may have come before
    if record == truth:
        return True
    changed = {key for key, value in record.items() if truth.get(key) != value}
    return (
        record["event"] == "advert"
        and "truncated" in record["errors"]
        and record["checksum"] == "unverified"
        and record["addresses"] == truth["addresses"][: len(record["addresses"])]
        and changed <= {"addresses", "checksum", "errors"}
    )


def cuts(directory):
    wrong = 0
    for name in ("ka227-v2-ah", "ka227-v2-pass", "ka227-v3-v6-20vips", "kahead-v3-v4-hmac-mcast"):
        path = os.path.join(directory, name + ".pcap")
        frames, whole = read_frames(path), dump(path)[0]
        for size in range(1, max(len(data) for *_, data in frames) + 1):
            for number, record in dump_bytes(pcap(frames, cut=size)).items():
                if not cut_rightly(record, whole.get(number)):
                    print(f"{name} frame {number} cut to {size}: {record}, but whole: {whole.get(number)}")
                    wrong += 1
        if dump_bytes(pcap(frames)) != whole:
            wrong += 1
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("live", "malformed", "formats", "cuts"):
        sys.exit(__doc__)
    if sys.argv[1] in ("live", "malformed"):
        sys.exit(compare(sys.argv[1], sys.argv[2]))
    sys.exit(1 if {"formats": formats, "cuts": cuts}[sys.argv[1]](sys.argv[2]) else 0)
