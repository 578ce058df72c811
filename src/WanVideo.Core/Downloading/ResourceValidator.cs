using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace WanVideo.Downloading;

/// <summary>
/// Identifies the version of a video at its server, so that a download resumes with the same version, and describes the complete file, so that it
/// can be verified. Saved beside the <c>.part</c> file. Contains no URL, whose signature is a secret.
/// </summary>
/// <param name="EntityTag">The strong entity tag; null without one.</param>
/// <param name="LastModified">The Last-Modified date, if it is a strong validator; null otherwise.</param>
/// <param name="Length">The size of the complete video in bytes; null if the server does not report it.</param>
/// <param name="ContentMD5">The MD5 digest of the complete video; null without one.</param>
internal sealed record ResourceValidator(string? EntityTag, DateTimeOffset? LastModified, long? Length, byte[]? ContentMD5)
{
    // A Last-Modified date is a strong validator if the response is at least one second newer (RFC 9110, 8.8.2.2). One minute, for clock skew.
    private static readonly TimeSpan MinAgeOfStrongDate = TimeSpan.FromMinutes(1);

    /// <summary>Creates the validator of a response with the complete video.</summary>
    public static ResourceValidator Create(HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        return new ResourceValidator(
            response.Headers.ETag is { IsWeak: false } entityTag ? entityTag.Tag : null,
            headers.LastModified is { } lastModified && response.Headers.Date - lastModified >= MinAgeOfStrongDate ? lastModified : null,
            headers.ContentLength,
            headers.ContentMD5);
    }

    /// <summary>The If-Range condition of a request for the rest; null without a strong validator, in which case a download cannot be resumed.</summary>
    [JsonIgnore]
    public RangeConditionHeaderValue? Condition => (EntityTag, LastModified) switch
    {
        ({ } entityTag, _) => new RangeConditionHeaderValue(entityTag),
        (_, { } lastModified) => new RangeConditionHeaderValue(lastModified),
        _ => null,
    };

    /// <summary>Whether a partial response is of this version and starts at an offset.</summary>
    public bool IsContinuedBy(HttpResponseMessage response, long offset) =>
        response.Content.Headers.ContentRange is { } range
        && range.From == offset
        && (range.Length ?? Length) == (Length ?? range.Length)
        && (response.Headers.ETag is not { } entityTag || EntityTag is null || entityTag.Tag == EntityTag);
}

/// <summary>The JSON format of <see cref="ResourceValidator"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResourceValidator))]
internal sealed partial class ResourceValidatorJson : JsonSerializerContext;
