namespace WanVideo.Polling;

/// <summary>Whether a provider responds to status requests. Reports once when it has not for a time, and when it responds again.</summary>
/// <param name="provider">The name of the provider.</param>
/// <param name="messages">Receives the warnings.</param>
internal sealed class ProviderAvailability(string provider, IUserMessages messages)
{
    // Shorter outages, and delays, are not reported.
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    private DateTimeOffset? failingSince;
    private bool isReported;

    /// <summary>When the provider last responded; null if it has not.</summary>
    public DateTimeOffset? LastResponseAt { get; private set; }

    /// <summary>Records a response.</summary>
    public void RecordResponse(DateTimeOffset now)
    {
        if (isReported)
        {
            messages.WriteWarning(FormattableString.Invariant($"{provider} responds again, after {(now - failingSince!.Value).TotalSeconds:0} s."));
        }

        (LastResponseAt, failingSince, isReported) = (now, null, false);
    }

    /// <summary>Records that no response was received, or one that asks to repeat the request later.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="delay">The time until the next request.</param>
    /// <param name="now">The current time.</param>
    public void RecordFailure(VideoException exception, TimeSpan delay, DateTimeOffset now)
    {
        failingSince ??= now;
        if (!isReported && (now - failingSince >= MaxSilence || delay > MaxSilence))
        {
            isReported = true;
            messages.WriteWarning(FormattableString.Invariant($"{exception.Message.TrimEnd('.')}. Waiting continues. The next request is sent in {delay.TotalSeconds:0} s."));
        }
    }
}
