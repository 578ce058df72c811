-- Records the state of a task as its provider reported it. A finished status (succeeded, failed or canceled) is not replaced by one that is not finished.

INSERT INTO task (provider, base_uri, id, is_billed, status, raw_status, model, prompt, duration, created, finished, expires, usage, error_kind, error_code, error, updated)
SELECT @provider, @base_uri, @task_id, @is_billed, @status, @raw_status, @model, @prompt, @duration, COALESCE(@task_created, {now}), @finished, @expires, @usage, @task_error_kind, @task_error_code, @task_error, {now}
WHERE (SELECT version FROM ledger) = {schema_version}
ON CONFLICT (provider, base_uri, id) DO UPDATE SET
    status = CASE WHEN task.status IN ({finished_statuses}) AND excluded.status NOT IN ({finished_statuses}) THEN task.status ELSE excluded.status END,
    raw_status = COALESCE(excluded.raw_status, task.raw_status),
    model = COALESCE(task.model, excluded.model), prompt = COALESCE(task.prompt, excluded.prompt), duration = COALESCE(task.duration, excluded.duration),
    finished = COALESCE(excluded.finished, task.finished), expires = COALESCE(task.expires, excluded.expires), usage = COALESCE(excluded.usage, task.usage),
    error_kind = CASE WHEN excluded.status = 'succeeded' THEN NULL ELSE COALESCE(excluded.error_kind, task.error_kind) END,
    error_code = CASE WHEN excluded.status = 'succeeded' THEN NULL ELSE COALESCE(excluded.error_code, task.error_code) END,
    error = CASE WHEN excluded.status = 'succeeded' THEN NULL ELSE COALESCE(excluded.error, task.error) END,
    updated = excluded.updated;

UPDATE task SET file = @file, file_length = @file_length, file_sha256 = @file_sha256, saved = {now}
WHERE @file IS NOT NULL AND provider = @provider AND base_uri = @base_uri AND id = @task_id;

SELECT version FROM ledger;
