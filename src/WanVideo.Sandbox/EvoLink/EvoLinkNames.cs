namespace WanVideo.Sandbox.EvoLink;

/// <summary>
/// What EvoLink calls things, on the gateway's side. The client has a list of its own and does not share this one: a name that is wrong on one
/// side only is then found by the first test. The words for sizes stand beside the pixels they mean, in <see cref="WanSizes"/>.
/// </summary>
internal static class EvoLinkNames
{
    public const string CreatePath = "/v1/videos/generations";
    public const string TaskPath = "/v1/tasks/";

    // Used by EvoLink's own client; its manual does not mention them.
    public const string BatchPath = "/v1/tasks/batch";
    public const string ListPath = "/v1/tasks";
    public const string CreditsPath = "/v1/credits";

    public const string TaskIdPrefix = "task-unified-";

    /// <summary>In EvoLink's own client; its manual does not mention them.</summary>
    public static class Header
    {
        public const string IdempotencyKey = "Idempotency-Key";
        public const string IdempotencyReplayed = "idempotency-replayed";
    }

    public static class Model
    {
        public const string TextToVideo = "wan2.6-text-to-video";
        public const string ImageToVideo = "wan2.6-image-to-video";
        public const string ImageToVideoFlash = "wan2.6-image-to-video-flash";
        public const string ReferenceVideo = "wan2.6-reference-video";
        public const string ReferenceVideoFlash = "wan2.6-reference-video-flash";
    }

    /// <summary>What is asked with: the members of a body, and the parameters of a list.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string ImageUrls = "image_urls";
        public const string VideoUrls = "video_urls";
        public const string AudioUrl = "audio_url";
        public const string Duration = "duration";
        public const string Quality = "quality";
        public const string AspectRatio = "aspect_ratio";
        public const string PromptExtend = "prompt_extend";
        public const string GenerateAudio = "generate_audio";
        public const string ModelParams = "model_params";
        public const string ShotType = "shot_type";
        public const string CallbackUrl = "callback_url";
        public const string TaskId = "task_id";
        public const string TaskIds = "task_ids";
        public const string Status = "status";
        public const string Type = "type";
        public const string Page = "page";
        public const string PageSize = "page_size";
    }

    public static class ShotType
    {
        public const string Single = "single";
        public const string Multi = "multi";
    }

    /// <summary>The members of a task, in the answer to its create and to a query.</summary>
    public static class Answer
    {
        public const string Created = "created";
        public const string Id = "id";
        public const string Model = "model";
        public const string Object = "object";
        public const string ObjectOfVideo = "video.generation.task";
        public const string Progress = "progress";
        public const string Status = "status";
        public const string Results = "results";
        public const string Error = "error";
        public const string Type = "type";
        public const string TypeOfVideo = "video";
        public const string Info = "task_info";
        public const string CanCancel = "can_cancel";
        public const string EstimatedTime = "estimated_time";
        public const string VideoDuration = "video_duration";
        public const string Usage = "usage";
        public const string BillingRule = "billing_rule";
        public const string PerSecond = "per_second";
        public const string CreditsReserved = "credits_reserved";
        public const string UserGroup = "user_group";
        public const string DefaultGroup = "default";
    }

    /// <summary>What a list has of a task beside the members above.</summary>
    public static class Row
    {
        public const string CreatedAt = "created_at";
        public const string Duration = "duration";
        public const string HasResults = "has_results";
        public const string ResultCount = "result_count";
        public const string HasError = "has_error";
        public const string CreditsUsed = "credits_used";
    }

    public static class List
    {
        public const string Data = "data";
        public const string Total = "total";
        public const string Page = "page";
        public const string PageSize = "page_size";
    }

    public static class Credits
    {
        public const string Success = "success";
        public const string Data = "data";
        public const string User = "user";
        public const string Token = "token";
        public const string Remaining = "remaining_credits";
        public const string Used = "used_credits";
        public const string Unlimited = "unlimited_credits";
    }

    public static class Status
    {
        public const string Pending = "pending";
        public const string Processing = "processing";
        public const string Completed = "completed";
        public const string Failed = "failed";
        public const string Cancelled = "cancelled";
    }

    public static class Error
    {
        public const string Code = "code";
        public const string Message = "message";
        public const string Type = "type";
        public const string Parameter = "param";
    }

    public static class ErrorType
    {
        public const string InvalidRequest = "invalid_request_error";
        public const string Authentication = "authentication_error";
        public const string NotFound = "not_found_error";
    }

    public static class ErrorCode
    {
        public const string InvalidParameters = "invalid_parameters";
        public const string InvalidTaskId = "invalid_task_id";
        public const string IdempotencyConflict = "idempotency_conflict";

        // The manual has the HTTP status and the type of these two; the codes are ours.
        public const string InvalidApiKey = "invalid_api_key";
        public const string TaskNotFound = "task_not_found";
    }
}
