"""The live hub: who may connect, what arrives, what does not."""
import json
import socket
import time

import pytest
import websocket

from lib.box import wait_for


def closing_code(ws):
    try:
        while True:
            op, data = ws.recv_data()
            if op == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")
    except websocket.WebSocketConnectionClosedException:
        return None


def refused(make):
    """The status of the refused upgrade, or the closing code."""
    try:
        ws = make()
    except websocket.WebSocketBadStatusException as e:
        return e.status_code
    return closing_code(ws)


def test_not_signed_in(shared_box):
    assert refused(lambda: shared_box.anonymous().socket()) in (401, 4401)


def test_a_foreign_origin_is_refused(root):
    assert refused(lambda: root.socket(origin="http://evil.example")) in (403, 4403)


def test_subscribe_ping_and_unknown_topic(root):
    ws = root.socket()
    ws.send(json.dumps({"op": "ping"}))
    assert "pong" in ws.recv()
    ws.send(json.dumps({"op": "subscribe", "topic": "no.such.topic"}))
    assert "error" in ws.recv()
    ws.send("this is not json")
    assert "error" in ws.recv()
    ws.send(json.dumps({"op": "ping"}))
    assert "pong" in ws.recv()
    ws.close()


def test_a_topic_needs_its_permission(shared_box):
    viewer = shared_box.user("viewer")
    ws = viewer.socket()
    ws.send(json.dumps({"op": "subscribe", "topic": "backups"}))
    answer = json.loads(ws.recv())
    assert "error" in answer and "seq" not in answer
    ws.close()


def test_another_tenants_events_do_not_arrive(shared_box, root):
    other = shared_box.user("admin", tenant="live-other")
    mine, theirs = root.socket(topics=["services.config"]), other.socket(topics=["services.config"])
    time.sleep(0.2)
    made = root.post("/api/v1/services", {"name": f"tenant live {time.time_ns()}", "type": "push", "target": "", "interval_seconds": 3600}, expect=201)
    end, got = time.monotonic() + 5, None
    while time.monotonic() < end and not (got and got.get("topic") == "services.config"):
        got = json.loads(mine.recv())
    assert got["data"]["id"] == made["id"]
    theirs.settimeout(1)
    with pytest.raises(websocket.WebSocketTimeoutException):
        while True:
            assert made["id"] not in theirs.recv()


def test_logout_closes_the_socket(shared_box):
    c = shared_box.user("viewer")
    ws = c.socket(topics=["services.state"])
    c.post("/api/v1/auth/logout", expect=(200, 204))
    ws.settimeout(8)
    assert closing_code(ws) in (4401, 1000, 1001)


def test_hostile_frames(root):
    """A frame that claims 2 GB, an unmasked frame, a control frame over 125 bytes: closed, and the box goes on."""
    for frame in (b"\x82\xff" + (2**31).to_bytes(8, "big") + b"\0\0\0\0", b"\x81\x05hello", b"\x89\xfe\x00\xff" + b"\0" * 4 + b"x" * 255, b"\x83\x80\0\0\0\0"):
        ws = root.socket()
        ws.sock.sendall(frame)
        ws.sock.settimeout(5)
        seen = b""
        try:
            while chunk := ws.sock.recv(4096):
                seen += chunk
        except (ConnectionResetError, socket.timeout) as e:
            assert not isinstance(e, socket.timeout), f"{frame[:4]!r} was not refused"
        assert seen[:1] in (b"", b"\x88") or b"\x88" in seen
    root.get("/api/v1/auth/me")


def test_a_client_that_does_not_read_is_told_what_it_missed(shared_box, root):
    """200 changes while nobody reads: memory is bounded, the socket lives, drops are counted or all messages arrive."""
    ws = root.socket(topics=["services.config"], sockopt=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)])
    ws.send(json.dumps({"op": "ping"}))
    assert wait_for(lambda: "pong" in ws.recv(), 5)  # the subscription before it is in force
    items = [{"name": f"flood {time.time_ns()} {i}", "type": "push", "target": "", "interval_seconds": 3600} for i in range(200)]
    root.post("/api/v1/services/import", {"items": items})
    time.sleep(1)
    ws.settimeout(3)
    messages, dropped = 0, 0
    try:
        while True:
            m = json.loads(ws.recv())
            messages += "seq" in m
            dropped += m.get("dropped", 0)
    except websocket.WebSocketTimeoutException:
        pass
    assert messages + dropped == 200, f"{messages} arrived, {dropped} were told as dropped"
    ws.send(json.dumps({"op": "ping"}))
    assert wait_for(lambda: "pong" in ws.recv(), 5)
