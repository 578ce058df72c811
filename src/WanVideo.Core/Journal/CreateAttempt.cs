using WanVideo.Catalog;

namespace WanVideo.Journal;

/// <summary>A create that is about to be sent.</summary>
/// <param name="Id">The attempt's own name, by which it can be told apart before the gateway names the task. Sorts by time.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">The gateway's address.</param>
/// <param name="IdempotencyKey">The key sent with it.</param>
/// <param name="Request">What is sent, and what the user asked for.</param>
/// <param name="At">When.</param>
public sealed record CreateAttempt(string Id, string Provider, Uri BaseUri, string IdempotencyKey, PreparedRequest Request, DateTimeOffset At)
{
    /// <summary>A new attempt.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="request">What is sent.</param>
    /// <param name="now">The present time.</param>
    public static CreateAttempt New(IVideoProvider provider, PreparedRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var id = Guid.CreateVersion7(now).ToString("N");
        return new(id, provider.Name, provider.BaseUri, $"wanvideo-{id}", request, now);
    }
}
