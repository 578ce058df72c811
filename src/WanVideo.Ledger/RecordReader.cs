using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WanVideo.Ledger;

/// <summary>
/// Reads the columns that <see cref="SqlScripts"/> selects for a record. A value that the module does not write, for example after a manual change of a
/// SQLite file, is replaced by a default, so that it does not prevent the other records from being listed.
/// </summary>
internal static class RecordReader
{
    private const long MinTime = -62_135_596_800_000;
    private const long MaxTime = 253_402_300_799_999;

    /// <summary>Reads a record from the current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The index of the first column of the record.</param>
    public static LedgerRecord Read(DbDataReader row, int first)
    {
        var column = first;
        var hasInvalidValues = false;
        var intentId = NextId();

        // Of an unknown state, only a person can decide whether the request may be sent again.
        var state = NextName(IntentState.Unresolved);
        var version = NextNumber() ?? 0;
        var provider = NextText() ?? "";
        var baseUrl = NextText();
        var baseUri = string.IsNullOrEmpty(baseUrl) ? null : Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) ? uri : Default<Uri>();
        var isBilled = NextNumber() is not 0;
        var label = NextText();
        var connection = NextText();
        var account = NextText();
        var details = NextJson(LedgerJson.Default.RequestDetails);
        var inputRow = NextText();
        var fingerprint = NextText();
        var restartOf = NextId();
        var model = NextText();
        var prompt = NextText();
        var duration = NextInt32();
        var createdAt = NextTime() ?? DateTimeOffset.UnixEpoch;
        var attemptCount = NextInt32() ?? 0;
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
                Usage = NextJson(LedgerJson.Default.Usage),
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
        var sharedTaskId = NextText();
        return new LedgerRecord
        {
            IntentId = intentId,
            State = state ?? IntentState.Accepted,
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
            RestartOf = restartOf,
            Model = model,
            Prompt = prompt,
            Duration = duration,
            CreatedAt = createdAt,
            AttemptCount = attemptCount,
            LeaseEndsAt = leaseEndsAt,
            Error = error,
            RequestId = requestId,
            Task = path is null || task is null ? task : task with { SavedPath = path },
            File = path is null ? null : new SavedFile(path, length ?? 0, digest ?? ""),
            SharedTaskId = sharedTaskId,
            HasInvalidValues = hasInvalidValues,
        };

        object? NextValue() => row.IsDBNull(column++) ? null : row.GetValue(column - 1);
        T? Default<T>()
        {
            hasInvalidValues = true;
            return default;
        }

        string? NextText() => NextValue() switch
        {
            null => null,
            string text => text,
            _ => Default<string>(),
        };
        long? NextNumber() => NextValue() switch
        {
            null => null,
            long number => number,
            int number => number,
            _ => Default<long?>(),
        };
        int? NextInt32() => NextNumber() switch
        {
            null => null,
            >= int.MinValue and <= int.MaxValue and var number => (int)number,
            _ => Default<int?>(),
        };
        DateTimeOffset? NextTime() => NextNumber() switch
        {
            null => null,
            >= MinTime and <= MaxTime and var milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
            _ => Default<DateTimeOffset?>(),
        };
        Guid? NextId() => NextText() switch
        {
            null => null,
            var text when Guid.TryParse(text, out var id) => id,
            _ => Default<Guid?>() ?? Guid.Empty,
        };
        T? NextJson<T>(JsonTypeInfo<T> type)
            where T : class
        {
            try
            {
                return NextText() is { } json ? JsonSerializer.Deserialize(json, type) : null;
            }
            catch (JsonException)
            {
                return Default<T>();
            }
        }

        T? NextName<T>(T defaultValue)
            where T : struct, Enum
        {
            if (NextText() is not { } stored)
            {
                return null;
            }

            if (Enum.TryParse<T>(stored, ignoreCase: true, out var value))
            {
                return value;
            }

            hasInvalidValues = true;
            return defaultValue;
        }

        VideoError? NextError() => (NextName(VideoErrorKind.ProviderFault), NextText(), NextText()) is var (kind, code, message) && kind is { } known
            ? new VideoError { Kind = known, Code = code, Message = message ?? "" }
            : null;
    }
}
