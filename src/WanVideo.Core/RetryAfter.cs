namespace WanVideo;

/// <summary>The Retry-After header, by which a gateway or a server of videos asks to be left alone (RFC 9110, 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>How long an answer asks to be left alone from now on; null if it does not ask, and no time if the moment is past.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="time">The clock that a date is held against.</param>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(time);
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
