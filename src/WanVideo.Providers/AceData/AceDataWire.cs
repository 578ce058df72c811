using System.Collections.Frozen;

namespace WanVideo.Providers.AceData;

/// <summary>
/// The names in AceData Cloud's protocol. Source: its OpenAPI document (openapi/wan.json) and guides unless a comment names another. The sandbox
/// compiles this file too.
/// </summary>
internal static class AceDataWire
{
    public const string CreatePath = "wan/videos";
    public const string TaskPath = "wan/tasks";

    // Not documented. AceData's own clients set no limit.
    public const int MaxBatchSize = 50;

    public static class Model
    {
        public const string TextToVideo = "wan2.6-t2v";
        public const string ImageToVideo = "wan2.6-i2v";
        public const string ImageToVideoFlash = "wan2.6-i2v-flash";
        public const string ReferenceVideo = "wan2.6-r2v";
    }

    /// <summary>The fields of a create request.</summary>
    public static class Field
    {
        public const string Action = "action";
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string Image = "image_url";

        // The OpenAPI type is "string". Its description and all clients use an array.
        public const string References = "reference_video_urls";
        public const string Audio = "audio_url";
        public const string Duration = "duration";
        public const string Resolution = "resolution";
        public const string Size = "size";
        public const string ShotType = "shot_type";
        public const string MakeAudio = "audio";
        public const string PromptExtend = "prompt_extend";
        public const string Callback = "callback_url";

        // Source: the page of the model. Missing in the OpenAPI document.
        public const string Async = "async";

        // Source: AceData's MCP server.
        public const string Timeout = "timeout";

        /// <summary>All fields of a create request.</summary>
        public static readonly FrozenSet<string> All =
        [
            Action, Model, Prompt, NegativePrompt, Image, References, Audio, Duration, Resolution, Size, ShotType, MakeAudio, PromptExtend, Callback, Async, Timeout,
        ];
    }

    public static class Actions
    {
        public const string TextToVideo = "text2video";

        // According to the guide, also for reference videos. One sample sends text2video for these.
        public const string ImageToVideo = "image2video";

        public const string Retrieve = "retrieve";
        public const string RetrieveBatch = "retrieve_batch";
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

    /// <summary>The fields of a query.</summary>
    public static class Query
    {
        public const string Action = "action";
        public const string Id = "id";
        public const string Ids = "ids";
    }

    /// <summary>The members of a task.</summary>
    public static class TaskField
    {
        public const string Id = "id";
        public const string TaskId = "task_id";
        public const string Type = "type";
        public const string Videos = "videos";
        public const string TraceId = "trace_id";
        public const string CreatedAt = "created_at";
        public const string FinishedAt = "finished_at";
        public const string Duration = "duration";
        public const string Request = "request";
        public const string Response = "response";
        public const string Error = "error";

        // Source: AceData's SDK.
        public const string Detail = "detail";
    }

    /// <summary>The members of a task's response.</summary>
    public static class ResultField
    {
        public const string Success = "success";
        public const string TaskId = "task_id";
        public const string State = "state";
        public const string VideoUrl = "video_url";
        public const string Error = "error";
    }

    /// <summary>The values of <see cref="ResultField.State"/>, grouped by their meaning. Most tasks have none. Source: AceData's SDK.</summary>
    public static class State
    {
        public const string Completed = "completed";
        public const string Cancelled = "cancelled";

        public static readonly string[] Succeeded = ["succeed", "succeeded", "success", Completed, "complete", "finished"];

        public static readonly string[] Failed = ["failed", "failure", "error", "rejected"];

        public static readonly string[] Canceled = [Cancelled, "canceled"];

        // The SDK has no names for the next two: it treats all other values as not finished.
        public static readonly string[] Pending = ["pending", "queued"];

        public static readonly string[] Running = ["processing", "running"];
    }

    public static class ListField
    {
        public const string Items = "items";
        public const string Count = "count";
    }

    public static class ErrorField
    {
        public const string Code = "code";
        public const string Message = "message";
    }

    public static class ErrorCode
    {
        public const string BadRequest = "bad_request";
        public const string NoToken = "no_token";
        public const string InvalidToken = "invalid_token";
        public const string TokenExpired = "token_expired";
        public const string TokenMismatched = "token_mismatched";
        public const string UsedUp = "used_up";
        public const string Disabled = "disabled";
        public const string Forbidden = "forbidden";
        public const string ApiNotImplemented = "api_not_implemented";
        public const string NoApi = "no_api";
        public const string TooManyRequests = "too_many_requests";
        public const string ApiError = "api_error";
        public const string Timeout = "timeout";

        // Sandbox only. The documentation has no code for a canceled task.
        public const string Cancelled = "cancelled";
    }
}
