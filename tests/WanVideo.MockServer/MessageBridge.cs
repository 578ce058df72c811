using Microsoft.AspNetCore.Http.Extensions;

namespace WanVideo.MockServer;

/// <summary>Carries messages between the listener and the gateway, which speaks in .NET's own HTTP messages.</summary>
internal static class MessageBridge
{
    /// <summary>The request as the gateway takes it.</summary>
    public static HttpRequestMessage ToMessage(HttpRequest request, byte[] body)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.GetEncodedUrl()) { Content = new ByteArrayContent(body) };
        foreach (var (name, values) in request.Headers)
        {
            // The listener has one list of headers, .NET's messages two: what the first refuses belongs to the second.
            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                message.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return message;
    }

    /// <summary>Gives the response the status and the headers of the gateway's answer.</summary>
    public static void CopyHead(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            response.Headers[name] = values.ToArray();
        }
    }
}
