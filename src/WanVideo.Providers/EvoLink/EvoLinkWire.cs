using System.Collections.Frozen;

namespace WanVideo.Providers.EvoLink;

/// <summary>
/// Every name that EvoLink gives things on the wire. From its manual (docs.evolink.ai, video series, wan2.6, and task management) unless
/// a line says otherwise.
/// </summary>
internal static class EvoLinkWire
{
    public const string CreatePath = "v1/videos/generations";
    public const string TaskPath = "v1/tasks/";

    // Used by EvoLink's own client; its manual does not mention them.
    public const string CreditsPath = "v1/credits";
    public const string ListPath = "v1/tasks";
    public const string BatchPath = "v1/tasks/batch";
    public const string BatchIds = "task_ids";
    public const int LargestBatch = 50;

    // Sent by EvoLink's own client; its manual does not mention it.
    public const string IdempotencyHeader = "Idempotency-Key";

    public static class Field
    {
        public const string Prompt = "prompt";
        public const string Images = "image_urls";
        public const string Videos = "video_urls";
        public const string Audio = "audio_url";
        public const string Duration = "duration";
        public const string Quality = "quality";
        public const string AspectRatio = "aspect_ratio";
        public const string PromptExtend = "prompt_extend";
        public const string ShotType = "model_params.shot_type";
        public const string GenerateAudio = "generate_audio";
        public const string Callback = "callback_url";
    }

    public static readonly FrozenDictionary<string, VideoStatus> Statuses = new Dictionary<string, VideoStatus>
    {
        ["pending"] = VideoStatus.Pending,
        ["processing"] = VideoStatus.Running,
        ["completed"] = VideoStatus.Succeeded,
        ["failed"] = VideoStatus.Failed,

        // In the callback's description and in EvoLink's client, not in the manual's list of words.
        ["cancelled"] = VideoStatus.Canceled,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the list is asked with, by EvoLink's own client.</summary>
    public static class List
    {
        public const string Type = "type";
        public const string Video = "video";
        public const string Status = "status";
        public const string Model = "model";
        public const string Page = "page";
        public const string PageSize = "page_size";

        // What the client asks for; whether a gateway would give more is not known.
        public const int LargestPage = 20;
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

    /// <summary>Codes of failed tasks (manual, error codes) and of refused requests (EvoLink's client).</summary>
    public static class ErrorCode
    {
        public static readonly string[] Balance =
        [
            "insufficient_quota", "insufficient_user_quota", "quota_not_enough", "account_balance_insufficient", "insufficient_token_quota",
            "key_quota_exhausted", "token_daily_quota_exceeded", "key_daily_quota_exhausted", "quota_exceeded",
        ];

        public static readonly string[] Authentication = ["key_disabled", "key_expired", "user_disabled"];

        public static readonly string[] Permission = ["key_model_not_allowed"];

        public static readonly string[] ContentRejected =
            ["content_policy_violation", "content_filter", "sensitive_content", "moderation_blocked", "input_moderation_failed"];

        public static readonly string[] InvalidRequest = ["invalid_parameters", "image_dimension_mismatch", "invalid_audio", "idempotency_conflict"];

        public static readonly string[] MediaUnreachable = ["image_processing_error"];

        public static readonly string[] NotFound = ["resource_not_found"];

        public static readonly string[] Canceled = ["request_cancelled"];

        public static readonly string[] Timeout = ["generation_timeout"];

        // The gateway still has the first request of that Idempotency-Key in hand.
        public static readonly string[] OutcomeUnknown = ["paid_outcome_unknown"];

        public static readonly string[] ProviderFault =
        [
            "resource_exhausted", "generation_failed_no_content", "service_error", "service_unavailable", "unknown_error",
            "no_available_channel", "model_unavailable", "channel_selection_failed",
        ];
    }
}
