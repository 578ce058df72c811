using System.Globalization;
using System.Text;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>Serves one request from its arrival to the last byte of the response, and applies the fault that matches it.</summary>
internal sealed class RequestHandler(HttpContext context, SandboxServer sandbox, RequestClock clock, FaultList faults, RequestRecord record)
{
    private const string Aborted = "aborted";

    // A connection reset discards what the client has not read yet.
    private static readonly TimeSpan DelayBeforeReset = TimeSpan.FromMilliseconds(100);

    private readonly CancellationToken requestAborted = context.RequestAborted;

    public async Task HandleAsync()
    {
        var request = record.Start(context.Request);

        // The listener responds with 500 to an exception. Any other than those below is an error in this server.
        var (status, isClientAbort) = ("500", false);
        try
        {
            var isComplete = await RespondAsync(request);
            status = isComplete ? context.Response.StatusCode.ToString(CultureInfo.InvariantCulture) : Aborted;
        }
        catch (Exception exception) when (requestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            (status, isClientAbort) = (Aborted, true);
        }
        finally
        {
            record.Complete(request, status, isClientAbort);
        }
    }

    /// <returns>Whether a complete response was sent.</returns>
    private async Task<bool> RespondAsync(RecordedRequest request)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, requestAborted);
        request.Body = Encoding.UTF8.GetString(body.ToArray());

        var fault = faults.Find(request);
        request.Fault = fault?.Kind;
        if (fault is { When: FaultTime.Before } && await ApplyAsync(fault) is { } isCompleteBefore)
        {
            return isCompleteBefore;
        }

        clock.Freeze();
        using var message = MessageBridge.ToMessage(context.Request, body.ToArray());
        using var response = await sandbox.HandleAsync(message, requestAborted);
        record.NotifyChanged();
        if (fault is { When: FaultTime.After } && await ApplyAsync(fault) is { } isCompleteAfter)
        {
            return isCompleteAfter;
        }

        return await SendAsync(response, fault);
    }

    /// <returns>Whether a complete response was sent; null if the sandbox's response is still to be sent.</returns>
    private async Task<bool?> ApplyAsync(FaultAction fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                context.Abort();
                return false;
            case FaultKind.Delay:
                await Task.Delay(fault.Milliseconds, requestAborted);
                return null;
            case FaultKind.Status or FaultKind.Body:
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = fault.ContentType;
                foreach (var (name, value) in fault.Headers)
                {
                    context.Response.Headers[name] = value;
                }

                await context.Response.WriteAsync(fault.Body, requestAborted);
                return true;
            default:
                return null;
        }
    }

    private async Task<bool> SendAsync(HttpResponseMessage message, FaultAction? fault)
    {
        var response = context.Response;
        var bytes = await message.Content.ReadAsByteArrayAsync(requestAborted);
        MessageBridge.CopyHead(message, response);
        response.ContentLength = bytes.Length;
        switch (fault?.Kind)
        {
            case FaultKind.Truncate:
                await response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(fault.Bytes, bytes.Length)), requestAborted);
                await response.Body.FlushAsync(requestAborted);
                await Task.Delay(DelayBeforeReset, requestAborted);
                context.Abort();
                return false;
            case FaultKind.Throttle:
                await SendThrottledAsync(bytes, fault.BytesPerSecond);
                return true;
            default:
                await response.Body.WriteAsync(bytes, requestAborted);
                return true;
        }
    }

    private async Task SendThrottledAsync(byte[] bytes, int bytesPerSecond)
    {
        const int ChunksPerSecond = 10;
        var chunkLength = Math.Max(1, bytesPerSecond / ChunksPerSecond);
        for (var offset = 0; offset < bytes.Length; offset += chunkLength)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(offset, Math.Min(chunkLength, bytes.Length - offset)), requestAborted);
            await context.Response.Body.FlushAsync(requestAborted);
            await Task.Delay(1000 / ChunksPerSecond, requestAborted);
        }
    }
}
