using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WanVideo.Ledger;

/// <summary>An outcome in the outbox: a digest, which detects a partially written entry, and the outcome as JSON.</summary>
internal sealed record OutboxEntry(Guid LedgerId, AttemptSettlement Settlement)
{
    private const int DigestLength = 8;
    private const int JsonOffset = DigestLength + 1;
    private const int MaxErrorLength = 500;
    private const int MaxShortErrorLength = 100;

    // Characters that are not ASCII are not escaped: an escape sequence takes two to three times the space.
    private static readonly OutboxJson Json = new(new JsonSerializerOptions(OutboxJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>
    /// Formats an outcome without the body, the input row, the prompt and the video URL. If it is too long, the error, the model and the label are
    /// shortened or omitted. The ids and the keys are always complete.
    /// </summary>
    /// <param name="maxLength">The preferred maximum number of bytes. An entry with long ids exceeds it.</param>
    public byte[] Format(int maxLength)
    {
        var error = Settlement.Error;
        var settlement = Settlement with
        {
            Intent = Settlement.Intent with { Request = null, Details = null, Prompt = null },
            Task = Settlement.Task is { } task ? new VideoTask { Id = task.Id, Provider = task.Provider, BaseUri = task.BaseUri, Status = task.Status, CreatedAt = task.CreatedAt, ExpiresAt = task.ExpiresAt, IsBilled = task.IsBilled } : null,
            Error = error is null ? null : error with { Message = Shorten(error.Message, MaxErrorLength) },
            Account = null,
            PauseAccountFor = null,
        };
        var shortError = error is null ? null : new VideoError { Kind = error.Kind, Code = error.Code is { } code ? Shorten(code, MaxShortErrorLength) : null, Message = Shorten(error.Message, MaxShortErrorLength) };
        var shortIntent = settlement.Intent with { Model = null, Connection = null };
        AttemptSettlement[] candidates =
        [
            settlement,
            settlement with { Error = shortError },
            settlement with { Error = shortError, Intent = shortIntent },
            settlement with { Error = error is null ? null : new VideoError { Kind = error.Kind, Message = "" }, Intent = shortIntent with { Label = null } },
        ];
        var entry = Array.Empty<byte>();
        foreach (var candidate in candidates)
        {
            entry = FormatJson(JsonSerializer.SerializeToUtf8Bytes(this with { Settlement = candidate }, Json.OutboxEntry));
            if (entry.Length <= maxLength)
            {
                break;
            }
        }

        return entry;
    }

    /// <summary>Parses the entry at the start of a file section.</summary>
    /// <param name="bytes">The section.</param>
    /// <param name="length">The length of the entry in bytes.</param>
    /// <returns>The entry; null if it is damaged.</returns>
    public static OutboxEntry? Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length <= JsonOffset)
        {
            return null;
        }

        try
        {
            var json = bytes[JsonOffset..];
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            if (!reader.Read() || !reader.TrySkip())
            {
                return null;
            }

            json = json[..(int)reader.BytesConsumed];
            if (!bytes[..DigestLength].SequenceEqual(GetDigest(json)))
            {
                return null;
            }

            length = JsonOffset + json.Length;
            return JsonSerializer.Deserialize(json, Json.OutboxEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] FormatJson(byte[] json) => [.. GetDigest(json), (byte)' ', .. json];

    private static byte[] GetDigest(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))[..DigestLength]);

    private static string Shorten(string text, int length) => text.Length > length ? text[..length] : text;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(OutboxEntry))]
internal sealed partial class OutboxJson : JsonSerializerContext;
