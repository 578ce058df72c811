INSERT INTO task (provider, base_uri, id, intent, n, is_adopted, is_billed, status, raw_status, model, prompt, duration, created, finished, expires, usage, error_kind, error_code, error, updated)
SELECT i.provider, i.base_uri, @task_id, i.id, (SELECT max(a.n) FROM attempt a WHERE a.intent = i.id AND a.state = @to), 1, i.is_billed, @status, @raw_status, COALESCE(i.model, @model),
    COALESCE(i.prompt, @prompt), COALESCE(i.duration, @duration), COALESCE(@task_created, {now}), @finished, @expires, @usage, @task_error_kind, @task_error_code, @task_error, {now}
FROM intent i
WHERE i.id = @id AND i.version = @version AND EXISTS (SELECT 1 FROM decision d WHERE d.id = @decision)
ON CONFLICT (provider, base_uri, id) DO UPDATE SET intent = excluded.intent, n = excluded.n, is_adopted = 1, updated = excluded.updated
WHERE task.intent IS NULL;
