-- A rate limit pauses the create requests of the account and doubles their interval. An accepted request shortens the interval by 10 percent.
UPDATE account SET
    paused_until = CASE WHEN @pause > 0 AND {now} + @pause > paused_until THEN {now} + @pause ELSE paused_until END,
    reason = CASE WHEN @pause > 0 THEN @error ELSE reason END,
    interval_ms = CASE
        WHEN @pause > 0 AND paused_until <= {now} THEN CASE WHEN interval_ms = 0 THEN {initial_interval} WHEN interval_ms * 2 > {max_interval} THEN {max_interval} ELSE interval_ms * 2 END
        WHEN @pause = 0 AND interval_ms < {min_interval} THEN 0
        WHEN @pause = 0 THEN interval_ms * 9 / 10
        ELSE interval_ms END
WHERE provider = @provider AND base_uri = @base_uri AND key_tag = @key_tag AND (@pause > 0 OR interval_ms > 0);
