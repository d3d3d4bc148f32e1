-- One database a UTC day. Rows are never changed; retention unlinks the file.

CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

-- One row a check. The time is the rowid: a range of time is a range of rowids, and the index below holds each service's series in time order.
-- Two results in the same microsecond: the writer of the row takes the next free one.
CREATE TABLE check_result (
    at INTEGER PRIMARY KEY,          -- when the check finished, µs
    service_num INTEGER NOT NULL,    -- service.num of the state database
    result INTEGER NOT NULL,         -- enum check_status
    latency_us INTEGER,              -- NULL: no answer
    message TEXT                     -- NULL when there is nothing to say
) STRICT;
CREATE INDEX check_result_by_service ON check_result (service_num);

CREATE TABLE metric_name (
    num INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metric_sample (
    seq INTEGER PRIMARY KEY,         -- in the order of arrival
    at INTEGER NOT NULL,
    metric_num INTEGER NOT NULL REFERENCES metric_name (num),
    value REAL NOT NULL
) STRICT;
CREATE INDEX metric_sample_by_metric ON metric_sample (metric_num, at);
