using System.Data.Common;
using System.Text.Json;

namespace WanVideo.Ledger;

/// <summary>Reads the columns that <see cref="SqlScripts"/> selects for a record.</summary>
internal static class RecordReader
{
    /// <summary>Reads a record from the current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The index of the first column of the record.</param>
    public static LedgerRecord Read(DbDataReader row, int first)
    {
        var column = first;
        var intentId = NextText();
        var state = NextText();
        var version = NextNumber() ?? 0;
        var provider = NextText()!;
        var baseUri = NextText() is { Length: > 0 } baseUrl ? new Uri(baseUrl) : null;
        var isBilled = NextNumber() is not 0;
        var label = NextText();
        var connection = NextText();
        var account = NextText();
        var details = NextText() is { } json ? JsonSerializer.Deserialize(json, LedgerJson.Default.RequestDetails) : null;
        var inputRow = NextText();
        var fingerprint = NextText();
        var restartOf = NextText();
        var model = NextText();
        var prompt = NextText();
        var duration = (int?)NextNumber();
        var createdAt = NextTime() ?? DateTimeOffset.UnixEpoch;
        var attemptCount = (int)(NextNumber() ?? 0);
        var leaseEndsAt = NextTime();
        var error = NextError();
        var requestId = NextText();
        VideoTask? task = null;
        if (NextText() is { } taskId)
        {
            task = new VideoTask
            {
                Id = taskId,
                Provider = provider,
                BaseUri = baseUri,
                Status = VideoStatus.Parse(NextText()),
                RawStatus = NextText(),
                Model = model,
                Prompt = prompt,
                Duration = duration,
                CreatedAt = NextTime(),
                FinishedAt = NextTime(),
                ExpiresAt = NextTime(),
                Usage = NextText() is { } usage ? JsonSerializer.Deserialize(usage, LedgerJson.Default.Usage) : null,
                Error = NextError(),
            };
        }
        else
        {
            column += 9;
        }

        var path = NextText();
        var length = NextNumber();
        var digest = NextText();
        return new LedgerRecord
        {
            IntentId = intentId is null ? null : Guid.Parse(intentId),
            State = state is null ? IntentState.Accepted : Parse<IntentState>(state),
            Version = version,
            Provider = provider,
            BaseUri = baseUri,
            IsBilled = isBilled,
            Label = label,
            Connection = connection,
            Account = account,
            Details = details,
            Row = inputRow,
            Fingerprint = fingerprint ?? "",
            RestartOf = restartOf is null ? null : Guid.Parse(restartOf),
            Model = model,
            Prompt = prompt,
            Duration = duration,
            CreatedAt = createdAt,
            AttemptCount = attemptCount,
            LeaseEndsAt = leaseEndsAt,
            Error = error,
            RequestId = requestId,
            Task = path is null ? task : task! with { SavedPath = path },
            File = path is null ? null : new SavedFile(path, length ?? 0, digest!),
        };

        string? NextText() => row.IsDBNull(column) ? Skip<string>() : row.GetString(column++);
        long? NextNumber() => row.IsDBNull(column) ? Skip<long?>() : row.GetInt64(column++);
        DateTimeOffset? NextTime() => NextNumber() is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        VideoError? NextError() => (NextText(), NextText(), NextText()) is var (kind, code, message) && kind is not null
            ? new VideoError { Kind = Parse<VideoErrorKind>(kind), Code = code, Message = message ?? "" }
            : null;

        T? Skip<T>()
        {
            column++;
            return default;
        }
    }

    private static T Parse<T>(string? stored)
        where T : struct, Enum => Enum.TryParse<T>(stored, ignoreCase: true, out var value) ? value : default;
}
