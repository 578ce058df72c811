using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace WanVideo.Ledger;

/// <summary>The SQL of the ledger for one engine: the embedded files with their placeholders replaced. States come from the transition table in the core.</summary>
/// <param name="dialect">What differs between the engines.</param>
internal sealed partial class SqlScripts(SqlDialect dialect)
{
    /// <summary>The version of the schema that this module reads and writes: the number of the last schema file.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The columns of a record, in the order in which <see cref="RecordReader"/> reads them, of the tables <c>i</c> (intent) and <c>t</c> (task).</summary>
    private const string RecordColumns =
        "i.id, i.state, i.version, COALESCE(i.provider, t.provider), COALESCE(i.base_uri, t.base_uri), COALESCE(i.is_billed, t.is_billed), i.label, i.fingerprint, i.restart_of, "
        + "COALESCE(i.model, t.model), COALESCE(i.prompt, t.prompt), COALESCE(i.duration, t.duration), COALESCE(i.created, t.created), i.attempts, i.lease_until, "
        + "(SELECT a.error_kind FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.error_code FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.error FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "(SELECT a.request_id FROM attempt a WHERE a.intent = i.id AND a.n = i.attempts), "
        + "t.id, t.status, t.raw_status, t.created, t.finished, t.expires, t.usage, t.error_kind, t.error_code, t.error, t.file, t.file_length, t.file_sha256";

    // The intent that holds the claim, or the one with the id. An intent without a claim is found by its id alone.
    private const string Target = "COALESCE((SELECT id FROM intent WHERE claim = @claim), @id)";

    // The same rule as AttemptTransitions.GetIntentState; a test compares the two for all sequences of attempts.
    private const string IntentStateExpression =
        "CASE WHEN EXISTS (SELECT 1 FROM attempt a WHERE a.intent = intent.id AND a.state = 'sending') THEN 'sending' ELSE COALESCE("
        + "(SELECT a.state FROM attempt a WHERE a.intent = intent.id AND a.state IN ('accepted', 'unresolved') ORDER BY a.n DESC LIMIT 1), "
        + "(SELECT CASE a.state WHEN 'released' THEN 'ready' ELSE a.state END FROM attempt a WHERE a.intent = intent.id ORDER BY a.n DESC LIMIT 1), "
        + "'ready') END";

    private static readonly Assembly Assembly = typeof(SqlScripts).Assembly;

    private readonly ConcurrentDictionary<string, string> scripts = new(StringComparer.Ordinal);

    /// <summary>A script with its placeholders replaced.</summary>
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
        .Replace("{schema_version}", SchemaVersion.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{intent_states}", List(Enum.GetValues<IntentState>()), StringComparison.Ordinal)
        .Replace("{attempt_states}", List(Enum.GetValues<AttemptState>()), StringComparison.Ordinal)
        .Replace("{task_statuses}", List(Enum.GetValues<VideoStatus>()), StringComparison.Ordinal)
        .Replace("{terminal_statuses}", List([VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Canceled]), StringComparison.Ordinal)
        .Replace("{decision_kinds}", List(Enum.GetValues<DecisionKind>()), StringComparison.Ordinal)
        .Replace("{sendable}", List(AttemptTransitions.Sendable), StringComparison.Ordinal)
        .Replace("{repeatable}", List(AttemptTransitions.Repeatable), StringComparison.Ordinal)
        .Replace("{expirable}", List(AttemptTransitions.GetSources(AttemptEvent.Expire, LedgerActor.Anyone)), StringComparison.Ordinal)
        .Replace("{expired}", Literal(AttemptTransitions.GetTarget(AttemptEvent.Expire)), StringComparison.Ordinal)
        .Replace("{displaceable}", List(AttemptTransitions.GetSources(AttemptEvent.Displace, LedgerActor.Anyone)), StringComparison.Ordinal)
        .Replace("{displaced}", Literal(AttemptTransitions.GetTarget(AttemptEvent.Displace)), StringComparison.Ordinal);

    /// <summary>The stored value of an enumeration member.</summary>
    public static string Stored<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A comma-separated list of stored values as SQL literals.</summary>
    public static string List<T>(IEnumerable<T> values)
        where T : struct, Enum => string.Join(", ", values.Select(Literal));

    private static string Literal<T>(T value)
        where T : struct, Enum => $"'{Stored(value)}'";

    // A statement that only locks rows.
    [GeneratedRegex(@"SELECT 1 AS guard FROM [^;]*\{for_update\};\s*")]
    private static partial Regex LockStatement();

    private string Load(string name) => Replace(Read(name));

    private static string Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream($"{name}.sql") ?? throw new InvalidOperationException($"There is no SQL file {name}.sql.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>What differs between the engines' SQL.</summary>
/// <param name="Now">The ledger's clock in Unix milliseconds.</param>
/// <param name="ForUpdate">The end of a SELECT that locks its rows until the commit; empty where every write transaction excludes the others, which leaves such statements out.</param>
/// <param name="RequireTimeline">The statement that fails where the server was restored or failed over since a person confirmed its state; empty where there is no server.</param>
internal sealed record SqlDialect(string Now, string ForUpdate = "", string RequireTimeline = "");
