-- Records a decision of a person, or evidence. It applies to the version that was read.
-- Lock order: intent, task.

SELECT 1 AS guard FROM intent WHERE id = @id {for_update};

{adopt_task}

INSERT INTO decision (id, intent, n, kind, decided_by, decided, task_id)
SELECT @decision, i.id, i.attempts, @kind, @decided_by, {now}, @task_id
FROM intent i
WHERE i.id = @id AND i.version = @version AND i.state IN ({repeatable}) AND (SELECT version FROM ledger) = {schema_version}
  -- An adopted id must not be another intent's task.
  AND (@task_id IS NULL OR NOT EXISTS (SELECT 1 FROM task t WHERE t.provider = i.provider AND t.base_uri = i.base_uri AND t.id = @task_id AND t.intent IS NOT NULL AND t.intent <> i.id))
ON CONFLICT DO NOTHING;

-- Declaring that no task was created settles all unresolved attempts. An adoption settles the last one.
UPDATE attempt SET state = @to, settled = {now}
WHERE intent = @id AND state IN ({sources})
  AND (@task_id IS NULL OR n = (SELECT max(a.n) FROM attempt a WHERE a.intent = @id AND a.state IN ({sources})))
  AND EXISTS (SELECT 1 FROM decision d JOIN intent i ON i.id = d.intent WHERE d.id = @decision AND i.version = @version);

UPDATE task SET intent = @id, n = (SELECT max(a.n) FROM attempt a WHERE a.intent = @id AND a.state = @to), is_adopted = 1
WHERE @task_id IS NOT NULL AND id = @task_id AND intent IS NULL
  AND EXISTS (
    SELECT 1 FROM decision d JOIN intent i ON i.id = d.intent
    WHERE d.id = @decision AND i.version = @version AND i.provider = task.provider AND i.base_uri = task.base_uri);

UPDATE intent SET state = {intent_state}, version = version + 1
WHERE id = @id AND version = @version AND EXISTS (SELECT 1 FROM decision d WHERE d.id = @decision);

SELECT version FROM ledger;

SELECT count(*) FROM decision WHERE id = @decision;
