using System.Security.Cryptography;
using System.Text;

namespace WanVideo.Ledger;

/// <summary>The intent to create one task. Each attempt to send its create request is recorded with it.</summary>
public sealed record Intent
{
    /// <summary>A UUIDv7, created by the client. Sorts by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The base URL.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Whether the gateway bills the task. False for the sandbox.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The user's name for the video; null if none was set.</summary>
    public string? Label { get; init; }

    /// <summary>The digest of the request: <see cref="RequestFingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// The key that makes a labeled intent unique in the ledger: <see cref="ComputeClaimKey"/>; null without a label. One intent holds it. When that
    /// intent is restarted as a new intent, the key moves to the new one.
    /// </summary>
    public string? ClaimKey { get; init; }

    /// <summary>The accepted intent that this one repeats by <c>Restart-WanVideoTask</c>; null otherwise. An intent is repeated by at most one other.</summary>
    public Guid? RestartOf { get; init; }

    /// <summary>The name of the connection that sends the create request.</summary>
    public string? Connection { get; init; }

    /// <summary>The values of the request that its task keeps; null in a settlement that is replayed from the outbox.</summary>
    public RequestDetails? Details { get; init; }

    /// <summary>The gateway's model name.</summary>
    public string? Model { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The requested length in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>When the intent was recorded first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The request body and its input row; null in a settlement that is replayed from the outbox, which contains no bodies.</summary>
    public RecordedRequest? Request { get; init; }

    /// <summary>Computes the claim key of a labeled intent: SHA-256 over provider, base URL, label and fingerprint, in lower-case hexadecimal.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="baseUri">The base URL.</param>
    /// <param name="label">The label.</param>
    /// <param name="fingerprint">The fingerprint.</param>
    public static string ComputeClaimKey(string provider, Uri baseUri, string label, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', provider, baseUri.AbsoluteUri, label, fingerprint))));
    }
}

/// <summary>The request of an intent. Stored separately, because lists do not need it.</summary>
/// <param name="Body">The body that is sent, as JSON. Inline data is replaced by its digest, type and length.</param>
/// <param name="Row">The input object it came from, as JSON; null if there was none.</param>
public sealed record RecordedRequest(string Body, string? Row);

/// <summary>A saved video.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Sha256">The digest of the content in lower-case hexadecimal.</param>
public sealed record SavedFile(string Path, long Length, string Sha256)
{
    /// <summary>Reads the length and the digest of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels the reading of the file.</param>
    public static async Task<SavedFile> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using var content = file.OpenRead();
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        return new(file.FullName, file.Length, digest);
    }

    /// <summary>Whether a file contains this video: it has the recorded length and digest. It can be another file than the recorded one.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="cancellationToken">Cancels the reading of the file.</param>
    public async Task<bool> MatchesAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == Length && (await ReadAsync(file, cancellationToken)).Sha256 == Sha256;
    }
}
