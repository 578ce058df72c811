-- Removes settled records: not those that are being sent or unresolved, and not tasks that have not succeeded, failed or been canceled.

SELECT version FROM ledger;

DELETE FROM intent
WHERE state NOT IN ('sending', 'unresolved') {intents}
  AND (@before IS NULL OR created < @before)
  AND (state <> 'ready' OR owner IS NULL OR lease_until < {now})
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.intent = intent.id AND t.status NOT IN ({finished_statuses}))
  -- False where another transaction changed the record after this statement began.
  AND version = (SELECT o.version FROM intent o WHERE o.id = intent.id)
RETURNING 1;

DELETE FROM task
WHERE intent IS NULL AND status IN ({finished_statuses})
  {tasks}
  AND (@before IS NULL OR created < @before)
RETURNING 1;
