-- Records and locks the task to adopt. decide.sql sets its intent.
INSERT INTO task (provider, base_uri, id, is_billed, status, raw_status, model, prompt, duration, created, finished, expires, usage, error_kind, error_code, error, updated)
SELECT i.provider, i.base_uri, @task_id, i.is_billed, @status, @raw_status, COALESCE(i.model, @model), COALESCE(i.prompt, @prompt), COALESCE(i.duration, @duration),
    COALESCE(@task_created, {now}), @finished, @expires, @usage, @task_error_kind, @task_error_code, @task_error, {now}
FROM intent i
WHERE i.id = @id AND i.version = @version AND i.state IN ({repeatable})
ON CONFLICT (provider, base_uri, id) DO UPDATE SET updated = excluded.updated;
