namespace WanVideo.Tests.Contracts;

/// <summary>What a gateway created before it returned an error.</summary>
public enum Created
{
    /// <summary>No task, by the gateway's documentation or its own client.</summary>
    Nothing,

    /// <summary>No task, inferred from the name of the code. Such a request is never repeated by the module.</summary>
    NothingInferred,

    /// <summary>A task may exist.</summary>
    Unknown,
}

/// <summary>An error of a gateway's contract.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The gateway's error code; null if the HTTP status is documented without one.</param>
/// <param name="Created">What was created by a create request with this response.</param>
/// <param name="Kind">The kind of the error.</param>
public sealed record ContractRow(int Status, string? Code, Created Created, VideoErrorKind Kind)
{
    /// <summary>Whether the module may send the create request again.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The kind of a refused create request, if it differs: 404 without a code is a wrong path there, and an unknown task in a query.</summary>
    public VideoErrorKind? CreateKind { get; init; }

    /// <summary>The gateway's error type, if it decides the kind.</summary>
    public string? Type { get; init; }

    /// <summary>The message.</summary>
    public string Message { get; init; } = "The gateway's words";

    /// <summary>The code in the error, if it is that of the model's host.</summary>
    public string? ReportedCode { get; init; }

    /// <summary>The Retry-After header.</summary>
    public string? RetryAfter { get; init; }

    public override string ToString() => $"{Status} {Code ?? Type} {(RetryAfter is null ? "" : $"Retry-After {RetryAfter} ")}{Message}";
}
