using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace WanVideo.Downloading;

/// <summary>
/// Which version of a video a server gave, as it says itself: what the rest of a half video must be a part of, and what the whole is checked by.
/// Kept beside a <c>.part</c> file. It holds no address, whose signature would be a secret.
/// </summary>
/// <param name="EntityTag">The strong entity tag; null if there is none.</param>
/// <param name="LastModified">When it was last changed, where that is exact enough to tell versions apart; null otherwise.</param>
/// <param name="Length">The length of the whole, in bytes; null if the server does not say.</param>
/// <param name="ContentMD5">The digest of the whole; null if there is none.</param>
internal sealed record ResourceValidator(string? EntityTag, DateTimeOffset? LastModified, long? Length, byte[]? ContentMD5)
{
    // RFC 9110, 8.8.2.2: a date tells versions apart if the answer that carries it came at least a second later. A minute, for clocks that differ.
    private static readonly TimeSpan DateIsStrongAfter = TimeSpan.FromMinutes(1);

    /// <summary>The version that an answer with a whole video is of.</summary>
    public static ResourceValidator Of(HttpResponseMessage response)
    {
        var content = response.Content.Headers;
        return new ResourceValidator(
            response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null,
            content.LastModified is { } changed && response.Headers.Date - changed >= DateIsStrongAfter ? changed : null,
            content.ContentLength,
            content.ContentMD5);
    }

    /// <summary>What the rest is asked for with; null if two versions could not be told apart, and it must be fetched anew.</summary>
    [JsonIgnore]
    public RangeConditionHeaderValue? Condition => (EntityTag, LastModified) switch
    {
        ({ } tag, _) => new RangeConditionHeaderValue(tag),
        (_, { } changed) => new RangeConditionHeaderValue(changed),
        _ => null,
    };

    /// <summary>Whether an answer that says it is a part may be one of this version, and goes on at an offset.</summary>
    public bool IsContinuedBy(HttpResponseMessage response, long offset) =>
        response.Content.Headers.ContentRange is { } range
        && range.From == offset
        && (range.Length ?? Length) == (Length ?? range.Length)
        && (response.Headers.ETag is not { } tag || EntityTag is null || tag.Tag == EntityTag);
}
