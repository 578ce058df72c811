-- Grants a permit to send one create request. The permit exists when this transaction is committed.
-- Lock order: account, restarted intent, intent. After the locks, the statements see all committed changes of other transactions.

{require_timeline}

INSERT INTO account (provider, base_uri, key_tag) VALUES (@provider, @base_uri, @key_tag) ON CONFLICT DO NOTHING;

-- A pause beyond the maximum was recorded by a wrong clock.
UPDATE account SET next_at = 0, paused_until = 0
WHERE provider = @provider AND base_uri = @base_uri AND key_tag = @key_tag AND (next_at > {now} + {max_pause} OR paused_until > {now} + {max_pause});

-- Locks the account only while its rate is limited, so that other claims of the account run concurrently.
SELECT 1 AS guard FROM account
WHERE provider = @provider AND base_uri = @base_uri AND key_tag = @key_tag AND (interval_ms > 0 OR next_at > {now} OR paused_until > {now}) {for_update};

SELECT 1 AS guard FROM intent WHERE id = @restart_of {for_update};

-- The claim key moves from a restarted intent to the new one, so that the label returns the newest task.
UPDATE intent SET claim = NULL, version = version + 1
WHERE id = @restart_of AND claim = @claim AND state IN ({restartable})
  AND NOT EXISTS (SELECT 1 FROM intent s WHERE s.id = @id OR s.restart_of = @restart_of)
  AND (SELECT version FROM ledger) = {schema_version};

-- The record with the claim key was removed: the newest other record of the same request takes the key.
UPDATE intent SET claim = @claim, version = version + 1
WHERE @allow_duplicate = 0
  AND id = (
    SELECT p.id FROM intent p
    WHERE p.label = @label AND p.fingerprint = @fingerprint AND p.provider = @provider AND p.base_uri = @base_uri
    ORDER BY p.created DESC, p.id DESC LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM intent WHERE claim = @claim)
  AND (SELECT version FROM ledger) = {schema_version};

-- Without the exclusive use of its claim key, an intent takes the key if it is free. An accepted intent is restarted once.
INSERT INTO intent (id, provider, base_uri, is_billed, label, connection, key_tag, details, fingerprint, claim, restart_of, model, prompt, duration, created, state, owner, lease_until)
SELECT @id, @provider, @base_uri, @is_billed, @label, @connection, @key_tag, @details, @fingerprint,
    CASE WHEN @allow_duplicate = 1 AND EXISTS (SELECT 1 FROM intent WHERE claim = @claim) THEN NULL ELSE @claim END,
    @restart_of, @model, @prompt, @duration, @created, 'ready', @owner, {now} + @lease
WHERE (SELECT version FROM ledger) = {schema_version}
  AND (@restart_of IS NULL OR EXISTS (SELECT 1 FROM intent o WHERE o.id = @restart_of AND o.state IN ({restartable})))
ON CONFLICT DO NOTHING;

SELECT 1 AS guard FROM intent WHERE id = {target} {for_update};

INSERT INTO body (intent, request, input_row)
SELECT @id, @request, @input_row
WHERE @request IS NOT NULL AND EXISTS (SELECT 1 FROM intent WHERE id = @id)
ON CONFLICT DO NOTHING;

-- An attempt whose lease has ended becomes unresolved before the claim is evaluated.
UPDATE attempt SET state = {expired}, settled = {now}
WHERE intent = {target} AND state IN ({expirable}) AND lease_until < {now};

UPDATE intent SET state = {intent_state}, version = version + 1
WHERE id = {target} AND state <> {intent_state};

-- A decision to send again applies to the version that the person read.
INSERT INTO decision (id, intent, n, kind, decided_by, decided)
SELECT @decision, i.id, i.attempts, 'sendagain', @decided_by, {now}
FROM intent i
WHERE @decision IS NOT NULL AND i.id = {target} AND i.version = @version AND i.state IN ({repeatable})
ON CONFLICT DO NOTHING;

INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until)
SELECT i.id, i.attempts + 1, 'sending', @nonce, @owner, {now}, {now} + @lease
FROM intent i
WHERE i.id = {target}
  AND (SELECT version FROM ledger) = {schema_version}
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce)
  AND EXISTS (
    SELECT 1 FROM account a
    WHERE a.provider = @provider AND a.base_uri = @base_uri AND a.key_tag = @key_tag AND a.next_at <= {now} AND a.paused_until <= {now})
  AND (
    (i.state IN ({sendable}) AND (i.state <> 'ready' OR i.owner = @owner OR i.lease_until IS NULL OR i.lease_until < {now}))
    OR (i.state IN ({repeatable}) AND EXISTS (
      SELECT 1 FROM decision d
      WHERE d.id = @decision AND d.intent = i.id AND d.kind = 'sendagain'
        AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.intent = i.id AND a.n > d.n AND a.state <> 'released'))))
ON CONFLICT DO NOTHING;

UPDATE account SET next_at = CASE WHEN next_at > {now} THEN next_at ELSE {now} END + interval_ms
WHERE provider = @provider AND base_uri = @base_uri AND key_tag = @key_tag AND interval_ms > 0
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce AND a.state = 'sending');

UPDATE intent SET
    attempts = (SELECT max(a.n) FROM attempt a WHERE a.intent = intent.id),
    state = {intent_state},
    version = version + 1,
    owner = @owner,
    lease_until = {now} + @lease
WHERE id = {target} AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce AND a.state = 'sending' AND a.intent = intent.id);

-- Extends the lease of a ready intent whose owner waits for the rate limit.
UPDATE intent SET lease_until = {now} + @lease WHERE id = {target} AND state = 'ready' AND owner = @owner;

{claim_result}

SELECT next_at - {now}, paused_until - {now}, reason FROM account WHERE provider = @provider AND base_uri = @base_uri AND key_tag = @key_tag;

-- The lease of a ready intent applies to other owners only.
SELECT CASE WHEN i.state = 'ready' AND i.owner = @owner THEN NULL ELSE i.lease_until - {now} END, {record}
FROM intent i LEFT JOIN task t ON t.intent = i.id
WHERE i.id = {target}
ORDER BY t.n DESC LIMIT 1;
