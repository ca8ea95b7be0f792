"""What an unprivileged user can do about an elector's name: squat.py HOW INTERFACE VRID

    lie    take it, and tell everybody that this router is master
    mute   take it, and answer nobody
    full   take it, and keep its queue full
    bind   take it, and never listen
    spare  take 6,000 names like those of electors that could not have theirs, and fill their queues
    flood  fill the queue of whoever has it
    hammer connect to whoever has it, again and again, and read nothing

It says "ready" when it has done so.
"""

import contextlib
import json
import resource
import socket
import sys
import time

LIE = {
    "event": "status", "time": "2026-11-22T13:08:00.123456Z", "tool": "vrrp-elect", "node": "squatter", "seq": 1,
    "family": "ipv4", "state": "master", "reason": "master_down", "since_ms": 1, "priority": 254, "base": 254,
    "adjustments": [], "interval_ms": 1000, "vips": [], "peers": [], "adverts_sent": 1, "adverts_received": 0,
    "adverts_rejected": 0, "rejects": [], "late_ms": 0,
}


def caller(name):
    connection = socket.socket(socket.AF_UNIX)
    connection.setblocking(False)
    connection.connect(name)
    return connection


def flood(name):
    connections = []
    try:
        while True:
            connections.append(caller(name))
    except BlockingIOError:
        return connections


def take_spare_names(name):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    listeners = []
    for number in range(6000):
        listeners.append(socket.socket(socket.AF_UNIX))
        listeners[-1].bind(f"{name}/{number:016x}")
        listeners[-1].listen(0)
        flood(f"{name}/{number:016x}")  # what hung up waits in the queue as well
    return listeners


def hammer(name):
    connections = []
    while True:
        try:
            connections.append(caller(name))
        except BlockingIOError:
            time.sleep(0)
        del connections[:-100]


def main():
    how, interface, vrid = sys.argv[1:]
    name = f"\0vrrp-tools/elect/{interface}/ipv4/{vrid}"
    lie = json.dumps({**LIE, "interface": interface, "vrid": int(vrid)}) + "\n"
    squatted = socket.socket(socket.AF_UNIX)
    held = []
    if how not in ("flood", "hammer", "spare"):
        squatted.bind(name)
    if how in ("lie", "mute", "full"):
        squatted.listen(0 if how == "full" else 16)
    if how in ("full", "flood"):
        held = flood(name)
    if how == "spare":
        held = take_spare_names(name)
    print("ready", len(held), flush=True)
    if how == "hammer":
        hammer(name)
    while how == "lie":
        connection, _ = squatted.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(lie.encode())
    time.sleep(3600)


main()
