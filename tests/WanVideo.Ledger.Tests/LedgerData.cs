using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

/// <summary>Test data: intents, claims and outcomes.</summary>
internal static class LedgerData
{
    public static readonly Uri Gateway = new("https://gateway.example/");

    public static readonly AccountKey Account = new("EvoLink", Gateway, "tag");

    public static Intent CreateIntent(string? label = "shot-01", string fingerprint = "f1") => new()
    {
        Id = Guid.CreateVersion7(),
        Provider = "EvoLink",
        BaseUri = Gateway,
        Label = label,
        Fingerprint = fingerprint,
        ClaimKey = label is null ? null : Intent.ComputeClaimKey("EvoLink", Gateway, label, fingerprint),
        Model = "wan2.6-text-to-video",
        Prompt = "A cat",
        Duration = 5,
        CreatedAt = DateTimeOffset.UtcNow,
        Request = new RecordedRequest("""{"prompt":"A cat"}""", """{"Shot":"shot-01"}"""),
    };

    public static CreateClaim CreateClaim(Intent intent, string owner = "owner-1", TimeSpan? lease = null, LedgerDecision? decision = null) => new()
    {
        Intent = intent,
        Nonce = Guid.CreateVersion7(),
        Owner = owner,
        Account = Account,
        Lease = lease ?? TimeSpan.FromMinutes(1),
        Decision = decision,
    };

    /// <summary>A claim that restarts an accepted intent as a new one.</summary>
    public static CreateClaim CreateRestart(Intent intent, string owner = "owner-1") =>
        CreateClaim(intent with { Id = Guid.CreateVersion7(), RestartOf = intent.Id }, owner) with { AllowDuplicate = true };

    public static VideoTask CreateTask(string id, string status = VideoStatus.Pending) => new()
    {
        Id = id,
        Provider = "EvoLink",
        BaseUri = Gateway,
        Status = status,
        CreatedAt = DateTimeOffset.UtcNow,
        Usage = new Usage { CreditsReserved = 5 },
    };

    public static AttemptSettlement CreateSettlement(SendPermit permit, AttemptEvent attemptEvent, string? taskId = null, TimeSpan? pause = null) => new()
    {
        Intent = permit.Intent,
        Attempt = permit.Attempt,
        Nonce = permit.Nonce,
        Owner = permit.Owner,
        Event = attemptEvent,
        Task = taskId is null ? null : CreateTask(taskId),
        Error = attemptEvent is AttemptEvent.Accept ? null : new VideoError { Kind = VideoErrorKind.ProviderFault, Message = "It failed." },
        Account = Account,
        PauseAccountFor = pause,
    };
}
