"""The mails of tests/systems/smtp, and a box that sends through it."""
import re
import time
from urllib.parse import parse_qs, urlparse

import requests

from .box import wait_for


def set_up(root, smtp, port="plain", **change):
    """The box sends its mail to the sink, and links begin with its own address."""
    security = {"plain": "none", "starttls": "starttls", "tls": "tls", "auth": "starttls"}[port]
    config = {"host": "127.0.0.1", "port": smtp["ports"][port], "security": security, "verify_tls": False, "from_address": "binnacle@example.test", "from_name": "Binnacle", **change}
    root.patch("/api/v1/admin/settings", {"public_url": root.box.url})
    return root.put("/api/v1/admin/mail", config)


def received(smtp, to=None, subject=None):
    mails = requests.get(smtp["url"] + "/received", timeout=10).json()
    return [m for m in mails if (to is None or to in m["to"]) and (subject is None or subject in m["subject"])]


def wait_mail(smtp, to, subject=None, count=1, seconds=30):
    """The newest mail to an address, once there are `count`."""
    return wait_for(lambda: (found := received(smtp, to, subject)) and len(found) >= count and found, seconds, 0.1, f"a mail to {to}")[-1]


def token(mail):
    """What the mail's link carries."""
    return parse_qs(urlparse(mail["links"][0]).query)["token"][0]


def control(smtp, **state):
    requests.post(smtp["url"] + "/control", json=state, timeout=10)


def totp(secret, at=None, step=0):
    """RFC 6238 by the standard library: an implementation that is not the one under test."""
    import base64
    import hashlib
    import hmac
    counter = int((at or time.time()) // 30) + step
    mac = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 10**6:06d}"


def is_recovery_code(text):
    return re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", text) is not None
