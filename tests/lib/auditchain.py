"""The audit chain as docs/security.md describes it, written a second time: what an auditor with the box key computes by hand."""
import hashlib
import hmac
import sqlite3
import struct

TEXTS = ("tenant_id", "user_id", "user_email", "credential", "action", "object_type", "object_id", "before", "after", "request_id", "remote")


def integer(n):
    return struct.pack("<q", n)


def text(s):
    return b"\xff" * 8 if s is None else struct.pack("<Q", len(s.encode())) + s.encode()


class Chain:
    """Of the database of a box that is stopped."""

    def __init__(self, box):
        self.db = sqlite3.connect(box.dir / "binnacle.db", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.key = hmac.digest((box.dir / "secret.key").read_bytes()[:32], b"binnacle audit chain 1", hashlib.sha256)

    def mac(self, data):
        return hmac.digest(self.key, data, hashlib.sha256)

    def row_hash(self, before, r):
        data = before + integer(r["seq"]) + integer(r["at"]) + integer(r["status"]) + b"".join(text(r[c]) for c in TEXTS)
        if r["format"] != 1:
            data += integer(r["format"]) + text(r["object_name"]) + text(r["user_agent"])
        return self.mac(data)

    def rows(self):
        return self.db.execute("SELECT * FROM audit ORDER BY seq").fetchall()

    def head(self):
        return self.db.execute("SELECT * FROM audit_head").fetchone()

    def head_hash(self, head, last):
        base = text("base") + integer(head["base_seq"]) + head["base_hash"] if head["base_seq"] else b""
        return self.mac(text("head") + integer(head["seq"]) + integer(head["key_since"]) + last + base)

    def first_bad(self):
        """The number of the first row that is not what was written, 0: none."""
        head = self.head()
        last, seq = head["base_hash"], head["base_seq"]
        for r in self.rows():
            seq += 1
            if r["seq"] != seq or self.row_hash(last, r) != r["hash"]:
                return seq
            last = r["hash"]
        return 0 if seq == head["seq"] and self.head_hash(head, last) == head["hash"] else seq + 1

    def shift(self, microseconds, upto):
        """Writes the rows up to number `upto` as if they had been written at another time, with the key: the box was there then."""
        last = b""
        self.db.execute("BEGIN")
        for r in self.rows():
            r = dict(r)
            if r["seq"] <= upto:
                r["at"] += microseconds
            last = self.row_hash(last, r)
            self.db.execute("UPDATE audit SET at = ?, hash = ? WHERE seq = ?", (r["at"], last, r["seq"]))
        self.db.execute("UPDATE audit_head SET hash = ?", (self.head_hash(self.head(), last),))
        self.db.execute("UPDATE audit_mark SET seq = 0, row_hash = x'', verified_at = 0, full_at = 0, finding = '', bad_seq = 0, hash = x''")
        self.db.execute("DELETE FROM audit_receipt")
        self.db.execute("COMMIT")
