using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Tests.Creating;

/// <summary>What is known of a task after its create request, and when a request counts as sent.</summary>
public sealed class CreatedTaskTests : CreateTestBase
{
    private static readonly Uri BaseUri = new("https://gateway.example/");

    [Fact]
    public async Task Values_of_the_response_replace_those_of_the_request()
    {
        var task = await CreateAsync(Provider(_ => State("task-1") with { Model = "gateway-model", Prompt = "A black cat", Duration = 7 }));

        Assert.Equal(("gateway-model", "A black cat", 7), (task.Model, task.Prompt, task.Duration));
    }

    [Fact]
    public async Task Values_that_the_response_lacks_are_those_of_the_request()
    {
        var before = Time.GetUtcNow();
        var task = await CreateAsync(Provider(_ => State("task-1")));

        Assert.Equal(("some-model", "A cat"), (task.Model, task.Prompt));
        Assert.InRange(task.CreatedAt!.Value, before, Time.GetUtcNow());
        Assert.Equal(task.CreatedAt + VideoTask.RetentionPeriod, task.ExpiresAt);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    [InlineData(2, false)]
    public async Task A_creation_time_within_a_second_of_the_request_is_that_of_the_request(int seconds, bool isThatOfRequest)
    {
        var reported = Time.GetUtcNow().AddSeconds(seconds);
        var request = new CreateRequest(Prepare()) { CreatedAt = Time.GetUtcNow() };
        var task = await Time.RunAsync(CreateCreator().CreateAsync(Provider(_ => State("task-1") with { CreatedAt = reported }), request, Messages, Cancellation, Cancellation));

        Assert.Equal(isThatOfRequest ? request.CreatedAt : reported, task.CreatedAt);
    }

    [Fact]
    public async Task A_request_counts_as_sent_if_its_label_gateway_and_content_are_the_same()
    {
        var task = await CreateAsync(Provider(_ => State("task-1")), label: "a");

        Assert.Equal(task.IntentId, (await FindSentAsync(" a "))?.IntentId);
        Assert.Null(await FindSentAsync("b"));
        Assert.Null(await FindSentAsync(null));
        Assert.Null(await FindSentAsync("a", prompt: "A dog"));
        Assert.Null(await FindSentAsync("a", baseUri: new Uri("https://other.example/")));
        Assert.Null(await FindSentAsync("a", provider: "Other"));
        Assert.Null(await FindSentAsync("a", allowDuplicate: true));
    }

    [Theory]
    [InlineData(VideoErrorKind.OutcomeUnknown, true)]
    [InlineData(VideoErrorKind.InvalidRequest, false)]
    public async Task A_request_without_a_response_counts_as_sent_and_a_refused_one_does_not(VideoErrorKind kind, bool isSent)
    {
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(Provider(_ => throw new VideoException(kind, "No.")), label: "a"));

        Assert.Equal(isSent, await FindSentAsync("a") is not null);
    }

    [Fact]
    public async Task The_newest_other_request_with_the_label_is_found_except_between_the_sandbox_and_billed_gateways()
    {
        await CreateAsync(Provider(_ => State("t-1")), label: "a");

        Assert.Equal("t-1", (await FindAsync("a", prompt: "A dog")).Other?.Task?.Id);
        Assert.Null((await FindAsync("a")).Other);
        Assert.Null((await FindAsync("a", prompt: "A dog", isBilled: false)).Other);
        Assert.Null((await FindAsync("a", prompt: "A dog", allowDuplicate: true)).Other);
    }

    private async Task<LedgerRecord?> FindSentAsync(string? label, string prompt = "A cat", string provider = "Fake", Uri? baseUri = null, bool allowDuplicate = false) =>
        (await FindAsync(label, prompt, provider, baseUri, allowDuplicate)).Same;

    private Task<(LedgerRecord? Same, LedgerRecord? Other)> FindAsync(string? label, string prompt = "A cat", string provider = "Fake", Uri? baseUri = null, bool allowDuplicate = false, bool isBilled = true) =>
        CreateCreator().FindSentAsync(provider, baseUri ?? BaseUri, isBilled, new CreateRequest(Prepare(prompt)) { Label = label, AllowDuplicate = allowDuplicate }, Cancellation);
}
