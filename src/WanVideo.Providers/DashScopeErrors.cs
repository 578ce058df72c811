using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Providers;

/// <summary>The errors of DashScope. New API servers pass them on.</summary>
internal static class DashScopeErrors
{
    public static readonly ErrorCodeMap Map = new(
        (VideoErrorKind.Authentication, [ErrorCode.InvalidApiKey]),
        (VideoErrorKind.Balance, [ErrorCode.Arrearage, ErrorCode.FreeTierOnly, ErrorCode.PrepaidBillOverdue, ErrorCode.PostpaidBillOverdue, ErrorCode.CommodityNotPurchased, ErrorCode.BudgetLimitExceeded]),
        (VideoErrorKind.Permission, [ErrorCode.AccessDenied, ErrorCode.ModelAccessDenied, ErrorCode.AppAccessDenied, ErrorCode.WorkspaceAccessDenied, ErrorCode.EndpointAccessDenied]),
        (VideoErrorKind.ContentRejected, [ErrorCode.DataInspectionFailed, ErrorCode.IPInfringementSuspect, ErrorCode.CustomRoleBlocked, ErrorCode.FaqRuleBlocked]),
        (VideoErrorKind.MediaUnreachable, [ErrorCode.InvalidUrl, ErrorCode.MediaInspectionFailed, ErrorCode.FileDownloadFailed, ErrorCode.InputDownloadFailed]),
        (
            VideoErrorKind.InvalidRequest,
            [
                ErrorCode.InvalidParameter, ErrorCode.BadRequest, ErrorCode.UnsupportedOperation, ErrorCode.ModelNotFound, ErrorCode.WorkspaceNotFound,
                ErrorCode.InvalidFile, ErrorCode.InvalidImage, ErrorCode.InvalidImageResolution, ErrorCode.InvalidImageFormat, ErrorCode.InvalidPerson,
            ]),
        (VideoErrorKind.NotFound, [ErrorCode.NotFound]),
        (
            VideoErrorKind.RateLimited,
            [ErrorCode.Throttling, ErrorCode.InsufficientQuota, ErrorCode.LimitRequests, ErrorCode.ResourceExhausted, ErrorCode.ServiceUnavailable, ErrorCode.ModelUnavailable]),
        (VideoErrorKind.Timeout, [ErrorCode.InternalErrorTimeout, ErrorCode.RequestTimeout]),
        (VideoErrorKind.ProviderFault, [ErrorCode.InternalError, ErrorCode.SystemError, ErrorCode.ModelServiceFailed, ErrorCode.RewriteFailed]));

    /// <summary>Creates an error.</summary>
    /// <param name="code">DashScope's code.</param>
    /// <param name="message">DashScope's message.</param>
    /// <param name="defaultKind">The kind if the code is not known.</param>
    public static VideoError Create(string? code, string? message, VideoErrorKind defaultKind)
    {
        var kind = Map.GetKind(defaultKind, code);
        if (kind is VideoErrorKind.InvalidRequest && message?.Contains(ErrorCode.DownloadFailedMessage, StringComparison.OrdinalIgnoreCase) is true)
        {
            kind = VideoErrorKind.MediaUnreachable;
        }
        else if (message?.Contains(ErrorCode.OutOfServiceMessage, StringComparison.Ordinal) is true)
        {
            kind = VideoErrorKind.Balance;
        }

        return new VideoError { Kind = kind, Message = HttpVideoProvider.MessageOrDefault(message), Code = code };
    }
}
