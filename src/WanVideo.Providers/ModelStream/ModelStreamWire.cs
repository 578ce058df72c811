using System.Collections.Frozen;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// Every name that ModelStream gives things on the wire. From its page "createVideoGeneration" (the fields) and from New API, the open-source
/// server that it runs (paths, answers, errors).
/// </summary>
internal static class ModelStreamWire
{
    public const string CreatePath = "v1/video/generations";

    // The page of ModelStream's own is not known; New API's.
    public const string StatusPath = "v1/video/generations/" + IdPlace;
    public const string IdPlace = "{id}";

    public static class Field
    {
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

        // The fields of the operation itself, whatever the model: flat at every host.
        public static readonly FrozenSet<string> Generic =
            ["model", "prompt", "image", "duration", "width", "height", "fps", "seed", "n", "response_format", "user"];

        // Where New API takes the fields that are a model's own, unless the host has them flat as ModelStream does.
        public const string Metadata = "metadata.";
    }

    public static readonly FrozenDictionary<string, VideoStatus> Statuses = new Dictionary<string, VideoStatus>
    {
        // New API's manual, and its OpenAI-like answers.
        ["queued"] = VideoStatus.Pending,
        ["in_progress"] = VideoStatus.Running,
        ["completed"] = VideoStatus.Succeeded,
        ["failed"] = VideoStatus.Failed,

        // Its older manual.
        ["processing"] = VideoStatus.Running,
        ["succeeded"] = VideoStatus.Succeeded,

        // Its code.
        ["NOT_START"] = VideoStatus.Pending,
        ["SUBMITTED"] = VideoStatus.Pending,
        ["SUCCESS"] = VideoStatus.Succeeded,
        ["FAILURE"] = VideoStatus.Failed,

        // Of a task whose state it has not learnt yet: not the end, as DashScope's is.
        ["UNKNOWN"] = VideoStatus.Running,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly ErrorCodeMap Errors = new(
        (VideoErrorKind.Balance, ["insufficient_user_quota", "pre_consume_token_quota_failed"]),
        (VideoErrorKind.Authentication, ["invalid_api_key"]),
        (VideoErrorKind.NotFound, ["task_not_exist"]),
        (VideoErrorKind.InvalidRequest, ["invalid_request"]),
        (VideoErrorKind.ContentRejected, ["DataInspectionFailed"]),
        (VideoErrorKind.ProviderFault, ["fail_to_fetch_task", "ali_api_error"]));
}
