using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace WanVideo.MockServer;

/// <summary>The endpoints under <c>/_mock</c>, by which a test in another process adds faults and reads the record.</summary>
internal static class ControlEndpoints
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3);

    // A misspelt member must not be ignored: the fault would not apply and the test would pass.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapControl(this WebApplication application, FaultList faults, RequestRecord record)
    {
        var control = application.MapGroup("/_mock");
        control.MapPost("/faults", async (HttpRequest request) =>
        {
            try
            {
                faults.Add(await JsonSerializer.DeserializeAsync<Fault[]>(request.Body, Json) ?? []);
                return Results.NoContent();
            }
            catch (Exception exception) when (exception is JsonException or ArgumentException)
            {
                return Results.Text(exception.Message, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        control.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        control.MapGet("/requests", async (string? path, int? count, int? timeoutMs) =>
        {
            var pattern = new Regex(path ?? "");
            await record.WaitUntilAsync(() => record.Requests.Count(request => pattern.IsMatch(request.Path)) >= (count ?? 0), Timeout(timeoutMs));
            return Results.Json(record.Requests.Where(request => pattern.IsMatch(request.Path)), Json);
        });
        control.MapDelete("/requests", () =>
        {
            record.Clear();
            return Results.NoContent();
        });
        control.MapGet("/tasks", () => Results.Json(record.Tasks, Json));
        control.MapGet("/media/{length:long}/{name}", (HttpContext context, string length) => LargeMedia.SendAsync(context.Response, length, context.RequestAborted));
        control.MapGet("/state", async (string? until, int? createRequests, int? timeoutMs) =>
        {
            await record.WaitUntilAsync(() => record.State.CreateRequests >= (createRequests ?? 0) && (until != "idle" || record.State.InFlight == 0), Timeout(timeoutMs));
            return Results.Json(record.State, Json);
        });

        // Other paths are not passed to the sandbox and not recorded.
        control.Map("/{**path}", () => Results.NotFound());
    }

    private static TimeSpan Timeout(int? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : DefaultTimeout;
}
