namespace WanVideo.Providers.EvoLink;

/// <summary>
/// The names in EvoLink's protocol. Source: its manual (docs.evolink.ai, video series, and task management) unless a comment names another.
/// The sandbox compiles this file too.
/// </summary>
internal static class EvoLinkWire
{
    public const string CreatePath = "v1/videos/generations";
    public const string TaskPath = "v1/tasks/";

    // The next four: EvoLink's own client, not the manual.
    public const string CreditsPath = "v1/credits";
    public const string ListPath = "v1/tasks";
    public const string BatchPath = "v1/tasks/batch";
    public const int MaxBatchSize = 50;

    public const string TaskIdPrefix = "task-unified-";

    /// <summary>Source: EvoLink's own client, not the manual.</summary>
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

        public const string TextToVideo27 = "wan2.7-text-to-video";
        public const string ImageToVideo27 = "wan2.7-image-to-video";
        public const string ReferenceVideo27 = "wan2.7-reference-video";
        public const string VideoEdit27 = "wan2.7-video-edit";

        public const string TextToVideo30 = "wan3.0-text-to-video";
        public const string ImageToVideo30 = "wan3.0-image-to-video";
        public const string ReferenceVideo30 = "wan3.0-reference-video";
        public const string TextToVideo30Prime = "wan3.0-prime-text-to-video";
        public const string ImageToVideo30Prime = "wan3.0-prime-image-to-video";
        public const string ReferenceVideo30Prime = "wan3.0-prime-reference-video";
    }

    /// <summary>The fields of a create request. A dot separates an object from its member.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string Images = "image_urls";
        public const string Videos = "video_urls";
        public const string Audio = "audio_url";

        // From Wan 2.7 on.
        public const string Audios = "audio_urls";
        public const string ImageStart = "image_start";
        public const string ImageEnd = "image_end";
        public const string GenerationMode = "generation_mode";
        public const string KeepOriginalSound = "keep_original_sound";
        public const string Seed = "seed";
        public const string Duration = "duration";
        public const string Quality = "quality";
        public const string AspectRatio = "aspect_ratio";
        public const string PromptExtend = "prompt_extend";
        public const string GenerateAudio = "generate_audio";
        public const string ModelParams = "model_params";
        public const string ShotType = ModelParams + ".shot_type";
        public const string VoiceBindings = ModelParams + ".voice_bindings";
        public const string FileUrl = ModelParams + ".file_url";
        public const string LinkUrl = ModelParams + ".link_url";
        public const string Callback = "callback_url";

        /// <summary>The top-level fields that every model accepts.</summary>
        public static readonly string[] Common = [Model, Prompt, Duration, Quality, ModelParams, Callback];
    }

    public static class GenerationMode
    {
        public const string FirstFrame = "first_frame";
        public const string FirstLastFrame = "first_last_frame";
        public const string VideoContinuation = "video_continuation";
    }

    /// <summary>The beginnings of the names in <see cref="Field.VoiceBindings"/>: <c>image1</c>, <c>video2</c>.</summary>
    public static class VoiceBinding
    {
        public const string Image = "image";
        public const string Video = "video";
    }

    public static class ShotType
    {
        public const string Single = "single";
        public const string Multi = "multi";
    }

    /// <summary>The members of a task.</summary>
    public static class TaskField
    {
        public const string Created = "created";
        public const string Id = "id";
        public const string Model = "model";
        public const string Object = "object";
        public const string VideoTask = "video.generation.task";
        public const string Progress = "progress";
        public const string Status = "status";
        public const string Results = "results";

        // An array or an object. The next two and the cost: EvoLink's own client.
        public const string ResultData = "result_data";
        public const string VideoUrl = "video_url";
        public const string Error = "error";
        public const string Type = "type";
        public const string Video = "video";
        public const string Info = "task_info";
        public const string CanCancel = "can_cancel";
        public const string EstimatedTime = "estimated_time";
        public const string VideoDuration = "video_duration";
        public const string Usage = "usage";
        public const string BillingRule = "billing_rule";
        public const string PerSecond = "per_second";
        public const string CreditsReserved = "credits_reserved";
        public const string CreditsUsed = "credits_used";
        public const string CostCredits = "cost.credits";
        public const string CostUsd = "cost.usd";
        public const string CostCny = "cost.cny";
        public const string UserGroup = "user_group";
        public const string DefaultGroup = "default";
    }

    /// <summary>The parameters of a batch and a list query, the members of a page, and those of its tasks that <see cref="TaskField"/> does not have. Source: EvoLink's own client.</summary>
    public static class ListField
    {
        public const string TaskIds = "task_ids";
        public const string TaskId = "task_id";
        public const string Type = "type";
        public const string Status = "status";
        public const string Model = "model";
        public const string Page = "page";
        public const string PageSize = "page_size";

        // EvoLink's own client requests this many. A larger page is not documented.
        public const int ClientPageSize = 20;

        public const string Data = "data";
        public const string Total = "total";
        public const string CreatedAt = "created_at";

        // The run time of the task in seconds.
        public const string Duration = "duration";
        public const string HasResults = "has_results";
        public const string ResultCount = "result_count";
        public const string HasError = "has_error";
        public const string CreditsUsed = "credits_used";
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

        // In the description of callbacks and in EvoLink's client, not in the manual's list of statuses.
        public const string Cancelled = "cancelled";
    }

    public static class ErrorField
    {
        public const string Code = "code";
        public const string Message = "message";
        public const string Type = "type";
        public const string Parameter = "param";
        public const string Suggestion = "suggestion";
        public const string FallbackSuggestion = "fallback_suggestion";
    }

    public static class ErrorType
    {
        public const string InvalidRequest = "invalid_request_error";
        public const string Authentication = "authentication_error";
        public const string Quota = "insufficient_quota_error";
        public const string Permission = "permission_error";
        public const string NotFound = "not_found_error";
        public const string TooLarge = "request_too_large_error";
        public const string RateLimit = "rate_limit_error";
    }

    /// <summary>The codes of failed tasks (manual, error codes) and of rejected requests (EvoLink's client), grouped by their meaning.</summary>
    public static class ErrorCode
    {
        public const string InvalidParameters = "invalid_parameters";
        public const string InvalidTaskId = "invalid_task_id";
        public const string IdempotencyConflict = "idempotency_conflict";

        // Sandbox only. The manual documents the HTTP status and the type of both errors, not a code.
        public const string InvalidApiKey = "invalid_api_key";
        public const string TaskNotFound = "task_not_found";

        public static readonly string[] Balance =
        [
            "insufficient_quota", "insufficient_user_quota", "quota_not_enough", "account_balance_insufficient", "insufficient_token_quota",
            "key_quota_exhausted", "token_daily_quota_exceeded", "key_daily_quota_exhausted", "quota_exceeded",
        ];

        /// <summary>The beginnings of codes about the sign-in of EvoLink's clients.</summary>
        public static readonly string[] AuthenticationGroups = ["connection_", "session_", "upload_token_"];

        public static readonly string[] Authentication =
            ["key_disabled", "key_expired", "user_disabled", "mcp_key_expired", "mcp_token_invalid", "agent_session_unavailable", .. AuthenticationGroups];

        public static readonly string[] Permission = ["key_model_not_allowed", "mcp_paused", "mcp_channel_disabled"];

        public static readonly string[] ContentRejected =
            ["content_policy_violation", "content_filter", "sensitive_content", "moderation_blocked", "input_moderation_failed"];

        public static readonly string[] InvalidRequest = [InvalidParameters, "image_dimension_mismatch", "invalid_audio", IdempotencyConflict];

        public static readonly string[] MediaUnreachable = ["image_processing_error"];

        public static readonly string[] NotFound = ["resource_not_found"];

        public static readonly string[] Canceled = ["request_cancelled"];

        public static readonly string[] Timeout = ["generation_timeout"];

        // The first request with this Idempotency-Key is still being processed.
        public static readonly string[] OutcomeUnknown = ["paid_outcome_unknown"];

        public static readonly string[] ProviderFault =
        [
            "resource_exhausted", "generation_failed_no_content", "service_error", "service_unavailable", "unknown_error",
            "no_available_channel", "model_unavailable", "channel_selection_failed",
        ];
    }
}
