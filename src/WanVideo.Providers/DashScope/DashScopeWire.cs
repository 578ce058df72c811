namespace WanVideo.Providers.DashScope;

/// <summary>
/// The names in DashScope's protocol. Source: Alibaba Cloud Model Studio, the Wan 2.1 to 2.6 API reference of each kind of model, the OpenAPI documents of
/// Wan 2.7 and 3.0, "Asynchronous task management API" and "Error messages". The sandbox compiles this file too.
/// </summary>
internal static class DashScopeWire
{
    public const string CreatePath = "api/v1/services/aigc/video-generation/video-synthesis";
    public const string TaskPath = "api/v1/tasks/";
    public const string CancelSuffix = "/cancel";

    public const string OssScheme = "oss";
    public const string DataScheme = "data";

    // Times have no offset and are in China's zone in all regions. Some have no fraction.
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";
    public const string TimeFormatForParsing = "yyyy-MM-dd HH:mm:ss.FFF";
    public static readonly TimeSpan UtcOffset = TimeSpan.FromHours(8);

    public static class Header
    {
        // A create request without it is rejected: "does not support synchronous calls".
        public const string Async = "X-DashScope-Async";

        // Required for oss:// URLs, Alibaba's store for temporary files.
        public const string OssResolve = "X-DashScope-OssResourceResolve";

        public const string Enable = "enable";
    }

    public static class Model
    {
        public const string TextToVideo = "wan2.6-t2v";
        public const string TextToVideoUs = "wan2.6-t2v-us";
        public const string ImageToVideo = "wan2.6-i2v";
        public const string ImageToVideoUs = "wan2.6-i2v-us";
        public const string ImageToVideoFlash = "wan2.6-i2v-flash";
        public const string ReferenceToVideo = "wan2.6-r2v";
        public const string ReferenceToVideoFlash = "wan2.6-r2v-flash";

        public const string TextToVideo27 = "wan2.7-t2v";
        public const string ImageToVideo27 = "wan2.7-i2v";
        public const string ReferenceToVideo27 = "wan2.7-r2v";
        public const string VideoEdit27 = "wan2.7-videoedit";
        public static readonly string[] DatedTextToVideo27 = ["wan2.7-t2v-2026-06-12", "wan2.7-t2v-2026-04-25"];
        public static readonly string[] DatedImageToVideo27 = ["wan2.7-i2v-2026-04-25"];
        public static readonly string[] DatedReferenceToVideo27 = ["wan2.7-r2v-2026-06-12"];

        public const string Video30 = "wan3.0-video";
        public const string Video30Prime = "wan3.0-video-prime";

        public const string TextToVideo25 = "wan2.5-t2v-preview";
        public const string ImageToVideo25 = "wan2.5-i2v-preview";
        public const string TextToVideo22 = "wan2.2-t2v-plus";
        public const string ImageToVideo22 = "wan2.2-i2v-plus";
        public const string ImageToVideo22Flash = "wan2.2-i2v-flash";
    }

    /// <summary>The fields of a create request. A dot separates an object from its member.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Input = "input";
        public const string Parameters = "parameters";

        public const string Prompt = Input + ".prompt";
        public const string NegativePrompt = Input + ".negative_prompt";
        public const string Image = Input + ".img_url";
        public const string Audio = Input + ".audio_url";
        public const string References = Input + ".reference_urls";

        // From Wan 2.7 on: an array of all media.
        public const string Media = Input + ".media";

        // Alibaba's Python SDK sends these two with every create request. They have no effect.
        public const string ClientExtendPrompt = Input + ".extend_prompt";
        public const string ClientFunction = Input + ".function";

        public const string Size = Parameters + ".size";
        public const string Resolution = Parameters + ".resolution";
        public const string AspectRatio = Parameters + ".ratio";
        public const string Duration = Parameters + ".duration";
        public const string PromptExtend = Parameters + ".prompt_extend";
        public const string ShotType = Parameters + ".shot_type";
        public const string MakeAudio = Parameters + ".audio";
        public const string AudioSetting = Parameters + ".audio_setting";
        public const string Watermark = Parameters + ".watermark";
        public const string Seed = Parameters + ".seed";

        /// <summary>The fields that every model accepts.</summary>
        public static readonly string[] Common = [Model, Input, Parameters, Prompt, NegativePrompt, Duration, ShotType, Watermark, Seed, ClientExtendPrompt, ClientFunction];
    }

    /// <summary>The types of the items of <see cref="Field.Media"/>, and their members.</summary>
    public static class Media
    {
        public const string Type = "type";
        public const string Url = "url";
        public const string ReferenceVoice = "reference_voice";

        public const string FirstFrame = "first_frame";
        public const string LastFrame = "last_frame";
        public const string DrivingAudio = "driving_audio";
        public const string FirstClip = "first_clip";
        public const string Video = "video";
        public const string ReferenceVideo = "reference_video";
        public const string ReferenceImage = "reference_image";
        public const string ReferenceAudio = "reference_audio";
        public const string File = "file";
        public const string Link = "link";
    }

    public static class AudioSetting
    {
        public const string Auto = "auto";
        public const string Origin = "origin";
    }

    public static class Resolution
    {
        public const string P480 = "480P";
        public const string P720 = "720P";
        public const string P1080 = "1080P";
    }

    public static class ShotType
    {
        public const string Single = "single";
        public const string Multi = "multi";
    }

    /// <summary>The members of a task.</summary>
    public static class TaskField
    {
        public const string RequestId = "request_id";
        public const string Output = "output";
        public const string TaskId = "task_id";
        public const string Status = "task_status";
        public const string SubmitTime = "submit_time";
        public const string ScheduledTime = "scheduled_time";
        public const string EndTime = "end_time";
        public const string Prompt = "orig_prompt";
        public const string VideoUrl = "video_url";

        // The models animate and s2v return an object with the URL.
        public const string Results = "results";
        public const string Usage = "usage";
    }

    public static class UsageField
    {
        public const string Duration = "duration";
        public const string OutputDuration = "output_video_duration";
        public const string InputDuration = "input_video_duration";

        // The output of models up to 2.6.
        public const string VideoDuration = "video_duration";
        public const string Videos = "video_count";
        public const string Resolution = "SR";
        public const string Size = "size";
        public const string Audio = "audio";
    }

    public static class Status
    {
        public const string Pending = "PENDING";
        public const string Running = "RUNNING";
        public const string Succeeded = "SUCCEEDED";
        public const string Failed = "FAILED";
        public const string Canceled = "CANCELED";

        // Source: the page and samples of VACE.
        public const string Cancelled = "CANCELLED";
        public const string Unknown = "UNKNOWN";

        // Source: the SDKs, not the manual.
        public const string Suspended = "SUSPENDED";
    }

    /// <summary>The parameters of a list query, the members of a page, and those of its tasks.</summary>
    public static class ListField
    {
        public const string StartTime = "start_time";
        public const string EndTime = "end_time";
        public const string TaskId = "task_id";
        public const string Model = "model_name";
        public const string Status = "status";
        public const string Page = "page_no";
        public const string PageSize = "page_size";
        public const string TimeFormat = "yyyyMMddHHmmss";

        // Source: Alibaba's own client, not the page.
        public const string Region = "region";
        public const string ApiKeyId = "api_key_id";

        // A maximum is not documented.
        public const int DefaultPageSize = 10;

        public const string Total = "total";
        public const string Data = "data";
        public const string Pages = "total_page";

        public const string CallerParentId = "caller_parent_id";
        public const string CallerId = "caller_uid";
        public const string Created = "gmt_create";
        public const string RequestId = "request_id";
        public const string ApiKey = "user_api_unique_key";
    }

    public static class ErrorField
    {
        public const string Code = "code";
        public const string Message = "message";
    }

    /// <summary>The codes of errors. A code can be narrowed by a suffix: <c>Throttling.RateQuota</c>.</summary>
    public static class ErrorCode
    {
        public const string InvalidApiKey = "InvalidApiKey";
        public const string Arrearage = "Arrearage";
        public const string FreeTierOnly = "AllocationQuota.FreeTierOnly";
        public const string PrepaidBillOverdue = "PrepaidBillOverdue";
        public const string PostpaidBillOverdue = "PostpaidBillOverdue";
        public const string CommodityNotPurchased = "CommodityNotPurchased";
        public const string BudgetLimitExceeded = "BudgetLimitExceeded";
        public const string AccessDenied = "AccessDenied";
        public const string ModelAccessDenied = "Model.AccessDenied";
        public const string AppAccessDenied = "App.AccessDenied";
        public const string WorkspaceAccessDenied = "Workspace.AccessDenied";
        public const string EndpointAccessDenied = "Endpoint.AccessDenied";
        public const string DataInspectionFailed = "DataInspectionFailed";
        public const string IPInfringementSuspect = "IPInfringementSuspect";
        public const string CustomRoleBlocked = "CustomRoleBlocked";
        public const string FaqRuleBlocked = "FaqRuleBlocked";
        public const string InvalidUrl = "InvalidURL";
        public const string InvalidParameter = "InvalidParameter";
        public const string MediaInspectionFailed = InvalidParameter + ".DataInspection";
        public const string InvalidFile = "InvalidFile";
        public const string FileDownloadFailed = InvalidFile + ".DownloadFailed";
        public const string InvalidImage = "InvalidImage";
        public const string InvalidImageResolution = "InvalidImageResolution";
        public const string InvalidImageFormat = "InvalidImageFormat";
        public const string InvalidPerson = "InvalidPerson";
        public const string BadRequest = "BadRequest";
        public const string EmptyModel = BadRequest + ".EmptyModel";
        public const string EmptyInput = BadRequest + ".EmptyInput";
        public const string InputDownloadFailed = BadRequest + ".InputDownloadFailed";
        public const string UnsupportedOperation = "UnsupportedOperation";
        public const string ModelNotFound = "ModelNotFound";
        public const string WorkspaceNotFound = "WorkSpaceNotFound";
        public const string NotFound = "NotFound";
        public const string Throttling = "Throttling";
        public const string InsufficientQuota = "insufficient_quota";
        public const string LimitRequests = "LimitRequests";
        public const string ResourceExhausted = "ResourceExhausted";

        // Returned because of the system's load. That no task was created is inferred from the name.
        public const string ServiceUnavailable = "ServiceUnavailable";
        public const string ModelUnavailable = "ModelUnavailable";
        public const string InternalError = "InternalError";
        public const string InternalErrorTimeout = InternalError + ".Timeout";
        public const string RequestTimeout = "RequestTimeOut";
        public const string SystemError = "SystemError";
        public const string ModelServiceFailed = "ModelServiceFailed";
        public const string RewriteFailed = "RewriteFailed";

        /// <summary>Part of the message of an <see cref="InvalidParameter"/> error that reports media which could not be fetched.</summary>
        public const string DownloadFailedMessage = "Failed to download";

        /// <summary>Part of the message of an error that reports an overdue bill.</summary>
        public const string OutOfServiceMessage = "isv.OUT_OF_SERVICE";
    }
}
