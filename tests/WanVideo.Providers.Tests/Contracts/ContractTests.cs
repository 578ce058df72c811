using System.Net;
using System.Text.Json.Nodes;
using WanVideo.MockServer;
using WanVideo.Providers;
using WanVideo.Providers.AceData;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests.Contracts;

/// <summary>The classification of errors is exactly that of <see cref="GatewayContract"/>.</summary>
public sealed class ContractTests : IClassFixture<ProviderFixture>
{
    private const string Create = "generations|video-synthesis|wan/videos|image-to-video";
    private const string Query = "/v1/tasks/|/api/v1/tasks/|/v1/video/generations/|/wan/tasks|/requests/";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public ContractTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    public static TheoryData<string, int> Rows => [.. GatewayContract.All.SelectMany(contract => contract.Value.Select((_, index) => (contract.Key, index)))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_create_request_is_refused_repeatable_or_of_unknown_outcome(string provider, int index)
    {
        var row = GatewayContract.All[provider][index];
        gateway.Server.Faults.Add(Respond(provider, row, Create));
        using var connection = gateway.Connect(name: provider);
        var request = connection.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] });
        var exception = await Assert.ThrowsAsync<VideoException>(() => connection.CreateAsync(request, ProviderFixture.Permit(), messages, Cancellation));

        Assert.True((row.Created is Created.Unknown ? VideoErrorKind.OutcomeUnknown : row.CreateKind ?? row.Kind) == exception.Error.Kind, $"{row}: {exception.Error.Kind}");
        Assert.True(row.IsRepeatable == exception.IsCreateRepeatable, $"{row}: repeatable {exception.IsCreateRepeatable}");
        Assert.Single(gateway.Server.Record.Requests);
        Assert.Contains(row.ReportedCode is null ? row.Message : "The gateway's words", exception.Message, StringComparison.Ordinal);
        if (row.Created is not Created.Unknown)
        {
            Assert.Equal((row.ReportedCode ?? row.Code) is { Length: > 0 } code ? code : null, exception.Error.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_error_of_a_query_has_the_kind_of_its_code(string provider, int index)
    {
        var row = GatewayContract.All[provider][index];
        if (row is { Code: "paid_outcome_unknown" })
        {
            return;
        }

        gateway.Server.Faults.Add(Respond(provider, row, Query));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var exception = await Assert.ThrowsAsync<VideoException>(() => connection.GetAsync(provider is "fal" ? "task-1~alibaba~wan-3.0" : "task-1", messages, Cancellation));

        Assert.True(row.Kind == exception.Error.Kind, $"{row}: {exception.Error.Kind}");
    }

    [Fact]
    public void What_is_inferred_or_unknown_is_never_repeated() => Assert.All(
        GatewayContract.All.Values.SelectMany(rows => rows),
        row => Assert.True(row.Created is Created.Nothing || !row.IsRepeatable, $"{row}"));

    [Fact]
    public void A_provider_has_no_code_that_its_contract_does_not_have()
    {
        AssertCovered("EvoLink", EvoLinkProvider.Errors);
        AssertCovered("AceData", AceDataProvider.Errors);
        AssertCovered("ModelStream", ModelStreamProvider.Errors);
        AssertCovered("DashScope", DashScopeErrors.Map);
        AssertCovered("fal", FalProvider.Errors);

        static void AssertCovered(string provider, ErrorCodeMap map)
        {
            var codes = GatewayContract.All[provider].SelectMany(row => new[] { row.Code, row.Type }).OfType<string>().Select(code => code.Replace("_", "", StringComparison.Ordinal));
            Assert.Empty(map.Codes.Except(codes, StringComparer.OrdinalIgnoreCase));
        }
    }

    private static Fault Respond(string provider, ContractRow row, string path) => ProviderFixture.RespondWith(
        (HttpStatusCode)row.Status,
        path,
        WriteBody(provider, row).ToJsonString(),
        headers: row.RetryAfter is null ? [("Location", "/elsewhere")] : [("Retry-After", row.RetryAfter)]);

    // New API: errors of tasks are flat, those of keys and channels are nested.
    private static JsonObject WriteBody(string provider, ContractRow row)
    {
        if (provider is "fal")
        {
            return FalResponse.WriteError(row.Code, row.Message);
        }

        var error = new JsonObject { ["code"] = row.Code, ["message"] = row.Message, ["type"] = row.Type };
        var isFlat = provider is "DashScope" || (provider is "ModelStream" && row.Code is not (null or "" or "model_not_found" or "invalid_api_key" or "pre_consume_token_quota_failed"));
        return isFlat ? error : new JsonObject { ["error"] = error };
    }
}
