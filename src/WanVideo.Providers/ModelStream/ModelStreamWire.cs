using System.Collections.Frozen;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// The names in ModelStream's protocol. Source: its page "createVideoGeneration" for the fields of a create request; New API, the open-source server
/// that it runs, for paths, responses and errors. The sandbox compiles this file too.
/// </summary>
internal static class ModelStreamWire
{
    public const string CreatePath = "v1/video/generations";

    // Source: New API. ModelStream documents no status path.
    public const string TaskPath = CreatePath + "/";
    public const string IdPlaceholder = "{id}";
    public const string StatusPath = TaskPath + IdPlaceholder;

    /// <summary>New API's OpenAI-compatible paths.</summary>
    public const string VideosPath = "v1/videos";
    public const string VideoPath = VideosPath + "/";

    /// <summary>The end of the path of a video at New API's own server. It requires the key.</summary>
    public const string ContentSuffix = "/content";

    public static class Model
    {
        public const string ImageToVideoFlash = "wan2.6-i2v-flash";
        public const string ReferenceVideo = "wan2.6-r2v";
    }

    /// <summary>The fields of a create request.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string Image = "img_url";
        public const string References = "refs";
        public const string Audio = "audio_url";
        public const string Duration = "duration";
        public const string Resolution = "resolution";
        public const string Size = "size";
        public const string ShotType = "shot_type";
        public const string MakeAudio = "audio";
        public const string PromptExtend = "prompt_extend";
        public const string Watermark = "watermark";
        public const string Seed = "seed";
        public const string Width = "width";
        public const string Height = "height";

        /// <summary>The image at a stock New API host.</summary>
        public const string InputReference = "input_reference";

        /// <summary>The fields that a stock New API host reads at the top level. It drops any other without an error.</summary>
        public static readonly FrozenSet<string> TopLevel = [Model, Prompt, "mode", "image", "images", InputReference, Duration];

        /// <summary>The members of the metadata of a Wan model, which New API reads over the body of a request to DashScope.</summary>
        public const string InputObject = "input";
        public const string Input = InputObject + ".";
        public const string ParametersObject = "parameters";
        public const string Parameters = ParametersObject + ".";

        public static readonly FrozenSet<string> InputFields = [NegativePrompt, Image, Audio, "first_frame_url", "last_frame_url", "media"];

        public static readonly FrozenSet<string> ParameterFields = [Resolution, Size, PromptExtend, MakeAudio, Watermark, Seed, "ratio"];

        /// <summary>The fields, beside model and prompt, that every model of ModelStream accepts.</summary>
        public static readonly string[] Common = [NegativePrompt, Duration, ShotType, MakeAudio, Watermark, Seed];

        /// <summary>The prefix of model-specific fields: New API reads them from this object. ModelStream has them at the top level.</summary>
        public const string Metadata = MetadataObject + ".";
        public const string MetadataObject = "metadata";
    }

    public static class Resolution
    {
        public const string P720 = "720P";
        public const string P1080 = "1080P";
    }

    public static class ShotType
    {
        public const string Single = "single";
        public const string Multi = "multi";
    }

    /// <summary>The members of a task, in all three of New API's shapes.</summary>
    public static class TaskField
    {
        public const string TaskId = "task_id";
        public const string Status = "status";
        public const string Progress = "progress";
        public const string Metadata = "metadata";
        public const string Url = "url";
        public const string MetadataUrl = Metadata + "." + Url;
        public const string Error = "error";

        // The documented shape.
        public const string Format = "format";
        public const string Mp4 = "mp4";
        public const string Duration = "duration";
        public const string Width = "width";
        public const string Height = "height";

        // The OpenAI-compatible shape.
        public const string Id = "id";
        public const string Object = "object";
        public const string Video = "video";
        public const string Model = "model";
        public const string CreatedAt = "created_at";
        public const string CompletedAt = "completed_at";
    }

    /// <summary>A task in the shape of New API's code: an envelope with the task in <see cref="Data"/>.</summary>
    public static class Envelope
    {
        public const string Code = "code";
        public const string Success = "success";
        public const string Message = "message";
        public const string Data = "data";
        public const string FailReason = "fail_reason";
        public const string ResultUrl = "result_url";
        public const string SubmitTime = "submit_time";
        public const string StartTime = "start_time";
        public const string FinishTime = "finish_time";
    }

    /// <summary>The response of the model's host, which New API passes on in the task's <see cref="Envelope.Data"/>. It has DashScope's names.</summary>
    public static class Upstream
    {
        public const string Output = "output";
        public const string TaskId = "task_id";
        public const string TaskStatus = "task_status";
        public const string VideoUrl = "video_url";
        public const string OutputPath = Envelope.Data + "." + Output;
        public const string VideoUrlPath = OutputPath + "." + VideoUrl;

        public const string Pending = "PENDING";
        public const string Running = "RUNNING";
        public const string Succeeded = "SUCCEEDED";
        public const string Failed = "FAILED";
        public const string Canceled = "CANCELED";
    }

    /// <summary>The statuses in New API's manual and in its OpenAI-compatible responses.</summary>
    public static class Status
    {
        public const string Queued = "queued";
        public const string InProgress = "in_progress";
        public const string Completed = "completed";
        public const string Failed = "failed";

        // An older version of the manual.
        public const string Processing = "processing";
        public const string Succeeded = "succeeded";
    }

    /// <summary>The statuses in New API's code, beside <see cref="Status.Queued"/> and <see cref="Status.InProgress"/> in upper case.</summary>
    public static class ServerStatus
    {
        public const string NotStarted = "NOT_START";
        public const string Submitted = "SUBMITTED";
        public const string Queued = "QUEUED";
        public const string InProgress = "IN_PROGRESS";
        public const string Success = "SUCCESS";
        public const string Failure = "FAILURE";
        public const string Unknown = "UNKNOWN";
    }

    public static class ErrorField
    {
        public const string Message = "message";
        public const string Type = "type";
        public const string NewApiError = "new_api_error";
        public const string Parameter = "param";
        public const string Code = "code";
    }

    public static class ErrorCode
    {
        public const string InsufficientUserQuota = "insufficient_user_quota";
        public const string InsufficientTokenQuota = "pre_consume_token_quota_failed";
        public const string InvalidRequest = "invalid_request";
        public const string InvalidJson = "invalid_json";
        public const string InvalidApiPlatform = "invalid_api_platform";
        public const string MissingModel = "missing_model";

        // No channel of the server offers the model: HTTP 503, before a request is sent to the model's host.
        public const string ModelNotFound = "model_not_found";
        public const string TaskNotFound = "task_not_exist";
        public const string FetchFailed = "fail_to_fetch_task";
        public const string UpstreamError = "ali_api_error";

        // ModelStream documents the HTTP status of a wrong key, not a code. The sandbox sends this one.
        public const string InvalidApiKey = "invalid_api_key";

        // Sandbox only. New API cancels no task and has no code for it.
        public const string Cancelled = "cancelled";
    }
}
