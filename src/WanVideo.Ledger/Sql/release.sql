-- Ends the reservation of a ready intent whose owner does not send it.

UPDATE intent SET owner = NULL, lease_until = NULL WHERE id = {target} AND state = 'ready' AND owner = @owner;

SELECT version FROM ledger;
