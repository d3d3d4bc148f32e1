"""A body that holds a NUL byte."""
import requests


def test_a_nul_in_a_body_is_refused(shared_box):
    """The parser sees the whole body and nothing beyond it, wherever the NUL stands and however long the rest is; nobody has to be signed in to send one."""
    for body in (b"\0", b"\0" + b"x" * 5000, b'{"email":"a@example.test",\0"password":"' + b"p" * 300 + b'"}', b'{"email":"a\0b@example.test","password":"x"}'):
        r = requests.post(shared_box.url + "/api/v1/auth/login", data=body, headers={"Content-Type": "application/json"}, timeout=20)
        assert r.status_code in (400, 422), (body[:40], r.status_code, r.text)
    assert requests.get(shared_box.url + "/readyz", timeout=5).status_code == 200
