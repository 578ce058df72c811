-- Records the outcome of a create request. Inserts the intent and the attempt if they are missing because the ledger was restored to an earlier state.
-- Lock order: account, restarted intent, intent, task, the intent that had adopted the task.

{settle_account}

SELECT 1 AS guard FROM intent WHERE id = @restart_of AND NOT EXISTS (SELECT 1 FROM intent i WHERE i.id = @id) {for_update};

INSERT INTO intent (id, provider, base_uri, is_billed, label, connection, key_tag, details, fingerprint, claim, restart_of, model, prompt, duration, created, state)
SELECT @id, @provider, @base_uri, @is_billed, @label, @connection, @key_tag, @details, @fingerprint,
    CASE WHEN EXISTS (SELECT 1 FROM intent WHERE claim = @claim) THEN NULL ELSE @claim END,
    CASE WHEN EXISTS (SELECT 1 FROM intent WHERE restart_of = @restart_of) THEN NULL ELSE @restart_of END,
    @model, @prompt, @duration, @created, 'ready'
WHERE (SELECT version FROM ledger) = {schema_version}
ON CONFLICT DO NOTHING;

SELECT 1 AS guard FROM intent WHERE id = @id {for_update};

INSERT INTO body (intent, request, input_row)
SELECT @id, @request, @input_row
WHERE @request IS NOT NULL AND EXISTS (SELECT 1 FROM intent WHERE id = @id)
ON CONFLICT DO NOTHING;

INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until, settled, request_id, error_kind, error_code, error)
SELECT @id,
    -- Another sender has this number only if the ledger was restored in between.
    CASE WHEN EXISTS (SELECT 1 FROM attempt a WHERE a.intent = @id AND a.n = @n AND a.nonce <> @nonce) THEN (SELECT max(a.n) + 1 FROM attempt a WHERE a.intent = @id) ELSE @n END,
    @to, @nonce, @owner, {now}, {now}, {now}, @request_id, @error_kind, @error_code, @error
WHERE EXISTS (SELECT 1 FROM intent WHERE id = @id)
ON CONFLICT (nonce) DO UPDATE SET
    state = excluded.state, settled = excluded.settled,
    request_id = COALESCE(excluded.request_id, attempt.request_id),
    error_kind = excluded.error_kind, error_code = excluded.error_code, error = excluded.error
WHERE attempt.state IN ({sources});

{settle_task}

UPDATE intent SET
    attempts = (SELECT max(a.n) FROM attempt a WHERE a.intent = intent.id),
    state = {intent_state},
    version = version + 1,
    -- A released intent stays reserved for its owner. The lease of another attempt in flight does not change.
    lease_until = CASE WHEN {intent_state} = 'ready' THEN {now} + @lease ELSE lease_until END
-- An accepted intent may have another task now: its version changes, so that a concurrent removal skips it.
WHERE id = @id AND (state <> {intent_state} OR {intent_state} IN ('ready', 'accepted') OR attempts < (SELECT max(a.n) FROM attempt a WHERE a.intent = intent.id));

SELECT version FROM ledger;

SELECT i.state, (SELECT a.state FROM attempt a WHERE a.nonce = @nonce) FROM intent i WHERE i.id = @id;
