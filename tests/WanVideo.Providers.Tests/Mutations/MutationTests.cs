using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using WanVideo.Callbacks;
using WanVideo.Catalog;
using WanVideo.Providers.AceData;
using WanVideo.Providers.DashScope;
using WanVideo.Providers.EvoLink;
using WanVideo.Providers.Fal;
using WanVideo.Providers.ModelStream;
using WanVideo.Tests.Contracts;

namespace WanVideo.Tests.Mutations;

/// <summary>
/// Whatever a gateway returns, a provider throws nothing but a VideoException, and a create request is refused only if the contract says so. 20,000 mutations
/// of recorded responses; more with the environment variable WANVIDEO_MUTATIONS.
/// </summary>
public sealed class MutationTests
{
    private const int DefaultCount = 20_000;

    private static readonly int[] Statuses = [200, 200, 200, 200, 201, 302, 400, 401, 403, 404, 405, 408, 409, 422, 429, 500, 502, 503, 504];

    private static readonly HashSet<int> RefusalStatuses = [400, 401, 402, 403, 404, 405, 413, 415, 422, 429];

    [Fact]
    public void Mutated_responses_cause_video_exceptions_only_and_no_refusal_without_a_contract()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("WANVIDEO_MUTATIONS"), CultureInfo.InvariantCulture, out var number) ? number : DefaultCount;
        using var gateways = new MutatedGateways();
        var mutations = Gen.Choose(0, Mutation.Kinds - 1)
            .SelectMany(kind => Gen.Choose(0, 10_000), (kind, position) => (kind, position))
            .SelectMany(_ => Gen.Choose(0, 255), (pair, value) => new Mutation(pair.kind, pair.position, value));
        var responses = Gen.Elements(RecordedResponses.All)
            .SelectMany(_ => Gen.Elements(Statuses), (recorded, status) => (recorded, status))
            .SelectMany(_ => Gen.Elements("application/json", "text/html", "application/json; charset=utf-16", "odd"), (pair, contentType) => (pair.recorded, pair.status, contentType))
            .SelectMany(_ => mutations.ListOf(), (pair, changes) => (pair.recorded, pair.status, pair.contentType, Changes: changes.Take(4).ToArray()));
        var property = Prop.ForAll(responses.ToArbitrary(), response => gateways.Check(
            response.recorded.Provider,
            response.recorded.Call,
            response.status,
            response.contentType,
            response.Changes.Aggregate(Encoding.UTF8.GetBytes(response.recorded.Body), (body, change) => change.Apply(body))));

        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(8).WithQuietOnSuccess(true), property);
        Assert.True(gateways.CreatedCount > 0 && gateways.UnknownCount > 0 && gateways.RefusedCount > 0);
    }

    /// <summary>The providers, with a transport that returns one response.</summary>
    private sealed class MutatedGateways : IDisposable
    {
        private readonly Dictionary<string, (IVideoProvider Provider, PreparedRequest Request)> connections;
        private readonly RecordedMessages messages = new();
        private Func<HttpResponseMessage> respond = () => new HttpResponseMessage();

        public MutatedGateways()
        {
            connections = new IVideoProvider[]
            {
                new EvoLinkProvider(Options(EvoLinkProvider.Info), CreateHandler),
                new AceDataProvider(Options(AceDataProvider.Info), CreateHandler),
                new ModelStreamProvider(Options(ModelStreamProvider.Info), CreateHandler),
                new DashScopeProvider(Options(DashScopeProvider.Info), CreateHandler),
                new FalProvider(Options(FalProvider.Info), CreateHandler),
            }.ToDictionary(
                provider => provider.Name,
                provider => (provider, provider.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] })));
        }

        public int CreatedCount { get; private set; }

        public int RefusedCount { get; private set; }

        public int UnknownCount { get; private set; }

        public void Dispose()
        {
            foreach (var (provider, _) in connections.Values)
            {
                provider.Dispose();
            }
        }

        public bool Check(string name, ProviderCall call, int status, string contentType, byte[] body)
        {
            respond = () =>
            {
                var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
                response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                return response;
            };
            var (provider, request) = connections[name];
            try
            {
                // The transport is in memory, so no call waits.
                CallAsync(provider, call, request, body).GetAwaiter().GetResult();
                CreatedCount += call is ProviderCall.Create ? 1 : 0;
                return true;
            }
            catch (VideoException exception) when (call is ProviderCall.Create)
            {
                UnknownCount += exception.Error.Kind is VideoErrorKind.OutcomeUnknown ? 1 : 0;
                RefusedCount += exception.Error.Kind is VideoErrorKind.OutcomeUnknown ? 0 : 1;
                return exception.Error.Kind is VideoErrorKind.OutcomeUnknown ? !exception.IsCreateRepeatable
                    : (RefusalStatuses.Contains(status) || HasContract(name, exception.Error)) && (!exception.IsCreateRepeatable || status == 429);
            }
            catch (VideoException)
            {
                return true;
            }
        }

        private async Task CallAsync(IVideoProvider provider, ProviderCall call, PreparedRequest request, byte[] body)
        {
            switch (call)
            {
                case ProviderCall.Create:
                    var created = await provider.CreateAsync(request, ProviderFixture.Permit(), messages, CancellationToken.None);
                    Assert.NotEmpty(created.Id);
                    break;
                case ProviderCall.Get:
                    var task = await provider.GetAsync(provider.Name is "fal" ? "task-1~alibaba~wan-3.0" : "task-1", messages, CancellationToken.None);
                    Assert.NotEmpty(task.Id);
                    Assert.InRange(task.Progress ?? 0, 0, 100);
                    break;
                case ProviderCall.GetMany:
                    Assert.All(await provider.GetManyAsync(["task-1", "task-2"], messages, CancellationToken.None), read => Assert.NotEmpty(read.Id));
                    break;
                case ProviderCall.List:
                    await foreach (var listed in provider.ListAsync(new TaskFilter(), messages, CancellationToken.None))
                    {
                        Assert.NotEmpty(listed.Id);
                    }

                    break;
                case ProviderCall.Balance:
                    await provider.GetBalanceAsync(messages, CancellationToken.None);
                    break;
                default:
                    await provider.ReadCallbackAsync(provider.Name is "fal" ? FalResponse.SignCallback(body) : new CallbackRequest(body), messages, CancellationToken.None);
                    break;
            }
        }

        // The code, or the group that it belongs to, is in a row after which no task exists. New API passes on DashScope's codes.
        private static bool HasContract(string provider, VideoError error) => GatewayContract.All[provider]
            .Concat(provider is "ModelStream" ? GatewayContract.All["DashScope"] : [])
            .Where(row => row.Created is not Created.Unknown)
            .Any(row => IsMatch(row.Code, error.Code) || IsMatch(row.Type, error.Type));

        private static bool IsMatch(string? expected, string? actual)
        {
            if (string.IsNullOrEmpty(expected) || actual is null)
            {
                return false;
            }

            var (row, code) = (expected.Replace("_", "", StringComparison.Ordinal), actual.Replace("_", "", StringComparison.Ordinal));
            return code.Equals(row, StringComparison.OrdinalIgnoreCase)
                || code.StartsWith($"{row}.", StringComparison.OrdinalIgnoreCase)
                || (expected.EndsWith('_') && actual.StartsWith(expected, StringComparison.OrdinalIgnoreCase));
        }

        private static ProviderOptions Options(VideoProviderInfo info) => new() { Provider = info, ApiKey = ProviderFixture.Key, MaximumRetryCount = 0 };

        private Handler CreateHandler() => new(this);

        private sealed class Handler(MutatedGateways gateways) : HttpMessageHandler
        {
            // Like the network, it reads the body of a create request, which uses the permit.
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.Content is not null)
                {
                    await request.Content.CopyToAsync(Stream.Null, cancellationToken);
                }

                return request.RequestUri!.AbsolutePath == "/.well-known/jwks.json" ? FalResponse.CreateKeySet() : gateways.respond();
            }
        }
    }
}
