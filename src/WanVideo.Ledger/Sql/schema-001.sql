-- The schema of both engines. Times are Unix milliseconds, UTC. Flags are 0 or 1. An attempt is identified by its intent and its number n.
-- The allowed values of states, statuses and kinds come from the enumerations of WanVideo.Core.

CREATE TABLE ledger (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    created BIGINT NOT NULL,
    -- PostgreSQL: the server's timeline when the ledger was created or a person confirmed it last. It changes when the server is restored or fails over.
    timeline TEXT
);

-- The rate limit of create requests: the interval between them, the earliest time of the next one, and the end and reason of a pause.
-- The API key is not part of any other key, so that after a change of the key a label is still created once and tasks are still found.
CREATE TABLE account (
    provider TEXT NOT NULL,
    base_uri TEXT NOT NULL,
    key_tag TEXT NOT NULL,
    interval_ms BIGINT NOT NULL DEFAULT 0 CHECK (interval_ms >= 0),
    next_at BIGINT NOT NULL DEFAULT 0,
    paused_until BIGINT NOT NULL DEFAULT 0,
    reason TEXT,
    PRIMARY KEY (provider, base_uri, key_tag)
);

CREATE TABLE intent (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    base_uri TEXT NOT NULL,
    is_billed INTEGER NOT NULL CHECK (is_billed IN (0, 1)),
    label TEXT,
    -- The connection and a digest of its API key. Not part of any key: a change of either creates nothing twice.
    connection TEXT,
    key_tag TEXT,
    -- The values of the request that lists show, as JSON.
    details TEXT,
    fingerprint TEXT NOT NULL,
    -- A labeled request has one intent, without a time limit. Null without a label, and while another intent holds the key.
    claim TEXT UNIQUE,
    -- An accepted intent is restarted by one other intent.
    restart_of TEXT UNIQUE,
    model TEXT,
    prompt TEXT,
    duration INTEGER,
    created BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ({intent_states})),
    attempts INTEGER NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    owner TEXT,
    lease_until BIGINT
);

-- Accepted intents are listed by their tasks.
CREATE INDEX intent_not_accepted ON intent (created, id, state) WHERE state <> 'accepted';
CREATE INDEX intent_label ON intent (label) WHERE label IS NOT NULL;

-- Separate from intent, because lists do not need the request.
CREATE TABLE body (
    intent TEXT PRIMARY KEY REFERENCES intent (id) ON DELETE CASCADE,
    -- First, so that lists read it without the request.
    input_row TEXT,
    request TEXT NOT NULL
);

CREATE TABLE attempt (
    intent TEXT NOT NULL REFERENCES intent (id) ON DELETE CASCADE,
    n INTEGER NOT NULL CHECK (n > 0),
    state TEXT NOT NULL CHECK (state IN ({attempt_states})),
    -- Identifies the sender. A claim that is repeated after a lost commit acknowledgement finds its own attempt.
    nonce TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    permitted BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    settled BIGINT,
    request_id TEXT,
    error_kind TEXT,
    error_code TEXT,
    error TEXT,
    -- The task id in the response, if it is the task of another intent.
    shared_task TEXT,
    PRIMARY KEY (intent, n)
);

-- At most one create request of an intent is in flight.
CREATE UNIQUE INDEX attempt_one_outstanding ON attempt (intent) WHERE state = 'sending';
CREATE INDEX attempt_shared ON attempt (intent, shared_task) WHERE shared_task IS NOT NULL;

-- A task id of a gateway belongs to one intent, regardless of the API key. A task has no intent before its create request is settled, or if it was created elsewhere.
CREATE TABLE task (
    provider TEXT NOT NULL,
    base_uri TEXT NOT NULL,
    id TEXT NOT NULL,
    intent TEXT REFERENCES intent (id) ON DELETE CASCADE,
    n INTEGER,
    is_adopted INTEGER NOT NULL DEFAULT 0 CHECK (is_adopted IN (0, 1)),
    is_billed INTEGER NOT NULL CHECK (is_billed IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ({task_statuses})),
    raw_status TEXT,
    model TEXT,
    prompt TEXT,
    duration INTEGER,
    created BIGINT NOT NULL,
    finished BIGINT,
    expires BIGINT,
    usage TEXT,
    error_kind TEXT,
    error_code TEXT,
    error TEXT,
    file TEXT,
    file_length BIGINT CHECK (file_length >= 0),
    file_sha256 TEXT,
    saved BIGINT,
    updated BIGINT NOT NULL,
    -- The id comes first, because tasks are also found by their ids alone.
    PRIMARY KEY (id, provider, base_uri),
    CHECK ((intent IS NULL) = (n IS NULL)),
    CHECK ((file IS NULL) = (file_sha256 IS NULL))
);

CREATE INDEX task_intent ON task (intent);
CREATE INDEX task_created ON task (created, id);
CREATE INDEX task_status ON task (status, created);
CREATE INDEX task_unsaved ON task (created, id) WHERE file IS NULL;

CREATE TABLE decision (
    id TEXT PRIMARY KEY,
    intent TEXT NOT NULL REFERENCES intent (id) ON DELETE CASCADE,
    -- The number of attempts at the time of the decision. A decision to send again permits later attempts only.
    n INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ({decision_kinds})),
    decided_by TEXT NOT NULL,
    decided BIGINT NOT NULL,
    task_id TEXT
);

CREATE INDEX decision_intent ON decision (intent);
