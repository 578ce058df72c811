using System.Globalization;
using System.Text;
using WanVideo.Sandbox;

namespace WanVideo.MockServer;

/// <summary>One request, from its arrival to the last byte of its answer, with the fault that strikes it.</summary>
internal sealed class Exchange(HttpContext context, SandboxServer gateway, RequestClock clock, FaultList faults, RequestRecord record)
{
    private const string Aborted = "aborted";

    private static readonly TimeSpan ReadingTime = TimeSpan.FromMilliseconds(100);

    private readonly CancellationToken clientGone = context.RequestAborted;

    public async Task RunAsync()
    {
        var request = record.Begin(context.Request);

        // What the listener makes of an exception, which then is a mistake of this server's own.
        var (status, isClientAbort) = ("500", false);
        try
        {
            var isWhole = await AnswerAsync(request);
            status = isWhole ? context.Response.StatusCode.ToString(CultureInfo.InvariantCulture) : Aborted;
        }
        catch (Exception exception) when (clientGone.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            (status, isClientAbort) = (Aborted, true);
        }
        finally
        {
            record.End(request, status, isClientAbort);
        }
    }

    /// <returns>Whether all of an answer was sent.</returns>
    private async Task<bool> AnswerAsync(RecordedRequest request)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, clientGone);
        request.Body = Encoding.UTF8.GetString(body.ToArray());

        var fault = faults.For(request);
        request.Fault = fault?.Kind;
        if (fault is { When: FaultTime.Before } && await StrikeAsync(fault) is { } struckBefore)
        {
            return struckBefore;
        }

        clock.Fix();
        using var message = MessageBridge.ToMessage(context.Request, body.ToArray());
        using var answer = await gateway.HandleAsync(message, clientGone);
        record.NotifyChanged();
        if (fault is { When: FaultTime.After } && await StrikeAsync(fault) is { } struckAfter)
        {
            return struckAfter;
        }

        return await SendAsync(answer, fault);
    }

    /// <returns>Whether all of an answer was sent; null if the gateway's is still to come.</returns>
    private async Task<bool?> StrikeAsync(FaultAction fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                context.Abort();
                return false;
            case FaultKind.Delay:
                await Task.Delay(fault.Milliseconds, clientGone);
                return null;
            case FaultKind.Status or FaultKind.Body:
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = fault.ContentType;
                foreach (var (name, value) in fault.Headers)
                {
                    context.Response.Headers[name] = value;
                }

                await context.Response.WriteAsync(fault.Body, clientGone);
                return true;
            default:
                return null;
        }
    }

    private async Task<bool> SendAsync(HttpResponseMessage answer, FaultAction? fault)
    {
        var response = context.Response;
        var bytes = await answer.Content.ReadAsByteArrayAsync(clientGone);
        MessageBridge.CopyHead(answer, response);
        response.ContentLength = bytes.Length;
        switch (fault?.Kind)
        {
            case FaultKind.Truncate:
                await response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(fault.Bytes, bytes.Length)), clientGone);
                await response.Body.FlushAsync(clientGone);

                // A reset overtakes what was sent before it; the client is given the time to read that.
                await Task.Delay(ReadingTime, clientGone);
                context.Abort();
                return false;
            case FaultKind.Throttle:
                await SendSlowlyAsync(bytes, fault.BytesPerSecond);
                return true;
            default:
                await response.Body.WriteAsync(bytes, clientGone);
                return true;
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
