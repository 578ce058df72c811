using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Journal;

/// <summary>Folds the lines of a journal into what is known of each create and its task.</summary>
internal sealed class JournalReader
{
    private readonly List<JournalEntry> entries = [];
    private readonly Dictionary<string, int> byAttempt = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Provider, string Id), int> byTask = [];
    private int torn;
    private int newer;

    public static async Task<JournalContents> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        var reader = new JournalReader();
        using var text = new StreamReader(file, leaveOpen: true);
        while (await text.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                reader.Take(line);
            }
        }

        return new JournalContents(reader.entries, reader.torn, reader.newer);
    }

    /// <summary>The line; null if it is torn or of a newer version.</summary>
    public static JournalLine? Parse(string line, out bool isNewer)
    {
        isNewer = false;
        try
        {
            // A newer version may have anything but these in it.
            if (JsonNode.Parse(line)?["v"] is JsonValue version && version.TryGetValue(out int number) && number > JournalLine.CurrentVersion)
            {
                isNewer = true;
                return null;
            }

            return JsonSerializer.Deserialize(line, JournalJson.Default.JournalLine);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Take(string text)
    {
        if (Parse(text, out var isNewer) is not { } line)
        {
            newer += isNewer ? 1 : 0;
            torn += isNewer ? 0 : 1;
            return;
        }

        var place = PlaceOf(line);
        entries[place] = Fold(entries[place], line);
        if (entries[place].Task is { } task)
        {
            byTask[(task.Provider, task.Id)] = place;
        }
    }

    private int PlaceOf(JournalLine line)
    {
        if (line.Attempt is { } attempt && byAttempt.TryGetValue(attempt, out var known))
        {
            return known;
        }

        if (line.Attempt is null && line.Id is { } id && byTask.TryGetValue((line.Provider, id), out var task))
        {
            return task;
        }

        entries.Add(new JournalEntry { AttemptId = line.Attempt, Provider = line.Provider, At = line.At, Outcome = line.Attempt is null ? AttemptOutcome.Created : AttemptOutcome.Unanswered });
        if (line.Attempt is not null)
        {
            byAttempt.Add(line.Attempt, entries.Count - 1);
        }

        return entries.Count - 1;
    }

    private static JournalEntry Fold(JournalEntry entry, JournalLine line) => line.Event switch
    {
        JournalEvent.Attempted => entry with
        {
            BaseUri = line.BaseUri,
            IdempotencyKey = line.IdempotencyKey,
            Request = line.Request,
            Model = line.Model ?? (string?)line.Request?["model"],
            Prompt = line.Prompt ?? (line.Request?["prompt"] ?? line.Request?["input"]?["prompt"])?.ToString(),
            Duration = line.Duration,
        },
        JournalEvent.Created => entry with { Outcome = AttemptOutcome.Created, Error = null, Task = TaskOf(entry, line) },
        JournalEvent.Refused => entry with { Outcome = AttemptOutcome.Refused, Error = line.Error },
        JournalEvent.OutcomeUnknown => entry with { Outcome = AttemptOutcome.Unknown, Error = line.Error },
        _ when line.Id is null => entry,
        JournalEvent.Ended => entry with
        {
            Task = (entry.Task ?? TaskOf(entry, line)) with
            {
                Status = line.Status ?? VideoStatus.Unknown,
                FinishedAt = line.FinishedAt,
                Error = line.Error is null ? null : new VideoError { Kind = line.ErrorKind ?? VideoErrorKind.ProviderFault, Message = line.Error },
            },
        },
        JournalEvent.Saved => entry with
        {
            // What was saved had succeeded, whether or not that was seen before.
            Task = (entry.Task ?? TaskOf(entry, line)) with { Status = VideoStatus.Succeeded, SavedPath = line.File },
        },
        _ => entry,
    };

    private static VideoTask TaskOf(JournalEntry entry, JournalLine line)
    {
        var created = line.CreatedAt ?? (entry.AttemptId is null ? null : entry.At);
        return new VideoTask
        {
            Id = line.Id!,
            Provider = line.Provider,
            AttemptId = entry.AttemptId,
            BaseUri = entry.BaseUri,
            Status = VideoStatus.Pending,
            Model = entry.Model,
            Prompt = entry.Prompt,
            Duration = entry.Duration,
            CreatedAt = created,
            ExpiresAt = created + VideoTask.Life,
        };
    }
}
