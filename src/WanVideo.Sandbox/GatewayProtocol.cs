using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace WanVideo.Sandbox;

/// <summary>The server side of a gateway's protocol.</summary>
internal abstract class GatewayProtocol(SandboxOptions options)
{
    /// <summary>The error code for a field with an invalid value.</summary>
    protected abstract string InvalidFieldCode { get; }

    /// <summary>The HTTP status for a field with an invalid value.</summary>
    protected virtual HttpStatusCode InvalidFieldStatus => HttpStatusCode.BadRequest;

    /// <summary>The scheme of the Authorization header.</summary>
    protected virtual string KeyScheme => "Bearer";

    /// <summary>Handles a request. Null if the protocol has no such endpoint.</summary>
    /// <exception cref="HttpRequestException">The response is lost.</exception>
    public async Task<HttpResponseMessage?> TryHandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (FindHandler(request, request.RequestUri!.AbsolutePath[1..]) is not { } handle)
        {
            return null;
        }

        try
        {
            if (!IsPublic(request.RequestUri.AbsolutePath[1..]))
            {
                Authenticate(request);
            }

            return handle(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (InvalidFieldException exception)
        {
            return CreateErrorResponse(new RequestRejectedException(InvalidFieldStatus, InvalidFieldCode, exception.Message, exception.Field));
        }
        catch (RequestRejectedException exception)
        {
            return CreateErrorResponse(exception);
        }
    }

    /// <summary>Finds the endpoint of a request. Null if there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">Its path without the leading slash.</param>
    /// <returns>Creates the response from the request's body.</returns>
    protected abstract Func<string, HttpResponseMessage>? FindHandler(HttpRequestMessage request, string path);

    /// <summary>Whether a path requires no key.</summary>
    protected virtual bool IsPublic(string path) => false;

    /// <summary>Creates the error of a request with a wrong key or none.</summary>
    protected abstract RequestRejectedException CreateKeyException(bool isMissing);

    /// <summary>Writes the body of an error response.</summary>
    protected abstract JsonObject WriteError(RequestRejectedException exception);

    /// <summary>Gets the id between a prefix and a suffix of a path. Null if there is none.</summary>
    protected static string? GetId(string path, string prefix, string suffix = "") =>
        path.StartsWith(prefix, StringComparison.Ordinal)
        && path.EndsWith(suffix, StringComparison.Ordinal)
        && path.Length > prefix.Length + suffix.Length
        && path[prefix.Length..^suffix.Length] is var id
        && !id.Contains('/', StringComparison.Ordinal)
            ? Uri.UnescapeDataString(id)
            : null;

    protected static HttpResponseMessage CreateResponse(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    /// <summary>Creates the response to an accepted create request.</summary>
    /// <exception cref="HttpRequestException">The prompt has the directive <c>#drop-response</c>.</exception>
    protected static HttpResponseMessage CreateAcceptedResponse(SandboxTask task, JsonObject body) => task.Directives.DropsResponse
        ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "#drop-response in the prompt")
        : CreateResponse(body);

    private HttpResponseMessage CreateErrorResponse(RequestRejectedException exception) => CreateResponse(WriteError(exception), exception.Status);

    private void Authenticate(HttpRequestMessage request)
    {
        var key = request.Headers.Authorization is { Parameter: { Length: > 0 } parameter } authorization && authorization.Scheme == KeyScheme ? parameter : null;
        if (options.ApiKey is not null && key != options.ApiKey)
        {
            throw CreateKeyException(isMissing: key is null);
        }
    }
}
