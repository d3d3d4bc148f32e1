-- Programs that sign in: their sessions beside the browsers', the keys that access tokens are signed with, and more about API keys.

ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser' CHECK (kind IN ('browser', 'token'));
ALTER TABLE session ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;  -- of a token: how often it was refreshed
ALTER TABLE session ADD COLUMN rotated_at INTEGER NOT NULL DEFAULT 0;  -- when last
ALTER TABLE session ADD COLUMN graced INTEGER NOT NULL DEFAULT 0 CHECK (graced IN (0, 1)); -- the one second try of this generation was used

CREATE TABLE signing_key (
    id         TEXT    NOT NULL PRIMARY KEY,                         -- the tokens' kid
    public_key BLOB    NOT NULL,
    seed       BLOB    NOT NULL,                                     -- the private key, sealed
    created_at INTEGER NOT NULL,
    retired_at INTEGER,                                              -- signs no more; verifies until its last token is over
    revoked_at INTEGER                                               -- verifies no more
) STRICT;

ALTER TABLE api_key ADD COLUMN allowed TEXT NOT NULL DEFAULT '[]';     -- JSON array of CIDRs it may be used from; [] = anywhere
ALTER TABLE api_key ADD COLUMN last_remote TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE api_key ADD COLUMN rotated_at INTEGER;
ALTER TABLE api_key ADD COLUMN old_hash BLOB;                         -- the secret before the last rotation, good until old_until
ALTER TABLE api_key ADD COLUMN old_until INTEGER;
CREATE UNIQUE INDEX api_key_old ON api_key (old_hash) WHERE old_hash IS NOT NULL;
