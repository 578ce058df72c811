namespace WanVideo;

/// <summary>An error: its kind, and the members of the gateway's error response.</summary>
public sealed record VideoError
{
    /// <summary>The kind.</summary>
    public required VideoErrorKind Kind { get; init; }

    /// <summary>The message, a complete sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The error code of the gateway, such as <c>content_policy_violation</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The error type of the gateway, such as <c>invalid_request_error</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The field of the request that caused the error, as the gateway reports it.</summary>
    public string? Parameter { get; init; }

    /// <summary>The suggestion of the gateway.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The code, if any, and the message.</summary>
    public override string ToString() => Code is null ? Message : $"{Code}: {Message}";
}
