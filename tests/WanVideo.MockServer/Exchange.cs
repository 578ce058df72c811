using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>One request, from its arrival to the last byte of its answer, with the fault that strikes it.</summary>
internal sealed class Exchange(HttpContext context, SandboxGateway gateway, FaultList faults, RequestRecord record)
{
    private static readonly TimeSpan ReadingTime = TimeSpan.FromMilliseconds(100);

    private readonly CancellationToken clientGone = context.RequestAborted;

    public async Task RunAsync()
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(clientGone);
        var path = context.Request.Path.ToUriComponent() + context.Request.QueryString;
        var request = record.Begin(new RecordedRequest(
            context.Request.Method,
            path,
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            body,
            DateTimeOffset.UtcNow));
        var isClientAbort = false;
        try
        {
            await AnswerAsync(body, faults.For(context.Request.Method, path, body));
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            isClientAbort = true;
        }
        finally
        {
            var isAborted = isClientAbort || clientGone.IsCancellationRequested;
            record.End(request, isAborted ? "aborted" : context.Response.StatusCode.ToString(CultureInfo.InvariantCulture), isClientAbort);
        }
    }

    private async Task AnswerAsync(string body, FaultAction? fault)
    {
        if (fault is { When: FaultTime.Before } && await StrikeAsync(fault))
        {
            return;
        }

        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl());
        message.Content = new StringContent(body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content.Headers.Remove(name);
                message.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        var tasks = gateway.TaskCount;
        using var answer = await gateway.HandleAsync(message, clientGone);
        if (context.Request.Method == HttpMethods.Post && gateway.TaskCount > tasks && !answer.Headers.Contains("idempotency-replayed"))
        {
            record.Created();
        }

        if (fault is { When: FaultTime.After } && await StrikeAsync(fault))
        {
            return;
        }

        await SendAsync(answer, fault);
    }

    /// <returns>Whether that was the answer.</returns>
    private async Task<bool> StrikeAsync(FaultAction fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                context.Abort();
                return true;
            case FaultKind.Delay:
                await Task.Delay(fault.Milliseconds, clientGone);
                return false;
            case FaultKind.Status or FaultKind.Body:
                context.Response.StatusCode = fault.Status;
                foreach (var (name, value) in fault.Headers)
                {
                    context.Response.Headers[name] = value;
                }

                context.Response.ContentType = fault.ContentType;
                await context.Response.WriteAsync(fault.Body, clientGone);
                return true;
            default:
                return false;
        }
    }

    private async Task SendAsync(HttpResponseMessage answer, FaultAction? fault)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            response.Headers[name] = values.ToArray();
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(clientGone);
        response.ContentLength = bytes.Length;
        switch (fault?.Kind)
        {
            case FaultKind.Truncate:
                await response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(fault.Bytes, bytes.Length)), clientGone);
                await response.Body.FlushAsync(clientGone);

                // A reset overtakes what was sent before it; the client is given the time to read that.
                await Task.Delay(ReadingTime, clientGone);
                context.Abort();
                break;
            case FaultKind.Throttle:
                await SendSlowlyAsync(bytes, fault.BytesPerSecond);
                break;
            default:
                await response.Body.WriteAsync(bytes, clientGone);
                break;
        }
    }

    private async Task SendSlowlyAsync(byte[] bytes, int bytesPerSecond)
    {
        const int StepsPerSecond = 10;
        var step = Math.Max(1, bytesPerSecond / StepsPerSecond);
        for (var sent = 0; sent < bytes.Length; sent += step)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(sent, Math.Min(step, bytes.Length - sent)), clientGone);
            await context.Response.Body.FlushAsync(clientGone);
            await Task.Delay(1000 / StepsPerSecond, clientGone);
        }
    }
}
