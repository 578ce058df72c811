-- Records the task, or locks its row. The response to a create request takes precedence over an adoption of the same task id: the adopting intent is unresolved again.

INSERT INTO task (provider, base_uri, id, intent, n, is_billed, status, raw_status, model, prompt, duration, created, finished, expires, usage, error_kind, error_code, error, updated)
SELECT @provider, @base_uri, @task_id, @id, a.n, @is_billed, @status, @raw_status, @model, @prompt, @duration, COALESCE(@task_created, {now}), @finished, @expires, @usage, @task_error_kind, @task_error_code, @task_error, {now}
FROM attempt a WHERE a.nonce = @nonce
ON CONFLICT (provider, base_uri, id) DO UPDATE SET
    model = COALESCE(task.model, excluded.model), prompt = COALESCE(task.prompt, excluded.prompt), duration = COALESCE(task.duration, excluded.duration),
    expires = COALESCE(task.expires, excluded.expires), updated = excluded.updated;

SELECT 1 AS guard FROM intent
WHERE id = (SELECT t.intent FROM task t WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id AND t.is_adopted = 1 AND t.intent <> @id) {for_update};

SELECT t.intent FROM task t
WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id AND t.intent <> @id;

-- An attempt that also has a task from its own response stays accepted.
UPDATE attempt SET state = {displaced}
WHERE state IN ({displaceable})
  AND intent = (SELECT t.intent FROM task t WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id AND t.is_adopted = 1 AND t.intent <> @id)
  AND n = (SELECT t.n FROM task t WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id)
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.intent = attempt.intent AND t.n = attempt.n AND t.is_adopted = 0)
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce);

UPDATE intent SET state = {intent_state}, version = version + 1
WHERE id = (SELECT t.intent FROM task t WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id AND t.is_adopted = 1 AND t.intent <> @id)
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce);

UPDATE task SET intent = @id, n = (SELECT a.n FROM attempt a WHERE a.nonce = @nonce), is_adopted = 0
WHERE provider = @provider AND base_uri = @base_uri AND id = @task_id AND (intent IS NULL OR is_adopted = 1)
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.nonce = @nonce);

UPDATE attempt SET shared_task = @task_id
WHERE nonce = @nonce
  AND EXISTS (SELECT 1 FROM task t WHERE t.provider = @provider AND t.base_uri = @base_uri AND t.id = @task_id AND t.intent <> @id);
