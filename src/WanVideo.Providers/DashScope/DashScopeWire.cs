using System.Collections.Frozen;

namespace WanVideo.Providers.DashScope;

/// <summary>
/// Every name that DashScope gives things on the wire. From Alibaba Cloud Model Studio's pages: the Wan 2.1 to 2.6 API references of each kind
/// of model, "Asynchronous task management API" and "Error messages".
/// </summary>
internal static class DashScopeWire
{
    public const string CreatePath = "api/v1/services/aigc/video-generation/video-synthesis";
    public const string TaskPath = "api/v1/tasks/";
    public const string CancelEnd = "/cancel";

    // A create without it is refused: "does not support synchronous calls".
    public const string AsyncHeader = "X-DashScope-Async";

    // For addresses of Alibaba's own store of temporary files.
    public const string OssResolveHeader = "X-DashScope-OssResourceResolve";
    public const string Enable = "enable";
    public const string OssScheme = "oss";

    public static class Field
    {
        public const string Prompt = "input.prompt";
        public const string NegativePrompt = "input.negative_prompt";
        public const string Image = "input.img_url";
        public const string Audio = "input.audio_url";
        public const string References = "input.reference_urls";
        public const string Size = "parameters.size";
        public const string Resolution = "parameters.resolution";
        public const string Duration = "parameters.duration";
        public const string PromptExtend = "parameters.prompt_extend";
        public const string ShotType = "parameters.shot_type";
        public const string MakeAudio = "parameters.audio";
        public const string Watermark = "parameters.watermark";
        public const string Seed = "parameters.seed";
    }

    /// <summary>What the list is asked with.</summary>
    public static class List
    {
        public const string StartTime = "start_time";
        public const string Model = "model_name";
        public const string Status = "status";
        public const string Page = "page_no";
        public const string PageSize = "page_size";

        // The default; how many more there may be is not said.
        public const int UsualPage = 10;

        public const string TimeFormat = "yyyyMMddHHmmss";
    }

    // Times come without a zone, and are China's.
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFF";

    public static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static readonly FrozenDictionary<string, VideoStatus> Statuses = new Dictionary<string, VideoStatus>
    {
        ["PENDING"] = VideoStatus.Pending,
        ["RUNNING"] = VideoStatus.Running,
        ["SUCCEEDED"] = VideoStatus.Succeeded,
        ["FAILED"] = VideoStatus.Failed,
        ["CANCELED"] = VideoStatus.Canceled,

        // "The task does not exist or its status is unknown": no failure, but there is nothing to wait for.
        ["UNKNOWN"] = VideoStatus.Unknown,

        // In the SDKs only.
        ["SUSPENDED"] = VideoStatus.Pending,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Authentication, ["InvalidApiKey"]),
        (VideoErrorKind.Balance, ["Arrearage"]),
        (VideoErrorKind.Permission, ["AccessDenied", "Model.AccessDenied"]),
        (VideoErrorKind.ContentRejected, ["DataInspectionFailed", "IPInfringementSuspect"]),
        (VideoErrorKind.MediaUnreachable, ["InvalidURL"]),
        (VideoErrorKind.InvalidRequest, ["InvalidParameter", "BadRequest", "UnsupportedOperation", "ModelNotFound"]),
        (VideoErrorKind.NotFound, ["NotFound"]),
        (VideoErrorKind.RateLimited, ["Throttling", "insufficient_quota"]),
        (VideoErrorKind.Timeout, ["InternalError.Timeout"]),
        (VideoErrorKind.ProviderFault, ["InternalError"]));

    /// <summary>How the message of an <c>InvalidParameter</c> begins that means: your media could not be fetched.</summary>
    public const string DownloadFailed = "Failed to download";
}
