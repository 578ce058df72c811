using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WanVideo.Providers.Http;

/// <summary>
/// A value in the JSON of a response. Reading it never throws: gateways change the types of members, and only the id, the status and the URL of a task
/// are essential. A value that is missing or cannot be converted is null.
/// </summary>
public readonly partial struct ResponseValue
{
    private readonly JsonElement element;

    internal ResponseValue(JsonElement element) => this.element = element;

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => element.ValueKind is JsonValueKind.Object;

    /// <summary>Whether the value is an array.</summary>
    public bool IsArray => element.ValueKind is JsonValueKind.Array;

    /// <summary>Whether the value exists and is not null.</summary>
    public bool Exists => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>The items of an array; empty for any other value.</summary>
    public IEnumerable<ResponseValue> Items => IsArray ? element.EnumerateArray().Select(item => new ResponseValue(item)) : [];

    /// <summary>The first item of an array; the value itself if it is not an array.</summary>
    public ResponseValue FirstItem => IsArray ? Items.FirstOrDefault() : this;

    /// <summary>Gets a member of an object.</summary>
    /// <param name="path">The names of nested members, separated by dots.</param>
    public ResponseValue this[string path]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(path);
            var value = element;
            foreach (var name in path.AsSpan().Split('.'))
            {
                value = value.ValueKind is JsonValueKind.Object && value.TryGetProperty(path.AsSpan(name), out var member) ? member : default;
            }

            return new ResponseValue(value);
        }
    }

    /// <summary>Gets a non-empty string, or a number as text.</summary>
    public string? GetString() => element.ValueKind switch
    {
        JsonValueKind.String when element.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    /// <summary>Gets a finite number, also from a string. A percent sign after it is ignored.</summary>
    public double? GetDouble() =>
        double.TryParse(GetString()?.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Gets a number without its fraction, also from a string.</summary>
    public int? GetInt32() => GetDouble() is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>Gets an exact number, also from a string.</summary>
    public decimal? GetDecimal() =>
        decimal.TryParse(GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Gets a truth value, also from a string.</summary>
    public bool? GetBoolean() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => bool.TryParse(GetString(), out var flag) ? flag : null,
    };

    /// <summary>The JSON of the value; null if it does not exist.</summary>
    public string? GetJson() => Exists ? element.GetRawText() : null;

    /// <summary>Parses JSON. The value does not exist if it is invalid. A surrogate without its pair becomes U+FFFD.</summary>
    /// <param name="json">The JSON in UTF-8.</param>
    internal static ResponseValue Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return new ResponseValue(JsonElement.Parse(json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0
                ? Encoding.UTF8.GetBytes(EscapePattern().Replace(Encoding.UTF8.GetString(json), match => match.Groups["lone"].Success ? "\\uFFFD" : match.Value))
                : json));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})")]
    private static partial Regex EscapePattern();
}
