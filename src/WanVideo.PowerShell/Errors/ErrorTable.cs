using System.Management.Automation;

namespace WanVideo.Errors;

/// <summary>Each kind of error: PowerShell's category for it, and what a user can do.</summary>
internal static class ErrorTable
{
    public sealed record Entry(ErrorCategory Category, string Action);

    public static Entry Of(VideoErrorKind kind) => kind switch
    {
        VideoErrorKind.Authentication => new(ErrorCategory.AuthenticationError, "Check the key: Connect-WanVideo takes it as -ApiKey, or from the provider's environment variable."),
        VideoErrorKind.Balance => new(ErrorCategory.QuotaExceeded, "Top up the account at the gateway, or raise the key's limit there."),
        VideoErrorKind.Permission => new(ErrorCategory.PermissionDenied, "Allow the key this model at the gateway, or use another key."),
        VideoErrorKind.InvalidRequest => new(ErrorCategory.InvalidData, "Change the request as the message says. Nothing was billed."),
        VideoErrorKind.ContentRejected => new(ErrorCategory.InvalidData, "Change the prompt or the media; the same request will be refused again."),
        VideoErrorKind.MediaUnreachable => new(ErrorCategory.ResourceUnavailable, "See that the address opens without a login and quickly from abroad, and is of the format and size that the model takes."),
        VideoErrorKind.RateLimited => new(ErrorCategory.LimitsExceeded, "Come back later, or lower -ThrottleLimit."),
        VideoErrorKind.NotFound => new(ErrorCategory.ObjectNotFound, "Check the id, and that -Provider and the key are those that made the task."),
        VideoErrorKind.Expired => new(ErrorCategory.ResourceUnavailable, "Gateways keep results for 24 hours. Ask for the task again with Get-WanVideoTask; if that gives no video either, it is gone."),
        VideoErrorKind.ProviderFault => new(ErrorCategory.InvalidResult, "The fault is the gateway's. Try again later; its support will ask for the request id."),
        VideoErrorKind.Timeout => new(ErrorCategory.OperationTimeout, "Try again later, or give more time with Connect-WanVideo -OperationTimeoutSeconds."),
        VideoErrorKind.OutcomeUnknown => new(ErrorCategory.OperationTimeout, "Get-WanVideoTask -Unresolved | Resume-WanVideoTask looks for the task at the gateway. Repeat the create only once it is known to have made none: a repeat may be billed a second time."),
        VideoErrorKind.Unreachable => new(ErrorCategory.ConnectionError, "Check the network, the proxy and the -BaseUri. Nothing was sent."),
        VideoErrorKind.Canceled => new(ErrorCategory.OperationStopped, "Create the task again if it is still wanted."),
        VideoErrorKind.InvalidParameter => new(ErrorCategory.InvalidArgument, "Change the parameter as the message says. Nothing was sent."),
        VideoErrorKind.NotSupported => new(ErrorCategory.NotImplemented, "Do it in the gateway's own console."),
        VideoErrorKind.NotConnected => new(ErrorCategory.ConnectionError, "Run Connect-WanVideo -Provider first, or set the provider's environment variable and name the -Provider."),
        VideoErrorKind.JournalUnavailable => new(ErrorCategory.WriteError, "Free the disk or the folder, or name another file in $env:WANVIDEO_JOURNAL. Nothing was sent."),
        VideoErrorKind.WaitTimeout => new(ErrorCategory.OperationTimeout, "The tasks go on. Pipe them, or their ids, to Wait-WanVideoTask again."),
        VideoErrorKind.NoVideo => new(ErrorCategory.ObjectNotFound, "Wait for the task with Wait-WanVideoTask; a task that failed has no video."),
        VideoErrorKind.FileExists => new(ErrorCategory.ResourceExists, "Save to another folder, or replace the file with -Force."),
        VideoErrorKind.FileNotWritable => new(ErrorCategory.WriteError, "Check the folder's rights and the room on its disk. The video is still at the gateway."),
        VideoErrorKind.DownloadFailed => new(ErrorCategory.ReadError, "Save it again; if it stays so, ask for the task with Get-WanVideoTask first, for a fresh address."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
