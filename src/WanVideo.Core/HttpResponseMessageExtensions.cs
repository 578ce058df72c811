namespace WanVideo;

/// <summary>Extensions of <see cref="HttpResponseMessage"/>.</summary>
public static class HttpResponseMessageExtensions
{
    /// <summary>
    /// The delay of the Retry-After header (RFC 9110, 10.2.3); zero if its date is past, null without the header. A date is compared to the Date of the
    /// response, so that the local clock has no effect.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="time">The clock to which a date is compared if the response has no Date.</param>
    public static TimeSpan? GetRetryAfter(this HttpResponseMessage response, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(time);
        var delay = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
            _ => (TimeSpan?)null,
        };
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
