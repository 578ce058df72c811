using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Providers.EvoLink;

/// <summary>What EvoLink's errors mean: its code first, then its type.</summary>
internal static class EvoLinkErrors
{
    private static readonly ErrorCodeMap Words = new(
        (VideoErrorKind.Balance, [.. ErrorCode.Balance, ErrorType.Quota]),
        (VideoErrorKind.Authentication, [.. ErrorCode.Authentication, ErrorType.Authentication]),
        (VideoErrorKind.Permission, [.. ErrorCode.Permission, ErrorType.Permission]),
        (VideoErrorKind.ContentRejected, ErrorCode.ContentRejected),
        (VideoErrorKind.InvalidRequest, [.. ErrorCode.InvalidRequest, ErrorType.InvalidRequest, ErrorType.TooLarge]),
        (VideoErrorKind.MediaUnreachable, ErrorCode.MediaUnreachable),
        (VideoErrorKind.NotFound, [.. ErrorCode.NotFound, ErrorType.NotFound]),
        (VideoErrorKind.RateLimited, [ErrorType.RateLimit]),
        (VideoErrorKind.Canceled, ErrorCode.Canceled),
        (VideoErrorKind.Timeout, ErrorCode.Timeout),
        (VideoErrorKind.OutcomeUnknown, ErrorCode.OutcomeUnknown),
        (VideoErrorKind.ProviderFault, ErrorCode.ProviderFault));

    public static VideoError Read(EvoLinkError error, VideoErrorKind otherwise) => new()
    {
        Kind = Words.KindOf(otherwise, error.Code, error.Type),
        Message = error.Message is { Length: > 0 } message ? message : "The gateway does not say why.",
        Code = error.Code,
        Type = error.Type,
        Parameter = error.Param,
        Suggestion = error.Suggestion ?? error.FallbackSuggestion,
    };
}
