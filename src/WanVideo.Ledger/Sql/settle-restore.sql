-- Inserts the intent and the attempt if they are missing because the ledger was restored to an earlier state.

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
ON CONFLICT (nonce) DO NOTHING;
