using System.Collections.Frozen;

namespace WanVideo.Callbacks;

/// <summary>A callback as it was received.</summary>
/// <param name="body">The body. Signatures are computed from its bytes.</param>
/// <param name="headers">The header fields. Names ignore case, and the values of repeated fields are joined by commas (RFC 9110, section 5.3).</param>
public sealed class CallbackRequest(byte[] body, IEnumerable<(string Name, string Value)> headers)
{
    /// <summary>A callback without header fields.</summary>
    /// <param name="body">The body.</param>
    public CallbackRequest(byte[] body)
        : this(body, [])
    {
    }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    private readonly FrozenDictionary<string, string> headers = headers
        .GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(fields => fields.Key, fields => string.Join(", ", fields.Select(field => field.Value)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the value of a header field; null if it is missing.</summary>
    /// <param name="name">The name of the field.</param>
    public string? GetHeader(string name) => headers.GetValueOrDefault(name);
}
