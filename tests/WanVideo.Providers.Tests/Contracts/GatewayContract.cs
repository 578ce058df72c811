using static WanVideo.Tests.Contracts.Created;
using static WanVideo.VideoErrorKind;

namespace WanVideo.Tests.Contracts;

/// <summary>
/// The errors of each gateway by its documentation, its own clients or its source. The providers' classification follows this table: every row is run
/// by <see cref="ContractTests"/>, and a code that is not in it is not in the providers' maps.
/// </summary>
internal static class GatewayContract
{
    public static readonly IReadOnlyDictionary<string, ContractRow[]> All = new Dictionary<string, ContractRow[]>
    {
        ["EvoLink"] = [.. EvoLink],
        ["AceData"] = [.. AceData],
        ["ModelStream"] = [.. ModelStream],
        ["DashScope"] = [.. DashScope],
        ["fal"] = [.. Fal],
    };

    // Source: the manual's table of HTTP statuses and of error codes. The codes of the first group mean "nothing was created" whatever the status is, in
    // the client's function verifiedPrechargeRejection.
    private static IEnumerable<ContractRow> EvoLink =>
    [
        .. Rows(402, Nothing, VideoErrorKind.Balance, "insufficient_quota", "insufficient_user_quota", "quota_not_enough", "account_balance_insufficient", "insufficient_token_quota", "key_quota_exhausted", "token_daily_quota_exceeded", "key_daily_quota_exhausted"),
        .. Rows(503, Nothing, VideoErrorKind.Balance, "insufficient_quota", "key_quota_exhausted"),
        .. Rows(429, Nothing, VideoErrorKind.Balance, "insufficient_user_quota"),
        .. Rows(403, Nothing, Authentication, "key_disabled", "key_expired", "user_disabled", "mcp_key_expired", "mcp_token_invalid", "agent_session_unavailable"),
        .. Rows(500, Nothing, Authentication, "key_disabled", "connection_not_authorized", "session_expired", "mcp_token_invalid"),
        .. Rows(401, Nothing, Authentication, "connection_", "session_", "upload_token_expired", "upload_token_"),
        .. Rows(403, Nothing, Permission, "key_model_not_allowed", "mcp_paused", "mcp_channel_disabled"),
        .. Rows(502, Nothing, Permission, "key_model_not_allowed", "mcp_paused"),
        .. Rows(400, Nothing, ContentRejected, "content_policy_violation", "content_filter", "sensitive_content", "moderation_blocked", "input_moderation_failed"),
        .. Rows(400, Nothing, InvalidRequest, "invalid_parameters", "image_dimension_mismatch", "invalid_audio", "a_code_of_tomorrow"),
        .. Rows(409, Nothing, InvalidRequest, "idempotency_conflict"),
        .. Rows(400, Nothing, MediaUnreachable, "image_processing_error"),
        .. Rows(404, Nothing, NotFound, "resource_not_found"),
        .. Rows(402, Nothing, VideoErrorKind.Balance, "quota_exceeded"),

        // The first request with this Idempotency-Key is still being processed.
        .. Rows(409, Unknown, OutcomeUnknown, "paid_outcome_unknown"),
        .. Rows(500, Unknown, Canceled, "request_cancelled"),
        .. Rows(500, Unknown, NotFound, "resource_not_found"),
        .. Rows(500, Unknown, VideoErrorKind.Timeout, "generation_timeout"),
        .. Rows(503, Unknown, ProviderFault, "resource_exhausted", "generation_failed_no_content", "service_error", "service_unavailable", "unknown_error", "no_available_channel", "model_unavailable", "channel_selection_failed"),
        new(400, null, Nothing, InvalidRequest) { Type = "invalid_request_error" },
        new(401, null, Nothing, Authentication) { Type = "authentication_error" },
        new(402, null, Nothing, VideoErrorKind.Balance) { Type = "insufficient_quota_error" },
        new(403, null, Nothing, Permission) { Type = "permission_error" },
        new(404, null, Nothing, NotFound) { Type = "not_found_error" },
        new(413, null, Nothing, InvalidRequest) { Type = "request_too_large_error" },
        new(429, null, Nothing, RateLimited) { Type = "rate_limit_error", IsRepeatable = true },
        new(429, null, Nothing, RateLimited) { Type = "rate_limit_error", IsRepeatable = true, RetryAfter = "60" },
        new(503, "service_unavailable", Unknown, ProviderFault) { RetryAfter = "3" },
        new(500, null, Unknown, ProviderFault) { Type = "internal_server_error" },
        new(502, null, Unknown, ProviderFault) { Type = "upstream_error" },
        new(503, null, Unknown, ProviderFault) { Type = "service_unavailable_error" },
        .. WithoutCode,
    ];

    // Source: the guide on responses and the OpenAPI document, which disagree on the status of token_mismatched.
    private static IEnumerable<ContractRow> AceData =>
    [
        .. Rows(400, Nothing, InvalidRequest, "bad_request", "api_not_implemented"),
        .. Rows(400, Nothing, Authentication, "no_token", "token_mismatched"),
        .. Rows(401, Nothing, Authentication, "invalid_token", "token_expired", "token_mismatched"),
        .. Rows(403, Nothing, Permission, "disabled"),
        .. Rows(403, Nothing, VideoErrorKind.Balance, "used_up"),
        .. Rows(403, Nothing, ContentRejected, "forbidden"),
        .. Rows(404, Nothing, InvalidRequest, "no_api"),
        new(429, "too_many_requests", Nothing, RateLimited) { IsRepeatable = true },
        new(500, "api_error", Unknown, ProviderFault),
        new(504, "timeout", Unknown, VideoErrorKind.Timeout),
        .. WithoutCode,
    ];

    // Source: New API's code, and ModelStream's page on billing for errors without a code.
    private static IEnumerable<ContractRow> ModelStream =>
    [
        .. Rows(403, Nothing, VideoErrorKind.Balance, "insufficient_user_quota", "pre_consume_token_quota_failed"),
        .. Rows(400, Nothing, InvalidRequest, "missing_model", "invalid_json", "invalid_request", "invalid_api_platform"),
        .. Rows(400, Nothing, NotFound, "task_not_exist"),
        .. Rows(401, Nothing, Authentication, "invalid_api_key", ""),

        .. Rows(400, Nothing, ContentRejected, "DataInspectionFailed"),

        // No channel has the model: decided before the request is sent to the model's host.
        .. Rows(503, Nothing, InvalidRequest, "model_not_found"),

        // The status of the model's host, and its response as the message.
        new(400, "fail_to_fetch_task", Nothing, ContentRejected) { Message = """{"request_id":"r","code":"DataInspectionFailed","message":"The gateway's words"}""", ReportedCode = "DataInspectionFailed" },
        new(400, "fail_to_fetch_task", Nothing, InvalidRequest) { Message = """{"code":"InvalidParameter","message":"The gateway's words"}""", ReportedCode = "InvalidParameter" },
        new(400, "fail_to_fetch_task", Nothing, MediaUnreachable) { Message = """{"code":"InvalidFile.DownloadFailed","message":"The gateway's words"}""", ReportedCode = "InvalidFile.DownloadFailed" },
        new(400, "fail_to_fetch_task", Nothing, VideoErrorKind.Balance) { Message = """{"code":"Arrearage","message":"The gateway's words"}""", ReportedCode = "Arrearage" },
        new(400, "fail_to_fetch_task", Nothing, ProviderFault) { Message = """{"code":"A.Code.Of.Tomorrow","message":"The gateway's words"}""", ReportedCode = "A.Code.Of.Tomorrow" },
        new(503, "fail_to_fetch_task", NothingInferred, RateLimited) { Message = """{"code":"ServiceUnavailable","message":"The gateway's words"}""", ReportedCode = "ServiceUnavailable" },
        new(500, "fail_to_fetch_task", Unknown, ProviderFault) { Message = """{"code":"InternalError.Algo","message":"The gateway's words"}""", ReportedCode = "InternalError.Algo" },
        new(500, "fail_to_fetch_task", Unknown, ProviderFault),
        new(429, "fail_to_fetch_task", Nothing, ProviderFault) { Message = "当前分组上游负载已饱和", IsRepeatable = true },

        // The model's host refused in a response with HTTP 200.
        new(200, "ali_api_error", Nothing, ContentRejected) { Message = "DataInspectionFailed: The gateway's words", ReportedCode = "DataInspectionFailed" },
        new(200, "ali_api_error", Nothing, InvalidRequest) { Message = "InvalidParameter: The gateway's words", ReportedCode = "InvalidParameter" },
        new(200, "ali_api_error", Unknown, ProviderFault) { Message = "InternalError: The gateway's words", ReportedCode = "InternalError" },
        new(200, "ali_api_error", Unknown, ProviderFault),
        .. WithoutCode,
    ];

    // Source: Alibaba's OpenAPI documents and its page of error messages.
    private static IEnumerable<ContractRow> DashScope =>
    [
        .. Rows(400, Nothing, VideoErrorKind.Balance, "Arrearage"),
        new(400, "InvalidParameter", Nothing, VideoErrorKind.Balance) { Message = "isv.OUT_OF_SERVICE" },
        .. Rows(403, Nothing, VideoErrorKind.Balance, "AllocationQuota.FreeTierOnly"),
        .. Rows(403, Nothing, Permission, "AccessDenied", "AccessDenied.Unpurchased", "Model.AccessDenied", "App.AccessDenied", "Workspace.AccessDenied", "Endpoint.AccessDenied"),
        .. Rows(429, Nothing, VideoErrorKind.Balance, "CommodityNotPurchased", "PrepaidBillOverdue", "PostpaidBillOverdue", "BudgetLimitExceeded"),
        .. Rows(429, Nothing, RateLimited, "Throttling", "Throttling.RateQuota", "Throttling.BurstRate", "Throttling.AllocationQuota", "Throttling.Concurrency", "LimitRequests", "ResourceExhausted", "insufficient_quota").Select(row => row with { IsRepeatable = true }),
        .. Rows(400, Nothing, ContentRejected, "DataInspectionFailed", "data_inspection_failed", "CustomRoleBlocked", "FaqRuleBlocked", "IPInfringementSuspect"),
        .. Rows(400, Nothing, MediaUnreachable, "InvalidParameter.DataInspection", "InvalidFile.DownloadFailed", "BadRequest.InputDownloadFailed", "InvalidURL", "InvalidURL.Timeout", "InvalidURL.ConnectionRefused"),
        new(400, "InvalidParameter", Nothing, MediaUnreachable) { Message = "Failed to download https://example.com/cat.png" },
        .. Rows(400, Nothing, InvalidRequest, "InvalidParameter", "BadRequest", "BadRequest.EmptyInput", "BadRequest.EmptyModel", "BadRequest.EmptyParameters", "UnsupportedOperation", "InvalidPerson", "InvalidImageResolution", "InvalidImageFormat"),
        .. Rows(400, Nothing, InvalidRequest, "InvalidFile", "InvalidFile.Resolution", "InvalidFile.Size", "InvalidFile.Duration", "InvalidFile.FPS", "InvalidFile.Format", "InvalidFile.Openerror", "InvalidFile.AspectRatio", "InvalidFile.ImageSize", "InvalidFile.NoHuman", "InvalidImage", "InvalidImage.FileFormat"),
        .. Rows(500, Nothing, InvalidRequest, "InvalidFile.Resolution", "InvalidImage.FileFormat", "InvalidPerson"),
        .. Rows(401, Nothing, Authentication, "InvalidApiKey", "NOT AUTHORIZED"),
        .. Rows(404, Nothing, InvalidRequest, "ModelNotFound", "model_not_found", "WorkSpaceNotFound"),
        .. Rows(404, Nothing, NotFound, "NotFound"),
        .. Rows(500, NothingInferred, RateLimited, "ServiceUnavailable"),
        .. Rows(503, NothingInferred, RateLimited, "ServiceUnavailable", "ModelUnavailable"),
        new(503, "ServiceUnavailable", NothingInferred, RateLimited) { RetryAfter = "3" },
        new(503, "ModelUnavailable", NothingInferred, RateLimited) { RetryAfter = "3" },
        new(503, "InternalError", Unknown, ProviderFault) { RetryAfter = "3" },
        .. Rows(500, Unknown, VideoErrorKind.Timeout, "InternalError.Timeout", "RequestTimeOut"),
        .. Rows(500, Unknown, ProviderFault, "InternalError", "InternalError.Algo", "InternalError.FileUpload", "InternalError.Upload", "SystemError", "ModelServiceFailed", "RewriteFailed"),
        .. WithoutCode,
    ];

    // Source: fal's pages on errors (of the model) and on retries (of the request). The queue does not run the model before it accepts a request, so the types of
    // runs are not documented for create requests: their HTTP status decides.
    private static IEnumerable<ContractRow> Fal =>
    [
        .. Rows(422, Nothing, ContentRejected, "content_policy_violation"),
        .. Rows(422, Nothing, MediaUnreachable, "image_load_error", "file_download_error"),
        .. Rows(422, Nothing, InvalidRequest, "value_error", "image_too_small", "image_too_large", "face_detection_error", "file_too_large", "greater_than", "greater_than_equal", "less_than", "less_than_equal"),
        .. Rows(422, Nothing, InvalidRequest, "multiple_of", "sequence_too_short", "sequence_too_long", "one_of", "feature_not_supported", "unsupported_video_format", "video_duration_too_long", "a_type_of_tomorrow"),
        .. Rows(422, Nothing, ProviderFault, "no_media_generated"),
        .. Rows(400, Nothing, ProviderFault, "downstream_service_error"),
        .. Rows(400, Nothing, InvalidRequest, "bad_request", "ALREADY_COMPLETED"),
        .. Rows(404, Nothing, NotFound, "NOT_FOUND"),
        .. Rows(500, Unknown, ProviderFault, "internal_server_error", "downstream_service_unavailable", "downstream_service_error", "runner_server_error", "internal_error"),
        .. Rows(502, Unknown, ProviderFault, "runner_incomplete_response"),
        .. Rows(503, Unknown, ProviderFault, "runner_scheduling_failure", "runner_connection_timeout", "runner_disconnected", "runner_connection_refused", "runner_connection_error"),
        .. Rows(504, Unknown, VideoErrorKind.Timeout, "generation_timeout", "request_timeout", "startup_timeout"),
        .. Rows(499, Unknown, Canceled, "client_disconnected", "client_cancelled"),
        new(503, "runner_scheduling_failure", Unknown, ProviderFault) { RetryAfter = "3" },
        new(429, "concurrent_requests_limit", Nothing, RateLimited) { IsRepeatable = true },
        .. WithoutCode,
        new(403, null, Nothing, VideoErrorKind.Balance) { Message = "User is locked. Reason: Exhausted balance. Top up your balance. The gateway's words" },
    ];

    // The HTTP status alone. Those after which a task may exist include redirects, conflicts and time limits of servers in between. A 503 with Retry-After asks to
    // send the request again (RFC 9110, section 10.2.3).
    private static IEnumerable<ContractRow> WithoutCode =>
    [
        new(400, null, Nothing, InvalidRequest),
        new(401, null, Nothing, Authentication),
        new(402, null, Nothing, VideoErrorKind.Balance),
        new(403, null, Nothing, Permission),
        new(404, null, Nothing, NotFound) { CreateKind = InvalidRequest },
        new(405, null, Nothing, ProviderFault) { CreateKind = InvalidRequest },
        new(413, null, Nothing, InvalidRequest),
        new(415, null, Nothing, ProviderFault),
        new(422, null, Nothing, InvalidRequest),
        new(429, null, Nothing, RateLimited) { IsRepeatable = true },
        new(503, null, Nothing, ProviderFault) { IsRepeatable = true, RetryAfter = "3" },
        new(409, null, Unknown, InvalidRequest),
        new(504, null, Unknown, VideoErrorKind.Timeout),
        .. ((int[])[301, 302, 303, 307, 308, 406, 408, 410, 418, 425, 451, 499, 500, 501, 502, 503, 520, 522, 524, 529]).Select(status => new ContractRow(status, null, Unknown, ProviderFault)),
    ];

    private static IEnumerable<ContractRow> Rows(int status, Created created, VideoErrorKind kind, params string[] codes) =>
        codes.Select(code => new ContractRow(status, code, created, kind));
}
