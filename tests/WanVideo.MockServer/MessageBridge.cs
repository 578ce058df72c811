using Microsoft.AspNetCore.Http.Extensions;

namespace WanVideo.MockServer;

/// <summary>Converts between the messages of ASP.NET Core and those of <see cref="System.Net.Http"/>, which the sandbox uses.</summary>
internal static class MessageBridge
{
    public static HttpRequestMessage ToMessage(HttpRequest request, byte[] body)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.GetEncodedUrl()) { Content = new ByteArrayContent(body) };
        foreach (var (name, values) in request.Headers)
        {
            // HttpRequestMessage refuses content headers. They belong to its content.
            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                message.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return message;
    }

    /// <summary>Copies status and headers.</summary>
    public static void CopyHead(HttpResponseMessage message, HttpResponse response)
    {
        response.StatusCode = (int)message.StatusCode;
        foreach (var (name, values) in message.Headers.Concat(message.Content.Headers))
        {
            response.Headers[name] = values.ToArray();
        }
    }
}
