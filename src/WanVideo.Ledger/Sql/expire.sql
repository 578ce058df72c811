-- Marks attempts as unresolved whose lease has ended or whose process on this host has exited: they may have been accepted.

SELECT 1 AS guard FROM intent
WHERE id IN (SELECT a.intent FROM attempt a WHERE a.state IN ({expirable}) AND (a.lease_until < {now} OR a.owner IN ({owners})))
ORDER BY id {for_update};

UPDATE attempt SET state = {expired}, settled = {now}
WHERE state = 'sending' AND state IN ({expirable}) AND (lease_until < {now} OR owner IN ({owners}));

UPDATE intent SET state = {intent_state}, version = version + 1
WHERE state <> 'accepted' AND state = 'sending' AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.intent = intent.id AND a.state = 'sending');

-- A ready intent of a process that has exited can be claimed by others.
UPDATE intent SET owner = NULL, lease_until = NULL WHERE state <> 'accepted' AND state = 'ready' AND owner IN ({owners});

SELECT version FROM ledger;
