-- Records the outcome of a create request.
-- Lock order: account, restarted intent, intent, task, the intent that had adopted the task.

{settle_account}

{restore}

SELECT 1 AS guard FROM intent WHERE id = @id {for_update};

UPDATE attempt SET
    state = @to, settled = {now},
    request_id = COALESCE(@request_id, request_id),
    error_kind = @error_kind, error_code = @error_code, error = @error
WHERE attempt.state IN ({sources}) AND attempt.nonce = @nonce;

{settle_task}

UPDATE intent SET
    attempts = (SELECT max(a.n) FROM attempt a WHERE a.intent = intent.id),
    state = {intent_state},
    version = version + 1,
    -- A released intent stays reserved for its owner. The lease of another attempt in flight does not change.
    lease_until = CASE WHEN {intent_state} = 'ready' THEN {now} + @lease ELSE lease_until END
-- An accepted intent may have another task now: its version changes, so that a concurrent removal skips it.
WHERE id = @id AND (state <> {intent_state} OR {intent_state} IN ('ready', 'accepted') OR attempts < (SELECT max(a.n) FROM attempt a WHERE a.intent = intent.id));

SELECT l.version, CASE WHEN a.nonce IS NOT NULL THEN i.state END
FROM ledger l LEFT JOIN intent i ON i.id = @id LEFT JOIN attempt a ON a.nonce = @nonce;
