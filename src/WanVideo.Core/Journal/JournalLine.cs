using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace WanVideo.Journal;

/// <summary>One line of the journal file.</summary>
internal sealed record JournalLine
{
    /// <summary>The version of the file's format that the line is written in.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    public required DateTimeOffset At { get; init; }

    public required JournalEvent Event { get; init; }

    public required string Attempt { get; init; }

    public required string Provider { get; init; }

    public Uri? BaseUri { get; init; }

    public string? IdempotencyKey { get; init; }

    public JsonObject? Request { get; init; }

    public string? Id { get; init; }

    public string? Error { get; init; }
}
