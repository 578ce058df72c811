using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace WanVideo.Journal;

/// <summary>
/// One line of the journal file. Version 1 had the gateway's request and not what the user asked for: model, prompt and duration are then
/// looked for in the request.
/// </summary>
internal sealed record JournalLine
{
    /// <summary>The version that is written. One that is higher comes from a newer module, and is left as it is.</summary>
    public const int CurrentVersion = 2;

    [JsonPropertyName("v")]
    public int Version { get; init; }

    public required DateTimeOffset At { get; init; }

    public required JournalEvent Event { get; init; }

    public string? Attempt { get; init; }

    public required string Provider { get; init; }

    public Uri? BaseUri { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? Model { get; init; }

    public string? Prompt { get; init; }

    public int? Duration { get; init; }

    public JsonObject? Request { get; init; }

    public string? Id { get; init; }

    public VideoStatus? Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public VideoErrorKind? ErrorKind { get; init; }

    public string? Error { get; init; }

    public string? File { get; init; }

    public long? Length { get; init; }
}
