#!/usr/bin/python3
"""A storm of wrong sign-ins: 500 at once, each from an address of its own, until the time is over. A program of its own, so that who measures beside it is not slowed down.

  storm.py PORT SECONDS [COUNT [EMAIL]]     half of them at EMAIL's account; prints {"answers": {"401": ..., "429": ..., "503": ...}}
"""
import asyncio
import collections
import contextlib
import json
import os
import subprocess
import sys
import time

answers = collections.Counter()


async def guess(port, n, email, until):
    """One guesser: as soon as it has its answer, the next try, and after a refusal half a second later."""
    turn = 0
    while time.monotonic() < until:
        turn += 1
        who = email if email and n % 2 else f"u{n}-{turn}@example.test"
        body = json.dumps({"email": who, "password": f"wrong password {turn}"}).encode()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.1.{n // 250}.{n % 250 + 1}", 0))
            writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            line = await asyncio.wait_for(reader.readline(), 60)
            writer.close()
            status = line.split()[1].decode() if line else "closed"
        except (OSError, asyncio.TimeoutError):
            status = "closed"
        answers[status] += 1
        if status != "401":
            await asyncio.sleep(0.5)


async def main(port, seconds, count=500, email=""):
    os.nice(5)  # whoever guesses has a computer of their own
    until = time.monotonic() + seconds
    await asyncio.gather(*(guess(port, n, email, until) for n in range(count)))
    print(json.dumps({"answers": answers}), flush=True)


@contextlib.contextmanager
def storm(box, seconds, email="", count=500):
    """The storm while the block runs; the answers it got are in what it yields, afterwards."""
    got = {}
    p = subprocess.Popen([sys.executable, __file__, str(box.port), str(seconds), str(count), email], stdout=subprocess.PIPE, text=True)
    try:
        yield got
        got.update(json.loads(p.communicate(timeout=seconds + 90)[0])["answers"])
    finally:
        if p.poll() is None:
            p.kill()
            p.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 500, sys.argv[4] if len(sys.argv) > 4 else ""))
