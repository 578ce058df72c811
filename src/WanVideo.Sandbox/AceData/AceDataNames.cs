namespace WanVideo.Sandbox.AceData;

/// <summary>
/// What AceData Cloud calls things, on the gateway's side. The client has a list of its own and does not share this one: a name that is wrong
/// on one side only is then found by the first test.
/// </summary>
internal static class AceDataNames
{
    public const string CreatePath = "/wan/videos";
    public const string TasksPath = "/wan/tasks";

    public static class Model
    {
        public const string TextToVideo = "wan2.6-t2v";
        public const string ImageToVideo = "wan2.6-i2v";
        public const string ImageToVideoFlash = "wan2.6-i2v-flash";
        public const string ReferenceVideo = "wan2.6-r2v";
    }

    /// <summary>The actions of a create.</summary>
    public static class CreateAction
    {
        public const string TextToVideo = "text2video";
        public const string ImageToVideo = "image2video";
    }

    /// <summary>The actions of a query.</summary>
    public static class TasksAction
    {
        public const string Retrieve = "retrieve";
        public const string RetrieveBatch = "retrieve_batch";
    }

    /// <summary>The members of a create's body.</summary>
    public static class Field
    {
        public const string Action = "action";
        public const string Model = "model";
        public const string Prompt = "prompt";
        public const string Duration = "duration";
        public const string Resolution = "resolution";
        public const string ShotType = "shot_type";
        public const string Size = "size";
        public const string NegativePrompt = "negative_prompt";
        public const string AudioUrl = "audio_url";
        public const string ReferenceVideoUrls = "reference_video_urls";
        public const string ImageUrl = "image_url";
        public const string CallbackUrl = "callback_url";
        public const string Async = "async";
        public const string Audio = "audio";
        public const string PromptExtend = "prompt_extend";

        // Only AceData's own MCP server sends it; the manual does not mention it.
        public const string Timeout = "timeout";
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

    /// <summary>The members of a query's body.</summary>
    public static class Query
    {
        public const string Action = "action";
        public const string Id = "id";
        public const string Ids = "ids";
    }

    /// <summary>The members of the answer to a create.</summary>
    public static class Created
    {
        public const string TaskId = "task_id";

        // The manual's answer has the id alone; that this may come with it is known from AceData's own client.
        public const string TraceId = "trace_id";
    }

    /// <summary>The members of a task.</summary>
    public static class Answer
    {
        public const string Id = "id";
        public const string Type = "type";
        public const string TypeOfVideo = "videos";
        public const string TraceId = "trace_id";
        public const string CreatedAt = "created_at";
        public const string FinishedAt = "finished_at";
        public const string Duration = "duration";
        public const string Request = "request";
        public const string Response = "response";
    }

    /// <summary>The members of a task's response: what became of it.</summary>
    public static class Result
    {
        public const string Success = "success";
        public const string TaskId = "task_id";
        public const string State = "state";
        public const string VideoUrl = "video_url";
        public const string Error = "error";
    }

    public static class State
    {
        public const string Completed = "completed";

        // The manual has no cancelled task; the word is one that AceData's own client knows.
        public const string Cancelled = "cancelled";
    }

    public static class List
    {
        public const string Items = "items";
        public const string Count = "count";
    }

    public static class Error
    {
        public const string Whole = "error";
        public const string Code = "code";
        public const string Message = "message";
        public const string TraceId = "trace_id";
    }

    public static class ErrorCode
    {
        public const string BadRequest = "bad_request";
        public const string NoToken = "no_token";
        public const string InvalidToken = "invalid_token";

        // Ours: the manual has no code for it.
        public const string Cancelled = "cancelled";
    }
}
