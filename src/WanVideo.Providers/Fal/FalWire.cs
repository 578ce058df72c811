namespace WanVideo.Providers.Fal;

/// <summary>
/// The names in fal's protocol. Source: its documentation (fal.ai/docs, model APIs and inference API) and the pages of the models unless a comment names
/// another. The sandbox compiles this file too.
/// </summary>
internal static class FalWire
{
    /// <summary>The path of a request is that of its app, followed by this and the request id.</summary>
    public const string RequestsPath = "/requests/";
    public const string StatusSuffix = "/status";
    public const string CancelSuffix = "/cancel";


    /// <summary>The keys of callbacks, on <see cref="KeyHost"/>.</summary>
    public const string KeySetPath = ".well-known/jwks.json";
    public const string KeyHost = "rest.fal.ai";
    public const string BackupHost = "queue.falrun.com";

    /// <summary>The scheme of the Authorization header. Source: fal's clients.</summary>
    public const string KeyScheme = "Key";

    public static class Model
    {
        public const string TextToVideo30 = "alibaba/wan-3.0/text-to-video";
        public const string ImageToVideo30 = "alibaba/wan-3.0/image-to-video";
        public const string ReferenceToVideo30 = "alibaba/wan-3.0/reference-to-video";
        public const string TextToVideo30Prime = "alibaba/wan-3.0-prime/text-to-video";
        public const string ImageToVideo30Prime = "alibaba/wan-3.0-prime/image-to-video";
        public const string ReferenceToVideo30Prime = "alibaba/wan-3.0-prime/reference-to-video";
        public const string TextToVideo27 = "fal-ai/wan/v2.7/text-to-video";
        public const string ImageToVideo27 = "fal-ai/wan/v2.7/image-to-video";
        public const string ReferenceToVideo27 = "fal-ai/wan/v2.7/reference-to-video";
        public const string EditVideo27 = "fal-ai/wan/v2.7/edit-video";
    }

    public static class Header
    {
        // The queue repeats a run after 503, 504 and interruptions, up to ten attempts, unless this is set.
        public const string NoRetry = "X-Fal-No-Retry";

        // Supported models are rerouted to an equivalent endpoint unless this is set.
        public const string DisableFallback = "x-app-fal-disable-fallback";
        public const string Set = "1";
        public const string ErrorType = "X-Fal-Error-Type";
    }

    public static class Query
    {
        public const string Webhook = "fal_webhook";
    }

    /// <summary>The fields of a create request.</summary>
    public static class Field
    {
        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string Duration = "duration";
        public const string Resolution = "resolution";
        public const string AspectRatio = "aspect_ratio";
        public const string Seed = "seed";
        public const string PromptExpansion = "enable_prompt_expansion";
        public const string SafetyChecker = "enable_safety_checker";
        public const string EndImage = "end_image_url";
        public const string ReferenceImages = "reference_image_urls";
        public const string ReferenceVideos = "reference_video_urls";

        // Wan 3.0.
        public const string MakeAudio = "audio";
        public const string Thinking = "enable_thinking";
        public const string StartImage = "start_image_url";
        public const string ReferenceAudios = "reference_audio_urls";
        public const string FileUrl = "file_url";
        public const string WebUrl = "web_url";

        // Wan 2.7.
        public const string Image = "image_url";
        public const string Video = "video_url";
        public const string Audio = "audio_url";
        public const string AudioSetting = "audio_setting";
        public const string MultiShots = "multi_shots";
        public const string ReferenceImage = "reference_image_url";
    }

    public static class AudioSetting
    {
        public const string Auto = "auto";
        public const string Origin = "origin";
    }

    /// <summary>The members of the responses to a create, a status and a cancel request.</summary>
    public static class TaskField
    {
        public const string RequestId = "request_id";
        public const string ResponseUrl = "response_url";
        public const string StatusUrl = "status_url";
        public const string CancelUrl = "cancel_url";
        public const string Status = "status";

        // The number of requests ahead.
        public const string QueuePosition = "queue_position";
        public const string Error = "error";
        public const string ErrorType = "error_type";

        // Source: the OpenAPI documents of the models.
        public const string Success = "success";
    }

    /// <summary>The members of a result.</summary>
    public static class ResultField
    {
        public const string Video = "video";
        public const string Url = "url";
        public const string VideoUrl = Video + "." + Url;
        public const string VideoDuration = Video + ".duration";
        public const string Seed = "seed";
        public const string ActualPrompt = "actual_prompt";

        // Wan 3.0, in seconds.
        public const string Duration = "duration";
    }

    /// <summary>The members of a callback, with <see cref="TaskField.RequestId"/>, <see cref="TaskField.Error"/> and the status <c>OK</c> or <c>ERROR</c>.</summary>
    public static class Callback
    {
        public const string Payload = "payload";
        public const string Ok = "OK";
        public const string Error = "ERROR";

        public const string RequestIdHeader = "X-Fal-Webhook-Request-Id";
        public const string UserIdHeader = "X-Fal-Webhook-User-Id";
        public const string TimestampHeader = "X-Fal-Webhook-Timestamp";
        public const string SignatureHeader = "X-Fal-Webhook-Signature";

        // A JSON Web Key Set (RFC 7517). The public key is x (RFC 8037).
        public const string Keys = "keys";
        public const string PublicKey = "x";
    }

    public static class Status
    {
        public const string InQueue = "IN_QUEUE";
        public const string InProgress = "IN_PROGRESS";

        // Of failed runs too.
        public const string Completed = "COMPLETED";

        // In schemas of third parties only.
        public const string Failed = "FAILED";
        public static readonly string[] Canceled = ["CANCELED", "CANCELLED"];

        public const string NotFound = "NOT_FOUND";
        public const string AlreadyCompleted = "ALREADY_COMPLETED";
        public const string CancellationRequested = "CANCELLATION_REQUESTED";

        // The request was removed from the queue.
        public const string Removed = "OK";
    }

    public static class ErrorField
    {
        // An array of objects for an error of the model, text for an error of the request.
        public const string Detail = "detail";
        public const string Message = "msg";
        public const string Type = "type";
        public const string Location = "loc";
        public const string Body = "body";
    }

    /// <summary>The types of errors, grouped by their meaning. Types that are not here mean an invalid value.</summary>
    public static class ErrorType
    {
        public const string InternalServerError = "internal_server_error";
        public const string GenerationTimeout = "generation_timeout";
        public const string DownstreamError = "downstream_service_error";
        public const string DownstreamUnavailable = "downstream_service_unavailable";
        public const string ContentPolicy = "content_policy_violation";
        public const string NoMedia = "no_media_generated";
        public const string BadRequest = "bad_request";
        public const string Cancelled = "client_cancelled";
        public const string InternalError = "internal_error";

        // Sandbox only. The documentation has no type for a field that does not exist.
        public const string InvalidField = "value_error";

        public static readonly string[] InvalidRequest =
        [
            BadRequest, InvalidField, Status.AlreadyCompleted, "image_too_small", "image_too_large", "face_detection_error", "file_too_large", "greater_than", "greater_than_equal", "less_than",
            "less_than_equal", "multiple_of", "sequence_too_short", "sequence_too_long", "one_of", "feature_not_supported",
        ];

        public static readonly string[] MediaUnreachable = ["image_load_error", "file_download_error"];

        public static readonly string[] Timeout = [GenerationTimeout, "request_timeout", "startup_timeout"];

        public static readonly string[] Canceled = [Cancelled, "client_disconnected"];

        public static readonly string[] RateLimited = ["concurrent_requests_limit"];

        public static readonly string[] ProviderFault =
        [
            InternalServerError, DownstreamError, DownstreamUnavailable, NoMedia, InternalError, "runner_server_error", "runner_incomplete_response", "runner_scheduling_failure",
            "runner_connection_timeout", "runner_disconnected", "runner_connection_refused", "runner_connection_error",
        ];

        /// <summary>The types of errors of a request, which are in <see cref="TaskField.ErrorType"/>, with their HTTP status.</summary>
        public static readonly (string Type, int Status)[] OfRequest =
        [
            ("request_timeout", 504), ("startup_timeout", 504), ("runner_scheduling_failure", 503), ("runner_connection_timeout", 503), ("runner_disconnected", 503),
            ("runner_connection_refused", 503), ("runner_connection_error", 503), ("runner_incomplete_response", 502), ("runner_server_error", 500), (InternalError, 500),
            ("client_disconnected", 499), (Cancelled, 499), (BadRequest, 400),
        ];
    }

    /// <summary>The beginning of the message of an account without credit. Source: users' reports.</summary>
    public const string ExhaustedBalance = "Exhausted balance";
}
