using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Journal;

namespace WanVideo.Creating;

/// <summary>Knows the requests of the last minutes, of this process and of others that share the journal, so that one that comes again is noticed.</summary>
/// <param name="recent">What the journal has of them.</param>
/// <param name="window">How far back a request counts as the same intent.</param>
/// <param name="time">The clock.</param>
public sealed class DuplicateGuard(JournalContents recent, TimeSpan window, TimeProvider time)
{
    private readonly Dictionary<string, PriorRequest> twins = recent.Entries
        .Where(entry => entry.Request is not null && IsAlive(entry))
        .GroupBy(entry => Fingerprint(entry.Provider, entry.BaseUri, entry.Request!), StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => Recorded(same.Last()), StringComparer.Ordinal);

    /// <summary>A request that was made before, and what came of it.</summary>
    /// <param name="At">When.</param>
    /// <param name="Task">The task; under way while its create is. Fails as the create did.</param>
    public sealed record PriorRequest(DateTimeOffset At, Task<VideoTask> Task);

    /// <summary>The same request, if it was made within the window and may still come to a video.</summary>
    /// <param name="provider">Where it is to go.</param>
    /// <param name="body">What is to be sent.</param>
    public PriorRequest? Find(IVideoProvider provider, JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return twins.TryGetValue(Fingerprint(provider.Name, provider.BaseUri, body), out var twin)
            && twin.At >= time.GetUtcNow() - window
            && !(twin.Task.IsFaulted && !IsUnresolved(twin.Task))
            && !twin.Task.IsCanceled
                ? twin
                : null;
    }

    /// <summary>Remembers a request that is being made.</summary>
    /// <param name="provider">Where it goes.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="task">What comes of it.</param>
    public void Add(IVideoProvider provider, JsonObject body, Task<VideoTask> task)
    {
        ArgumentNullException.ThrowIfNull(provider);
        twins[Fingerprint(provider.Name, provider.BaseUri, body)] = new PriorRequest(time.GetUtcNow(), task);
    }

    private static bool IsAlive(JournalEntry entry) =>
        entry.Outcome is not AttemptOutcome.Refused
        && entry.Task?.Status is not (VideoStatus.Failed or VideoStatus.Canceled or VideoStatus.Unknown);

    // A create whose answer was lost may well have been accepted.
    private static bool IsUnresolved(Task<VideoTask> task) =>
        task.Exception?.InnerException is VideoException { Error.Kind: VideoErrorKind.OutcomeUnknown };

    private static PriorRequest Recorded(JournalEntry entry) => new(entry.At, entry.Task is { } task
        ? Task.FromResult(task)
        : Task.FromException<VideoTask>(new VideoException(
            VideoErrorKind.OutcomeUnknown,
            $"The same request was sent before and its answer is not known, so a task may exist: attempt {entry.AttemptId}.")
        {
            Provider = entry.Provider,
            AttemptId = entry.AttemptId,
        }));

    private static string Fingerprint(string provider, Uri? baseUri, JsonObject body)
    {
        var text = new StringBuilder(provider).Append('\n').Append(baseUri?.AbsoluteUri).Append('\n');
        Write(text, body);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // The order of members says nothing, and a user's own may come in any.
    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    Write(text.Append('{').Append(JsonValue.Create(name).ToJsonString()).Append(':'), value);
                }

                text.Append('}');
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Write(text.Append('['), item);
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
