using System.Text.Json.Nodes;

namespace WanVideo.Journal;

/// <summary>A create that is about to be sent.</summary>
/// <param name="Id">The attempt's own name, by which it can be told apart before the gateway names the task.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">The gateway's address.</param>
/// <param name="IdempotencyKey">The key sent with it.</param>
/// <param name="Body">What is sent.</param>
public sealed record CreateAttempt(string Id, string Provider, Uri BaseUri, string IdempotencyKey, JsonObject Body)
{
    /// <summary>A new attempt. Its id sorts by time.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="now">The present time.</param>
    public static CreateAttempt New(IVideoProvider provider, JsonObject body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var id = Guid.CreateVersion7(now).ToString("N");
        return new(id, provider.Name, provider.BaseUri, $"wanvideo-{id}", body);
    }
}
