#!/usr/bin/env python3
"""A client that gets http://ADDRESS/ every few milliseconds and prints who answered: client.py ADDRESS MILLISECONDS

Every question is a new connection. The client does not wait for the previous answer: a client that waits sends the
fewest questions when they matter most. It prints one line at the end of each question:

    ASKED ENDED WHO

The two times are microseconds since 1970. WHO is the body of the answer, or the reason why there was none: !refused,
!reset, !unreachable, !silent, !error (an unexpected answer).
"""
import asyncio
import socket
import sys
import time

# Shorter than the 1 s after which the kernel repeats a lost SYN: a request that needs this counts as lost.
PATIENCE_S = 0.9
QUESTION = b"GET / HTTP/1.0\r\n\r\n"


def now_us():
    return time.time_ns() // 1000


async def converse(address):
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.setblocking(False)
        await loop.sock_connect(connection, (address, 80))
        await loop.sock_sendall(connection, QUESTION)
        answer = b""
        while part := await loop.sock_recv(connection, 4096):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode().strip() if head.startswith(b"HTTP/1.1 200") else "!error"


async def ask(address):
    asked = now_us()
    try:
        who = await asyncio.wait_for(converse(address), PATIENCE_S)
    except asyncio.TimeoutError:
        who = "!silent"
    except ConnectionRefusedError:
        who = "!refused"
    except ConnectionError:
        who = "!reset"
    except OSError:
        who = "!unreachable"
    print(asked, now_us(), who, flush=True)


async def main(address, period_s):
    loop = asyncio.get_running_loop()
    under_way = set()  # asyncio itself keeps only weak references to its tasks
    due = loop.time()
    while True:
        task = asyncio.create_task(ask(address))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        due = max(due + period_s, loop.time())  # late questions are not sent in a burst
        await asyncio.sleep(due - loop.time())


asyncio.run(main(sys.argv[1], float(sys.argv[2]) / 1000))
