using System.Collections;
using WanVideo.Downloading;

namespace WanVideo;

/// <summary>
/// The last known state of a video generation task. Immutable. Members have the names of the parameters that accept them, so that a task, also one
/// that was exported to a file, can be piped.
/// </summary>
public sealed record VideoTask
{
    /// <summary>The time for which a gateway keeps a task and its video unless its provider sets <see cref="ExpiresAt"/>. EvoLink and DashScope document 24 hours; AceData and New API hosts return DashScope's URLs.</summary>
    public static readonly TimeSpan RetentionPeriod = TimeSpan.FromHours(24);

    /// <summary>The id of the task at the gateway. Sufficient, with <see cref="Provider"/>, to wait for the task and save its video.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the gateway, such as <c>EvoLink</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The name of the model at the gateway.</summary>
    public string? Model { get; init; }

    /// <summary>The status: a member of <see cref="VideoStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The status value of the gateway.</summary>
    public string? RawStatus { get; init; }

    /// <summary>The progress in percent, 0 to 100; null if the gateway does not report it.</summary>
    public int? Progress { get; init; }

    /// <summary>The prompt; null if it is not known.</summary>
    public string? Prompt { get; init; }

    /// <summary>When the gateway accepted the task or, if it does not report that, when the request was sent.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the task reached a terminal status; null if the gateway does not report it.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The URL of the video, as the gateway sent it. Signed: it grants access to the video without a key, until <see cref="ExpiresAt"/>.</summary>
    public Uri? VideoUrl
    {
        get;
        init => field = ResultUrl.Parse(value?.OriginalString) ?? value;
    }

    /// <summary>
    /// The earliest time at which the gateway may delete the task and its video: by default <see cref="RetentionPeriod"/> after <see cref="CreatedAt"/>. The gateways do not
    /// document when the period starts, so the actual time may be later.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The ledger's id of the intent that made the task; null if it was created elsewhere.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>How often the create request was sent, according to the ledger; null if the task was created elsewhere.</summary>
    public int? AttemptCount { get; init; }

    /// <summary>The user's name for the video; null if none was set.</summary>
    public string? Label { get; init; }

    /// <summary>The name of the connection that sent the create request; null if the task was created elsewhere.</summary>
    public string? Connection { get; init; }

    /// <summary>A short digest of the API key that sent the create request; null if the task was created elsewhere, empty without a key.</summary>
    public string? Account { get; init; }

    /// <summary>The base URL to which the create request was sent; null if the task was created elsewhere.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Whether the gateway bills the task. False for the sandbox.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The path of the saved video according to the ledger; null if it is not saved.</summary>
    public string? SavedPath { get; init; }

    /// <summary>The requested length of the video, in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>The gateway's estimate of the total run time, in seconds.</summary>
    public double? EstimatedSec { get; init; }

    /// <inheritdoc cref="RequestDetails.Seed"/>
    public int? Seed { get; init; }

    /// <inheritdoc cref="RequestDetails.Resolution"/>
    public string? Resolution { get; init; }

    /// <inheritdoc cref="RequestDetails.Image"/>
    public IReadOnlyList<string>? Image { get; init => field = TextList.From(value); }

    /// <inheritdoc cref="RequestDetails.LastFrame"/>
    public string? LastFrame { get; init; }

    /// <inheritdoc cref="RequestDetails.Video"/>
    public string? Video { get; init; }

    /// <inheritdoc cref="RequestDetails.ReferenceVideo"/>
    public IReadOnlyList<string>? ReferenceVideo { get; init => field = TextList.From(value); }

    /// <inheritdoc cref="RequestDetails.ReferenceImage"/>
    public IReadOnlyList<string>? ReferenceImage { get; init => field = TextList.From(value); }

    /// <inheritdoc cref="RequestDetails.ReferenceAudio"/>
    public IReadOnlyList<string>? ReferenceAudio { get; init => field = TextList.From(value); }

    /// <inheritdoc cref="RequestDetails.Audio"/>
    public string? Audio { get; init; }

    /// <summary>The input object of the request, such as a row of a CSV file; null if there was none. Names ignore case.</summary>
    public IDictionary? Row { get; init; }

    /// <summary>The error of a failed or canceled task, or of a create request without a task; null otherwise.</summary>
    public VideoError? Error { get; init; }

    /// <summary>The cost, as the gateway reports it.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The request id of the last response, for the gateway's support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the status is terminal: <see cref="VideoStatus"/>.</summary>
    public bool IsTerminal => Status is not (VideoStatus.Pending or VideoStatus.Running or VideoStatus.Queued or VideoStatus.Sending or VideoStatus.Unresolved);

    /// <summary>This state, with members that are null taken from an earlier state.</summary>
    /// <param name="earlier">The earlier state.</param>
    public VideoTask MergeFrom(VideoTask earlier) => this with
    {
        Model = Model ?? earlier.Model,
        Prompt = Prompt ?? earlier.Prompt,
        CreatedAt = CreatedAt ?? earlier.CreatedAt,
        Duration = Duration ?? earlier.Duration,
        ExpiresAt = ExpiresAt ?? earlier.ExpiresAt,
        IntentId = IntentId ?? earlier.IntentId,
        AttemptCount = AttemptCount ?? earlier.AttemptCount,
        Label = Label ?? earlier.Label,
        Connection = Connection ?? earlier.Connection,
        Account = Account ?? earlier.Account,
        BaseUri = BaseUri ?? earlier.BaseUri,
        IsBilled = IsBilled && earlier.IsBilled,
        SavedPath = SavedPath ?? earlier.SavedPath,
        EstimatedSec = EstimatedSec ?? earlier.EstimatedSec,
        Seed = Seed ?? earlier.Seed,
        Resolution = Resolution ?? earlier.Resolution,
        Image = Image ?? earlier.Image,
        LastFrame = LastFrame ?? earlier.LastFrame,
        Video = Video ?? earlier.Video,
        ReferenceVideo = ReferenceVideo ?? earlier.ReferenceVideo,
        ReferenceImage = ReferenceImage ?? earlier.ReferenceImage,
        ReferenceAudio = ReferenceAudio ?? earlier.ReferenceAudio,
        Audio = Audio ?? earlier.Audio,
        Row = Row ?? earlier.Row,
        Usage = Usage ?? earlier.Usage,
    };

    /// <summary>This state with the values of its request.</summary>
    /// <param name="details">The values; null if they are not known.</param>
    public VideoTask WithRequest(RequestDetails? details) => details is null ? this : this with
    {
        Seed = details.Seed,
        Resolution = details.Resolution,
        Image = details.Image,
        LastFrame = details.LastFrame,
        Video = details.Video,
        ReferenceVideo = details.ReferenceVideo,
        ReferenceImage = details.ReferenceImage,
        ReferenceAudio = details.ReferenceAudio,
        Audio = details.Audio,
    };

    /// <summary>The id and the status. Excludes the URL, which grants access to the video.</summary>
    public override string ToString() => $"{Id} ({Status})";
}
