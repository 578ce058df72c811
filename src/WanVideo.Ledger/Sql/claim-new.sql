-- Grants a permit for a new request: the account's rate is not limited, and no record has the same label and request. Otherwise it changes nothing, and
-- claim.sql decides. It gives the same result as claim.sql, with a quarter of its statements.

{require_timeline}

INSERT INTO intent (id, provider, base_uri, is_billed, label, connection, key_tag, details, fingerprint, claim, model, prompt, duration, created, state, attempts, version, owner, lease_until)
SELECT @id, @provider, @base_uri, @is_billed, @label, @connection, @key_tag, @details, @fingerprint, @claim, @model, @prompt, @duration, @created, 'sending', 1, 1, @owner, {now} + @lease
FROM account a
WHERE a.provider = @provider AND a.base_uri = @base_uri AND a.key_tag = @key_tag AND a.interval_ms = 0 AND a.next_at <= {now} AND a.paused_until <= {now}
  AND (SELECT version FROM ledger) = {schema_version}
  AND NOT EXISTS (SELECT 1 FROM intent p WHERE p.label = @label AND p.fingerprint = @fingerprint AND p.provider = @provider AND p.base_uri = @base_uri)
ON CONFLICT DO NOTHING;

-- An intent without an attempt in this state was inserted by this transaction.
INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until)
SELECT i.id, 1, 'sending', @nonce, @owner, {now}, {now} + @lease
FROM intent i
WHERE i.id = @id AND i.state = 'sending' AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.intent = i.id)
ON CONFLICT DO NOTHING;

INSERT INTO body (intent, request, input_row)
SELECT @id, @request, @input_row
WHERE @request IS NOT NULL AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce AND a.intent = @id)
ON CONFLICT DO NOTHING;

{claim_result}
