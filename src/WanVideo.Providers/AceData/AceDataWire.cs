using System.Collections.Frozen;

namespace WanVideo.Providers.AceData;

/// <summary>Every name that AceData Cloud gives things on the wire. From its OpenAPI (openapi/wan.json) and guides, unless a line says otherwise.</summary>
internal static class AceDataWire
{
    public const string CreatePath = "wan/videos";
    public const string TaskPath = "wan/tasks";

    // AceData's own clients send no more than they are given; this many are asked for at once.
    public const int LargestBatch = 50;

    public static class Field
    {
        public const string Prompt = "prompt";
        public const string NegativePrompt = "negative_prompt";
        public const string Image = "image_url";

        // "string" in the OpenAPI, an array in its text and in every client.
        public const string References = "reference_video_urls";
        public const string Audio = "audio_url";
        public const string Duration = "duration";
        public const string Resolution = "resolution";
        public const string Size = "size";
        public const string ShotType = "shot_type";
        public const string MakeAudio = "audio";
        public const string PromptExtend = "prompt_extend";
        public const string Callback = "callback_url";
        public const string Action = "action";

        // In the page of the model (the seed); missing in the OpenAPI.
        public const string Async = "async";
    }

    public static class Actions
    {
        public const string TextToVideo = "text2video";

        // The guide's for references too; the skill's sample has text2video there.
        public const string ImageToVideo = "image2video";

        public const string Retrieve = "retrieve";
        public const string RetrieveBatch = "retrieve_batch";
    }

    public static class Query
    {
        public const string Id = "id";
        public const string Ids = "ids";
        public const string Action = "action";
    }

    /// <summary>The words of <c>response.state</c>, in AceData's SDK. Most tasks have none.</summary>
    public static readonly FrozenDictionary<string, VideoStatus> States = new (VideoStatus Status, string[] Words)[]
    {
        (VideoStatus.Succeeded, ["succeed", "succeeded", "success", "completed", "complete", "finished"]),
        (VideoStatus.Failed, ["failed", "failure", "error", "rejected"]),
        (VideoStatus.Canceled, ["cancelled", "canceled"]),

        // Not in the SDK, which takes every other word for these.
        (VideoStatus.Pending, ["pending", "queued"]),
        (VideoStatus.Running, ["processing", "running"]),
    }.SelectMany(row => row.Words, (row, word) => KeyValuePair.Create(word, row.Status)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Authentication, ["no_token", "invalid_token", "token_expired", "token_mismatched"]),
        (VideoErrorKind.Balance, ["used_up"]),
        (VideoErrorKind.Permission, ["disabled"]),
        (VideoErrorKind.ContentRejected, ["forbidden"]),
        (VideoErrorKind.InvalidRequest, ["bad_request", "api_not_implemented", "no_api"]),
        (VideoErrorKind.RateLimited, ["too_many_requests"]),
        (VideoErrorKind.ProviderFault, ["api_error"]),
        (VideoErrorKind.Timeout, ["timeout"]));
}
