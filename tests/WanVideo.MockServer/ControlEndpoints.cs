using System.Text.Json;

namespace WanVideo.MockServer;

/// <summary>The addresses under <c>/_mock</c>, by which a test in another process sets faults and reads the record.</summary>
internal static class ControlEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapControl(this WebApplication application, FaultList faults, RequestRecord record)
    {
        application.MapPost("/_mock/faults", async (HttpRequest request) =>
        {
            faults.Add(await request.ReadFromJsonAsync<Fault[]>(Json) ?? []);
            return Results.NoContent();
        });
        application.MapDelete("/_mock/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        application.MapGet("/_mock/requests", () => Results.Json(record.Requests, Json));
        application.MapDelete("/_mock/requests", () =>
        {
            record.Clear();
            return Results.NoContent();
        });
        application.MapGet("/_mock/state", async (string? until, int? timeoutMs) =>
        {
            if (until == "idle")
            {
                await Task.WhenAny(record.WhenIdleAsync(), Task.Delay(timeoutMs ?? 3000));
            }

            return Results.Json(record.State, Json);
        });
    }
}
