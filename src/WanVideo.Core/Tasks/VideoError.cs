namespace WanVideo;

/// <summary>Why something went wrong, in the module's closed list of kinds and in the gateway's own words.</summary>
public sealed record VideoError
{
    /// <summary>The kind, by which a script decides what to do.</summary>
    public required VideoErrorKind Kind { get; init; }

    /// <summary>What happened, in a sentence that stands alone.</summary>
    public required string Message { get; init; }

    /// <summary>The gateway's code, such as <c>content_policy_violation</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The gateway's class of the error, such as <c>invalid_request_error</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The field of the request that the gateway blames.</summary>
    public string? Parameter { get; init; }

    /// <summary>What the gateway suggests.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The code, if any, and the message.</summary>
    public override string ToString() => Code is null ? Message : $"{Code}: {Message}";
}
