namespace WanVideo.Sandbox.EvoLink;

/// <summary>
/// What EvoLink calls things, on the gateway's side. The client has a list of its own and does not share this one: a name that is wrong on one
/// side only is then found by the first test.
/// </summary>
internal static class EvoLinkNames
{
    public const string CreatePath = "/v1/videos/generations";
    public const string TaskPath = "/v1/tasks/";
    public const string BatchPath = "/v1/tasks/batch";
    public const string ListPath = "/v1/tasks";
    public const string CreditsPath = "/v1/credits";

    public const string IdPrefix = "task-unified-";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "idempotency-replayed";
    public const string RequestId = "x-request-id";

    public const string InvalidRequest = "invalid_request_error";
    public const string Authentication = "authentication_error";
    public const string NotFound = "not_found_error";

    /// <summary>The status word of a stage.</summary>
    public static string Word(Stage stage) => stage switch
    {
        Stage.Pending => "pending",
        Stage.Running => "processing",
        Stage.Succeeded => "completed",
        Stage.Failed => "failed",
        _ => "cancelled",
    };
}
