namespace WanVideo.Sandbox.ModelStream;

/// <summary>
/// What ModelStream, and any other host of the New API server, calls things, on the gateway's side. The client has a list of its own and does
/// not share this one.
/// </summary>
internal static class ModelStreamNames
{
    // ModelStream's manual has the create alone; the paths of queries are those of New API.
    public const string CreatePath = "/v1/video/generations";
    public const string TaskPath = "/v1/video/generations/";
    public const string VideoPath = "/v1/videos/";

    /// <summary>A path of another gateway that would read as <see cref="VideoPath"/> and an id.</summary>
    public const string NoVideoId = "generations";

    // What an id looks like is ours: no page says.
    public const string TaskIdPrefix = "task_";

    /// <summary>The sandbox's own, no gateway has it: asks for a task as New API's manual shows it, not as the server gives it.</summary>
    public static class Shape
    {
        public const string Parameter = "shape";
        public const string Documented = "documented";
    }

    public static class Model
    {
        public const string ImageToVideoFlash = "wan2.6-i2v-flash";
        public const string ReferenceVideo = "wan2.6-r2v";
    }

    /// <summary>The members of a create.</summary>
    public static class Field
    {
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string Metadata = "metadata";
        public const string ImageUrl = "img_url";
        public const string References = "refs";
        public const string AudioUrl = "audio_url";
        public const string NegativePrompt = "negative_prompt";
        public const string Resolution = "resolution";
        public const string Size = "size";
        public const string Duration = "duration";
        public const string PromptExtend = "prompt_extend";
        public const string ShotType = "shot_type";
        public const string Audio = "audio";
        public const string Watermark = "watermark";
        public const string Seed = "seed";

        // Of the models of other hosts.
        public const string Width = "width";
        public const string Height = "height";
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

    /// <summary>The members of the answer to a create, and of a task in all three of its shapes.</summary>
    public static class Answer
    {
        public const string TaskId = "task_id";
        public const string Status = "status";
        public const string Progress = "progress";
        public const string Metadata = "metadata";
        public const string Url = "url";
        public const string Error = "error";
    }

    /// <summary>A task as New API's server gives it.</summary>
    public static class Wrapped
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

    /// <summary>What New API's server passes on from where the video is made.</summary>
    public static class Upstream
    {
        public const string Output = "output";
        public const string TaskId = "task_id";
        public const string TaskStatus = "task_status";
        public const string VideoUrl = "video_url";

        public const string Pending = "PENDING";
        public const string Running = "RUNNING";
        public const string Succeeded = "SUCCEEDED";
        public const string Failed = "FAILED";
        public const string Canceled = "CANCELED";
    }

    /// <summary>A task as New API's manual shows it.</summary>
    public static class Documented
    {
        public const string Format = "format";
        public const string Mp4 = "mp4";
        public const string Duration = "duration";
        public const string Width = "width";
        public const string Height = "height";
    }

    /// <summary>A task as OpenAI gives it.</summary>
    public static class OpenAiVideo
    {
        public const string Id = "id";
        public const string Object = "object";
        public const string ObjectOfVideo = "video";
        public const string Model = "model";
        public const string CreatedAt = "created_at";
    }

    /// <summary>The words for a task that New API's server gives.</summary>
    public static class ServerStatus
    {
        public const string Queued = "QUEUED";
        public const string InProgress = "IN_PROGRESS";
        public const string Success = "SUCCESS";
        public const string Failure = "FAILURE";
    }

    /// <summary>The words for a task in the other two shapes.</summary>
    public static class Status
    {
        public const string Queued = "queued";
        public const string InProgress = "in_progress";
        public const string Completed = "completed";
        public const string Failed = "failed";
    }

    public static class Error
    {
        public const string Message = "message";
        public const string Type = "type";
        public const string TypeOfNewApi = "new_api_error";
        public const string Parameter = "param";
        public const string Code = "code";
    }

    public static class ErrorCode
    {
        public const string InvalidRequest = "invalid_request";
        public const string TaskNotExist = "task_not_exist";

        // ModelStream's page has the HTTP status; the code is ours.
        public const string InvalidApiKey = "invalid_api_key";

        // New API has no word for a cancelled task, as it cancels none; this one is ours.
        public const string Cancelled = "cancelled";
    }
}
