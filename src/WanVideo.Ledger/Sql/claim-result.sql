SELECT l.version, a.intent, a.n, a.state, a.lease_until - {now}, a.owner FROM ledger l LEFT JOIN attempt a ON a.nonce = @nonce;

-- The newest record with the label and another request. Tests in the sandbox are not compared with billed requests.
SELECT {record}
FROM intent i LEFT JOIN task t ON t.intent = i.id
WHERE @claim IS NOT NULL AND @allow_duplicate = 0 AND i.label = @label AND i.fingerprint <> @fingerprint AND i.is_billed = @is_billed
  AND i.state IN ('sending', 'accepted', 'unresolved')
ORDER BY i.created DESC, i.id DESC, t.n DESC LIMIT 1;
