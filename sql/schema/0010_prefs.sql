-- How each person likes it: preferences, small settings of pages and programs, what became of the widgets; and the tenant's defaults.

-- One row a person, of the whole box. Only what differs from the defaults: {"theme": {"density": "dense"}}.
CREATE TABLE preference (
    user_id    TEXT    NOT NULL PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    value      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What holds for people of the tenant who chose nothing else. The same form.
CREATE TABLE preference_default (
    tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    value      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Any JSON by key.
CREATE TABLE preference_custom (
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    user_id    TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    key        TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX preference_custom_of_user ON preference_custom (user_id);

CREATE TABLE preference_widget (
    tenant_id  TEXT    NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    user_id    TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    page       TEXT    NOT NULL,
    widget     TEXT    NOT NULL,
    collapsed  INTEGER NOT NULL CHECK (collapsed IN (0, 1)),
    hidden     INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    position   INTEGER NOT NULL,                        -- its place on the page, from 0
    size       TEXT    NOT NULL,                        -- small, medium, large, full
    settings   TEXT    NOT NULL,                        -- JSON object of the widget's own
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id, page, widget)
) STRICT, WITHOUT ROWID;
CREATE INDEX preference_widget_of_user ON preference_widget (user_id);
