namespace WanVideo.Sandbox.DashScope;

/// <summary>
/// What DashScope calls things, on the gateway's side. The client has a list of its own and does not share this one: a name that is wrong on one
/// side only is then found by the first test. The words for sizes stand beside the pixels they mean, in <see cref="WanSizes"/>.
/// </summary>
internal static class DashScopeNames
{
    public const string CreatePath = "/api/v1/services/aigc/video-generation/video-synthesis";
    public const string TaskPath = "/api/v1/tasks/";
    public const string CancelEnd = "/cancel";

    // Alibaba's page has the slash at the end; its own client leaves it out.
    public const string ListPath = "/api/v1/tasks";

    public static class Header
    {
        public const string Async = "X-DashScope-Async";
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
    }

    /// <summary>The members of a create's body.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Input = "input";
        public const string Parameters = "parameters";

        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string ImageUrl = "img_url";
        public const string AudioUrl = "audio_url";
        public const string ReferenceUrls = "reference_urls";

        public const string Size = "size";
        public const string Resolution = "resolution";
        public const string Duration = "duration";
        public const string PromptExtend = "prompt_extend";
        public const string ShotType = "shot_type";
        public const string Audio = "audio";
        public const string Watermark = "watermark";
        public const string Seed = "seed";
    }

    public static class Resolution
    {
        public const string Lower = "720P";
        public const string Higher = "1080P";
    }

    public static class ShotType
    {
        public const string Single = "single";
        public const string Multi = "multi";
    }

    /// <summary>The schemes of media beside http and https.</summary>
    public static class Scheme
    {
        public const string Stored = "oss";
        public const string Inline = "data";
    }

    /// <summary>The members of a task, in the answer to its create and to a query.</summary>
    public static class Answer
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
        public const string Usage = "usage";
        public const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";
    }

    public static class Usage
    {
        public const string Duration = "duration";
        public const string OutputDuration = "output_video_duration";
        public const string InputDuration = "input_video_duration";
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
        public const string Unknown = "UNKNOWN";
    }

    /// <summary>What a list is asked with.</summary>
    public static class Query
    {
        public const string StartTime = "start_time";
        public const string EndTime = "end_time";
        public const string TaskId = "task_id";
        public const string Model = "model_name";
        public const string Status = "status";
        public const string Page = "page_no";
        public const string PageSize = "page_size";
        public const string TimeFormat = "yyyyMMddHHmmss";

        // In Alibaba's own client; the page does not mention them.
        public const string Region = "region";
        public const string ApiKeyId = "api_key_id";
    }

    /// <summary>What a list says, and what it has of a task.</summary>
    public static class List
    {
        public const string Total = "total";
        public const string Data = "data";
        public const string Pages = "total_page";
        public const string Page = "page_no";
        public const string PageSize = "page_size";

        public const string ApiKeyId = "api_key_id";
        public const string CallerParentId = "caller_parent_id";
        public const string CallerId = "caller_uid";
        public const string Created = "gmt_create";
        public const string Started = "start_time";
        public const string Ended = "end_time";
        public const string Model = "model_name";
        public const string Region = "region";
        public const string RequestId = "request_id";
        public const string Status = "status";
        public const string TaskId = "task_id";
        public const string ApiKey = "user_api_unique_key";

        // The page's example names another group of models before the function.
        public const string ApiKeyStart = "apikey:v1:aigc:video-generation:video-synthesis:";

        /// <summary>The region of the page's example; the sandbox has no other, not even for the models of the United States.</summary>
        public const string OnlyRegion = "cn-beijing";

        /// <summary>The sandbox's one account and one key.</summary>
        public const string OnlyId = "1";
    }

    public static class Error
    {
        public const string Code = "code";
        public const string Message = "message";
        public const string RequestId = "request_id";
    }

    public static class ErrorCode
    {
        public const string InvalidParameter = "InvalidParameter";
        public const string EmptyModel = "BadRequest.EmptyModel";
        public const string EmptyInput = "BadRequest.EmptyInput";
        public const string ModelNotFound = "ModelNotFound";
        public const string InvalidApiKey = "InvalidApiKey";
        public const string AccessDenied = "AccessDenied";
        public const string UnsupportedOperation = "UnsupportedOperation";
    }
}
