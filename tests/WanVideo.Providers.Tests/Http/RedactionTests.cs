using System.Net;
using System.Net.Sockets;
using System.Text;
using WanVideo.Downloading;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.Http;

/// <summary>No part of the API key that has 8 or more characters is in an error, a warning or a task, wherever a response contains the key.</summary>
public sealed class RedactionTests : IClassFixture<ProviderFixture>
{
    private const string Key = ProviderFixture.Key;

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public RedactionTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_message_of_any_length_is_redacted_in_bounded_time_and_keeps_8_KiB()
    {
        var redaction = new Redaction("secret-key-4711");
        var text = string.Concat(Enumerable.Repeat("http://", 100_000));

        Assert.Equal(text[..8192] + '…', redaction.RedactMessage(text));
        Assert.Equal(VideoErrorKind.ProviderFault, new WanVideo.Providers.ErrorCodeMap((VideoErrorKind.Balance, ["a"])).GetKind(VideoErrorKind.ProviderFault, string.Concat(Enumerable.Repeat("a.", 100_000))));
    }

    [Fact]
    public void An_excerpt_of_a_body_with_the_key_at_any_offset_contains_no_part_of_it()
    {
        for (var offset = 0; offset < 300; offset++)
        {
            var response = new ProviderResponse(HttpStatusCode.OK, Encoding.UTF8.GetBytes(GetBody(offset)), null, null) { Redaction = new Redaction(Key) };
            AssertNoPart(response.BodyExcerpt, offset);
        }
    }

    [Theory]
    [InlineData("200")]
    [InlineData("400")]
    [InlineData("500")]
    public async Task An_error_of_a_create_request_with_the_key_at_any_offset_contains_no_part_of_it(string status)
    {
        using var provider = gateway.Connect(retries: 0);
        for (var offset = 60; offset < 140; offset++)
        {
            gateway.Server.Faults.Clear();
            gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), "generations", GetBody(offset), headers: ("X-Request-Id", $"r-{Key}")));
            var exception = await Assert.ThrowsAsync<VideoException>(() => provider.CreateAsync(ProviderFixture.Request(provider), ProviderFixture.Permit(), messages, Cancellation));
            AssertNoPart($"{exception} {exception.Error} {exception.RequestId}", offset);
        }

        AssertNoPart(string.Join(' ', messages.Warnings), 0);
    }

    [Fact]
    public async Task An_error_of_a_download_with_the_key_at_any_offset_contains_no_part_of_it()
    {
        using var provider = gateway.Connect(retries: 0);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var downloader = new VideoDownloader(provider.MediaClient, provider.DownloadOptions);
            foreach (var offset in Enumerable.Range(150, 60).Concat(Enumerable.Range(4050, 50)))
            {
                gateway.Server.Faults.Clear();

                // Markup before the key, so that the end of what is read comes before the maximum length of the message.
                var body = offset > 1000 ? $"<!--{new string('x', offset - 7)}-->{Key}" : GetBody(offset);
                gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.Forbidden, "mp4", body));
                var exception = await Assert.ThrowsAsync<VideoException>(() => downloader.DownloadAsync(new Uri(gateway.Server.BaseUri, "a.mp4"), Path.Combine(folder.FullName, "a.mp4"), overwrite: false, progress: null, Cancellation));
                AssertNoPart(exception.ToString(), offset);
            }

            gateway.Server.Faults.Clear();
            gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "mp4", Key));
            var notVideo = await Assert.ThrowsAsync<VideoException>(() => downloader.DownloadAsync(new Uri(gateway.Server.BaseUri, $"{Key}.mp4"), Path.Combine(folder.FullName, "a.mp4"), overwrite: false, progress: null, Cancellation));
            AssertNoPart(notVideo.ToString(), 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_task_and_a_warning_contain_no_part_of_the_key()
    {
        using var provider = gateway.Connect(retries: 0);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/v1/tasks/", $$$"""{"id":"task-1","status":"{{{Key}}}","model":"{{{Key}}}","error":{"message":"{{{Key[..12]}}}"}}""", headers: ("X-Request-Id", Key)));
        var task = await provider.GetAsync("task-1", messages, Cancellation);
        AssertNoPart($"{task.RawStatus} {task.Model} {task.RequestId} {task.Error} {string.Join(' ', messages.Warnings)}", 0);
    }

    [Theory]
    [InlineData("http://user:SECRET@proxy.example:8080/ failed", "http://proxy.example:8080/ failed")]
    [InlineData("see 'https://user@a.example/x?y=z@w'", "see 'https://a.example/x?y=z@w'")]
    [InlineData("https://user:SE@CRET@a.example", "https://a.example")]
    [InlineData("https://a.example/@x mail a@b.example", "https://a.example/@x mail a@b.example")]
    public void A_user_and_a_password_are_removed_from_URLs(string text, string expected)
    {
        Assert.Equal(expected, Redaction.None.Redact(text));
        Assert.Equal(expected, new Redaction(Key).Redact(text));
    }

    [Theory]
    [InlineData("a\0b\u001b[31mc\u009b31md", "a\uFFFDb\uFFFD[31mc\uFFFD31md")]
    [InlineData("a\u202eb\u2066c\u200fd", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("a\r\nb\nc\u0085d\u2028e\tf", "a b c d e f")]
    public void Control_characters_are_replaced_and_line_breaks_become_spaces(string text, string expected)
    {
        Assert.Equal(expected, Redaction.None.Redact(text));
        Assert.Equal(expected, new Redaction(Key).RedactMessage(text));
        Assert.Equal($", starting with '{expected}'", new ProviderResponse(HttpStatusCode.OK, Encoding.UTF8.GetBytes(text), null, null).BodyExcerpt);
    }

    [Fact]
    public void A_surrogate_without_its_pair_is_replaced() => Assert.Equal("a\uFFFDb\U0001F600", Redaction.None.Redact("a\ud83db\U0001F600"));

    [Fact]
    public async Task A_prompt_keeps_its_lines()
    {
        using var provider = gateway.Connect(name: "DashScope", retries: 0);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/api/v1/tasks/", """{"output":{"task_id":"task-1","task_status":"RUNNING","orig_prompt":"A cat?\r\nA \u001b[1mdog: https://a.example/?b"}}"""));
        Assert.Equal("A cat?\nA \uFFFD[1mdog: https://a.example/?b", (await provider.GetAsync("task-1", messages, Cancellation)).Prompt);
    }

    [Fact]
    public void A_message_of_the_gateway_contains_no_signature()
    {
        const string Message = "cannot read https://u:p@oss.example/a.png?Signature=SECRET or it is too large";
        var error = new Redaction(Key).Redact(new VideoError { Kind = VideoErrorKind.MediaUnreachable, Message = Message, Suggestion = Message });
        Assert.Equal(("cannot read https://oss.example/a.png or it is too large", error.Message), (error.Message, error.Suggestion));
    }

    [Fact]
    public void An_inner_exception_with_text_to_redact_is_removed()
    {
        var safe = new HttpRequestException("safe", new IOException("also safe"));
        Assert.Same(safe, VideoException.GetSafeInnerException(safe, new Redaction(Key).Redact));
        Assert.Null(VideoException.GetSafeInnerException(new HttpRequestException("safe", new IOException("\u001b[31m")), Redaction.None.Redact));
        Assert.Null(VideoException.GetSafeInnerException(new HttpRequestException(Key), new Redaction(Key).Redact));
    }

    [Fact]
    public async Task An_error_of_a_proxy_contains_no_password()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var proxy = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = Task.Run(
            async () =>
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(Cancellation);
                    _ = await client.GetStream().ReadAsync(new byte[4096], Cancellation);
                    await client.GetStream().WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancellation);
                }
            },
            Cancellation);

        // The system's proxy has user and password in its URL.
        using var provider = gateway.Connect(retries: 1, baseUri: new Uri("https://gateway.invalid/"), proxy: new WebProxy(new Uri($"http://user:SECRET@{proxy}/")));
        var query = await Assert.ThrowsAsync<VideoException>(() => provider.GetAsync("task-1", messages, Cancellation));
        var create = await Assert.ThrowsAsync<VideoException>(() => provider.CreateAsync(ProviderFixture.Request(provider), ProviderFixture.Permit(), messages, Cancellation));

        Assert.Contains(proxy, query.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", $"{query} {create} {string.Join(' ', messages.VerboseMessages)}", StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_key_and_its_parts_are_redacted()
    {
        var redaction = new Redaction("abcdefghijkl");
        Assert.Equal("x *** y", redaction.Redact("x abcdefghijkl y"));
        Assert.Equal("***-*** abcdefg", redaction.Redact("cdefghij-abcdefghijkl abcdefg"));
        Assert.Equal("no key", redaction.Redact("no key"));
        Assert.Equal("a *** b", new Redaction("short").Redact("a short b"));
        Assert.Equal("text", Redaction.None.Redact("text"));
    }

    private static string GetBody(int offset) => $"{new string('x', offset)}{Key} and more text after the key";

    private static void AssertNoPart(string text, int offset)
    {
        for (var start = 0; start + 8 <= Key.Length; start++)
        {
            Assert.False(text.Contains(Key.Substring(start, 8), StringComparison.Ordinal), $"offset {offset}: {text}");
        }
    }
}
