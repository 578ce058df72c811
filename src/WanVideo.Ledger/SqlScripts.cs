using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace WanVideo.Ledger;

/// <summary>The SQL of the ledger for one engine: the embedded files with their placeholders replaced. States come from the transition table in the core.</summary>
/// <param name="dialect">The dialect of the engine.</param>
internal sealed partial class SqlScripts(SqlDialect dialect)
{
    /// <summary>The version of the schema that this module reads and writes: the number of the last schema file.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The columns of a record, in the order in which <see cref="RecordReader"/> reads them, of the tables <c>i</c> (intent) and <c>t</c> (task).</summary>
    private const string RecordColumns =
        "i.id, i.state, i.version, COALESCE(i.provider, t.provider), COALESCE(i.base_uri, t.base_uri), COALESCE(i.is_billed, t.is_billed), i.label, i.connection, i.key_tag, i.details, "
        + "(SELECT b.input_row FROM body b WHERE b.intent = i.id), i.fingerprint, i.restart_of, "
        + "COALESCE(i.model, t.model), COALESCE(i.prompt, t.prompt), COALESCE(i.duration, t.duration), COALESCE(i.created, t.created), i.attempts, i.lease_until, "
        + "(SELECT a.error_kind FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.error_code FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.error FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.request_id FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "t.id, t.status, t.raw_status, t.created, t.finished, t.expires, t.usage, t.error_kind, t.error_code, t.error, t.file, t.file_length, t.file_sha256, "
        + "(SELECT max(a.shared_task) FROM attempt a WHERE a.intent = i.id AND a.shared_task IS NOT NULL)";

    // The intent with the claim key; the one that restarts the same intent; or the one with the id. An intent that can be sent does not represent its
    // label while another intent of the same request has a task or may have one, unless the task failed or was canceled. The subqueries with LIMIT are not
    // EXISTS, which PostgreSQL evaluates within OR and CASE for all rows of the table (a hashed subplan).
    private const string Target =
        "COALESCE((SELECT CASE WHEN h.state IN ({sendable}) THEN COALESCE((SELECT p.id FROM intent p "
        + "WHERE p.label = h.label AND p.fingerprint = h.fingerprint AND p.provider = h.provider AND p.base_uri = h.base_uri "
        + "AND (p.state IN ('sending', 'unresolved') OR (p.state = 'accepted' AND (SELECT 1 FROM task t WHERE t.intent = p.id LIMIT 1) IS NULL) "
        + "OR (SELECT 1 FROM task t WHERE t.intent = p.id AND t.status NOT IN ('failed', 'canceled') LIMIT 1) IS NOT NULL) "
        + "ORDER BY p.created DESC, p.id DESC LIMIT 1), h.id) ELSE h.id END FROM intent h WHERE h.claim = @claim AND @allow_duplicate = 0), "
        + "(SELECT id FROM intent WHERE restart_of = @restart_of), @id)";

    // The same rule as AttemptTransitions.GetIntentState; a test compares the two for all sequences of attempts.
    private const string IntentStateExpression =
        "CASE WHEN (SELECT 1 FROM attempt a WHERE a.intent = intent.id AND a.state = 'sending' LIMIT 1) IS NOT NULL THEN 'sending' ELSE COALESCE("
        + "(SELECT a.state FROM attempt a WHERE a.intent = intent.id AND a.state IN ('accepted', 'unresolved') ORDER BY a.n DESC LIMIT 1), "
        + "(SELECT CASE a.state WHEN 'released' THEN 'ready' ELSE a.state END FROM attempt a WHERE a.intent = intent.id ORDER BY a.n DESC LIMIT 1), "
        + "'ready') END";

    // The difference between the clocks of two processes.
    private static readonly TimeSpan MaxPauseTolerance = TimeSpan.FromMinutes(1);

    private static readonly Assembly Assembly = typeof(SqlScripts).Assembly;

    private readonly ConcurrentDictionary<string, string> scripts = new(StringComparer.Ordinal);

    /// <summary>Gets a script with its placeholders replaced.</summary>
    /// <param name="name">The name of the file, without its extension.</param>
    /// <param name="parts">Further placeholders of the script.</param>
    public string Get(string name, params ReadOnlySpan<(string Placeholder, string Text)> parts)
    {
        if (parts.IsEmpty)
        {
            return scripts.GetOrAdd(name, Load);
        }

        var text = Read(name);
        foreach (var (placeholder, part) in parts)
        {
            text = text.Replace($"{{{placeholder}}}", part, StringComparison.Ordinal);
        }

        return Replace(text);
    }

    /// <summary>Replaces the placeholders in a text that is not a file.</summary>
    public string Replace(string sql) => (dialect.ForUpdate is "" ? LockStatement().Replace(sql, "") : sql)
        .Replace("{require_timeline}", dialect.RequireTimeline, StringComparison.Ordinal)
        .Replace("{for_update}", dialect.ForUpdate, StringComparison.Ordinal)
        .Replace("{target}", Target, StringComparison.Ordinal)
        .Replace("{record}", RecordColumns, StringComparison.Ordinal)
        .Replace("{intent_state}", IntentStateExpression, StringComparison.Ordinal)
        .Replace("{now}", dialect.Now, StringComparison.Ordinal)
        .Replace("{max_pause}", SqlParameters.ToStoredValue(AttemptSettlement.MaxPause + MaxPauseTolerance).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{schema_version}", SchemaVersion.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{intent_states}", FormatList(Enum.GetValues<IntentState>()), StringComparison.Ordinal)
        .Replace("{attempt_states}", FormatList(Enum.GetValues<AttemptState>()), StringComparison.Ordinal)
        .Replace("{task_statuses}", FormatStatuses(VideoStatus.All), StringComparison.Ordinal)
        .Replace("{finished_statuses}", FormatStatuses([VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Canceled]), StringComparison.Ordinal)
        .Replace("{decision_kinds}", FormatList(Enum.GetValues<DecisionKind>()), StringComparison.Ordinal)
        .Replace("{sendable}", FormatList(AttemptTransitions.SendableStates), StringComparison.Ordinal)
        .Replace("{restartable}", FormatList(AttemptTransitions.RestartableStates), StringComparison.Ordinal)
        .Replace("{repeatable}", FormatList(AttemptTransitions.RepeatableStates), StringComparison.Ordinal)
        .Replace("{expirable}", FormatList(AttemptTransitions.GetSourceStates(AttemptEvent.Expire, LedgerActor.AnyProcess)), StringComparison.Ordinal)
        .Replace("{expired}", FormatLiteral(AttemptTransitions.GetTargetState(AttemptEvent.Expire)), StringComparison.Ordinal)
        .Replace("{displaceable}", FormatList(AttemptTransitions.GetSourceStates(AttemptEvent.Displace, LedgerActor.AnyProcess)), StringComparison.Ordinal)
        .Replace("{displaced}", FormatLiteral(AttemptTransitions.GetTargetState(AttemptEvent.Displace)), StringComparison.Ordinal);

    /// <summary>Converts an enumeration member to its stored value: the name in lower case.</summary>
    public static string ToStoredValue<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A comma-separated list of stored values as SQL literals.</summary>
    public static string FormatList<T>(IEnumerable<T> values)
        where T : struct, Enum => string.Join(", ", values.Select(FormatLiteral));

    /// <summary>Converts a status to its stored value.</summary>
    public static string ToStoredStatus(string status) => status.ToLowerInvariant();

    /// <summary>A comma-separated list of statuses as SQL literals.</summary>
    public static string FormatStatuses(IEnumerable<string> statuses) => string.Join(", ", statuses.Select(status => $"'{ToStoredStatus(status)}'"));

    private static string FormatLiteral<T>(T value)
        where T : struct, Enum => $"'{ToStoredValue(value)}'";

    // A statement whose only purpose is to lock rows.
    [GeneratedRegex(@"SELECT 1 AS guard FROM [^;]*\{for_update\};\s*")]
    private static partial Regex LockStatement();

    private string Load(string name) => Replace(Read(name).Replace("{claim_result}", Read("claim-result"), StringComparison.Ordinal));

    private static string Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream($"{name}.sql") ?? throw new InvalidOperationException($"The SQL file {name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The differences in SQL between the engines.</summary>
/// <param name="Now">The expression for the current time in Unix milliseconds.</param>
/// <param name="ForUpdate">The clause of a SELECT that locks its rows until the commit. Empty for an engine with one write transaction at a time: statements that only lock are then removed.</param>
/// <param name="RequireTimeline">The statement that fails if the server was restored or failed over after a person last confirmed its state; empty for an engine without a server.</param>
internal sealed record SqlDialect(string Now, string ForUpdate = "", string RequireTimeline = "");
