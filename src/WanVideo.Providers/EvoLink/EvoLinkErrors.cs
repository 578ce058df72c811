using System.Collections.Frozen;
using System.Net;
using System.Text;
using WanVideo.Providers.Http;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Providers.EvoLink;

/// <summary>What EvoLink's errors mean: its code first, then its type, then the HTTP status.</summary>
internal static class EvoLinkErrors
{
    private static readonly FrozenDictionary<string, VideoErrorKind> Kinds = new (VideoErrorKind Kind, string[] Words)[]
    {
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
        (VideoErrorKind.ProviderFault, ErrorCode.ProviderFault),
    }.SelectMany(row => row.Words, (row, word) => KeyValuePair.Create(word, row.Kind)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The error of a task that failed.</summary>
    public static VideoError OfTask(EvoLinkError? error) => Read(error, VideoErrorKind.ProviderFault, "The task failed; the gateway does not say why.");

    /// <summary>The error of a request that was refused.</summary>
    public static VideoError OfAnswer(string provider, GatewayAnswer answer)
    {
        var kind = answer.Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict => VideoErrorKind.InvalidRequest,
            HttpStatusCode.Unauthorized => VideoErrorKind.Authentication,
            HttpStatusCode.PaymentRequired => VideoErrorKind.Balance,
            HttpStatusCode.Forbidden => VideoErrorKind.Permission,
            HttpStatusCode.NotFound => VideoErrorKind.NotFound,
            HttpStatusCode.TooManyRequests => VideoErrorKind.RateLimited,
            _ => VideoErrorKind.ProviderFault,
        };
        var error = EvoLinkJson.TryRead(answer.Body, EvoLinkJson.Default.EvoLinkAnswer)?.Error;
        return Read(error, kind, $"{provider} answered HTTP {(int)answer.Status}{Beginning(answer.Body)}.");
    }

    /// <summary>How an answer that is not understood begins.</summary>
    public static string Beginning(byte[] body)
    {
        const int Shown = 120;
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, Shown)).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? " with an empty body" : $", beginning '{text}'";
    }

    private static VideoError Read(EvoLinkError? error, VideoErrorKind otherwise, string nothingSaid) => new()
    {
        Kind = KindOf(error?.Code) ?? KindOf(error?.Type) ?? otherwise,
        Message = error?.Message is { Length: > 0 } message ? message : nothingSaid,
        Code = error?.Code,
        Type = error?.Type,
        Parameter = error?.Param,
        Suggestion = error?.Suggestion ?? error?.FallbackSuggestion,
    };

    private static VideoErrorKind? KindOf(string? word) => word is not null && Kinds.TryGetValue(word, out var kind) ? kind : null;
}
