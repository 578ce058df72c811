namespace WanVideo;

/// <summary>
/// The statuses of a task. Text and not an enumeration, so that JSON, CSV and Clixml keep the name. The gateway's own value is in
/// <see cref="VideoTask.RawStatus"/>.
/// </summary>
public static class VideoStatus
{
    /// <summary>The gateway has no record of the task: it has expired or never existed. Terminal. A task whose status was not requested yet is <see cref="Pending"/>.</summary>
    public const string Unknown = nameof(Unknown);

    /// <summary>Recorded and waiting in a queue. In the ledger only. Not terminal.</summary>
    public const string Queued = nameof(Queued);

    /// <summary>Accepted and not started, or not requested yet.</summary>
    public const string Pending = nameof(Pending);

    /// <summary>Running, or a value that the module does not recognize.</summary>
    public const string Running = nameof(Running);

    /// <summary>The video is available at <see cref="VideoTask.VideoUrl"/>. Terminal.</summary>
    public const string Succeeded = nameof(Succeeded);

    /// <summary>Failed for the reason in <see cref="VideoTask.Error"/>. Terminal.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>Canceled at the gateway. Terminal.</summary>
    public const string Canceled = nameof(Canceled);

    /// <summary>A create request is being sent. In the ledger only. Not terminal.</summary>
    public const string Sending = nameof(Sending);

    /// <summary>A create request may have been accepted, but its task id is unknown. Settled with <c>Resolve-WanVideoTask</c>. In the ledger only. Not terminal.</summary>
    public const string Unresolved = nameof(Unresolved);

    /// <summary>The create request was refused, so there is no task. In the ledger only. Terminal.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>A create request was recorded and never sent. In the ledger only. Terminal.</summary>
    public const string NotSent = nameof(NotSent);

    /// <summary>All statuses.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Pending, Running, Succeeded, Failed, Canceled, Unknown, Sending, Unresolved, Refused, NotSent];

    /// <summary>The status with a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The status; <see cref="Unknown"/> if there is none of that name.</returns>
    public static string Parse(string? name) => All.FirstOrDefault(status => status.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? Unknown;

    /// <summary>Whether the gateway accepted the create request, so that this is the status of a task. Otherwise the task's id is the id of its intent.</summary>
    /// <param name="status">The status.</param>
    public static bool IsAccepted(string status) => status is not (Queued or Sending or Unresolved or Refused or NotSent);
}
