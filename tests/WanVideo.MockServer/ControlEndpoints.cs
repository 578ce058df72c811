using System.Text.Json;
using System.Text.Json.Serialization;

namespace WanVideo.MockServer;

/// <summary>The endpoints under <c>/_mock</c>, by which a test in another process adds faults and reads the record.</summary>
internal static class ControlEndpoints
{
    private const int DefaultTimeoutMilliseconds = 3000;

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
            catch (Exception failure) when (failure is JsonException or ArgumentException)
            {
                return Results.Text(failure.Message, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        control.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        control.MapGet("/requests", () => Results.Json(record.Requests, Json));
        control.MapDelete("/requests", () =>
        {
            record.Clear();
            return Results.NoContent();
        });
        control.MapGet("/tasks", () => Results.Json(record.Tasks, Json));
        control.MapGet("/media/{length:long}/{name}", (HttpContext context, string length) => LargeMedia.SendAsync(context.Response, length, context.RequestAborted));
        control.MapGet("/state", async (string? until, int? timeoutMs) =>
        {
            if (until == "idle")
            {
                await Task.WhenAny(record.WhenIdleAsync(), Task.Delay(timeoutMs ?? DefaultTimeoutMilliseconds));
            }

            return Results.Json(record.State, Json);
        });

        // Other paths are not passed to the sandbox and not recorded.
        control.Map("/{**path}", () => Results.NotFound());
    }
}
