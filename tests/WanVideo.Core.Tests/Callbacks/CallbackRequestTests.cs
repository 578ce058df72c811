using System.Text;
using WanVideo.Callbacks;

namespace WanVideo.Tests.Callbacks;

/// <summary>Which bytes are accepted as a request, and with which status the others are rejected.</summary>
public sealed class CallbackRequestTests
{
    private const string Host = "Host: 127.0.0.1\r\n";
    private const string Post = "POST / HTTP/1.1\r\n" + Host;
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    [Theory]
    [InlineData(Post + "Content-Length: 3\r\n\r\none")]
    [InlineData(Post + "content-length:3\r\n\r\none")]
    [InlineData(Post + "Content-Length: \t003 \t\r\n\r\none")]
    [InlineData("POST /any/path?query=1 HTTP/1.1\r\n" + Host + "Content-Length: 3\r\n\r\none")]
    [InlineData("POST http://127.0.0.1/path HTTP/1.1\r\n" + Host + "Content-Length: 3\r\n\r\none")]
    [InlineData("\r\n\r\n" + Post + "Content-Length: 3\r\n\r\none")]
    [InlineData("POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 3\n\none")]
    [InlineData("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\none")]
    [InlineData("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "Expect: other\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "X-City: M\u00c3\u009c\r\nX-Empty:\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Chunked + "3\r\none\r\n0\r\n\r\n")]
    [InlineData(Chunked + "1\r\no\r\n00002\r\nne\r\n000\r\n\r\n")]
    [InlineData(Chunked + "3 ; name=value;other\r\none\r\n0\r\nTrailer: value\r\n\r\n")]
    [InlineData(Post + "TRANSFER-ENCODING: Chunked\r\n\r\n3\r\none\r\n0\r\n\r\n")]
    [InlineData(Post + "Content-Length: 3\r\n\r\none" + Post + "Content-Length: 3\r\n\r\ntwo")]
    public async Task A_valid_request_is_accepted_once(string request)
    {
        await using var listener = await RunningListener.StartAsync();

        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(request), StringComparison.Ordinal);

        await listener.DisposeAsync();
        Assert.Equal(["one"], listener.Received);
    }

    [Theory]
    [InlineData("hooks.example.com")]
    [InlineData("localhost:8787")]
    [InlineData("[::1]:8787")]
    [InlineData("")]
    public async Task Any_Host_is_accepted(string host)
    {
        await using var listener = await RunningListener.StartAsync();

        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync($"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\none"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /\r\n", 400)]
    [InlineData("POST / HTTP/1.1 \r\n", 400)]
    [InlineData("POST  / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("POST path HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("PO(ST / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData(" POST / HTTP/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("POST / http/1.1\r\n" + Host + "\r\n", 400)]
    [InlineData("POST / HTTP/1.10\r\n" + Host + "\r\n", 400)]
    [InlineData("POST / HTTP/0.9\r\n" + Host + "\r\n", 400)]
    [InlineData("POST / HTTP/2.0\r\n" + Host + "\r\n", 505)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    [InlineData("\u0016\u0003\u0001\u0002\u0000", 400)]
    [InlineData("\0", 400)]
    [InlineData("PO\0ST / HTTP/1.1\r\n", 400)]
    [InlineData("POST /\0 HTTP/1.1\r\n", 400)]
    [InlineData("POST / HTTP/1.1\rX", 400)]
    public async Task An_invalid_request_line_is_rejected(string request, int status) => await AssertRejectedAsync(request, status);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("HEAD / HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("PUT / HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("post / HTTP/1.1\r\n" + Host + "Content-Length: 3\r\n\r\none")]
    public async Task Another_method_is_rejected_with_the_allowed_one(string request) =>
        Assert.Contains("\r\nAllow: POST\r\n", await AssertRejectedAsync(request, 405), StringComparison.Ordinal);

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + Host + "Content-Length: 3\r\n\r\none")]
    [InlineData("POST / HTTP/1.0\r\n" + Host + Host + "Content-Length: 3\r\n\r\none")]
    [InlineData(Post + "no colon\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + ": no name\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "Name : value\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "Name: value\r\n folded\r\nContent-Length: 3\r\n\r\none")]
    [InlineData("POST / HTTP/1.1\r\n " + Host + "Content-Length: 3\r\n\r\none")]
    [InlineData(Post + "Name: val\0ue\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "Na\0me: value\r\nContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "Name: value\rContent-Length: 3\r\n\r\none")]
    [InlineData(Post + "N\u00e4me: value\r\nContent-Length: 3\r\n\r\none")]
    public async Task An_invalid_header_is_rejected(string request) => await AssertRejectedAsync(request, 400);

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 3\r\n", 400)]
    [InlineData("Content-Length: 3\r\nContent-Length: 40\r\n", 400)]
    [InlineData("Content-Length: 3, 3\r\n", 400)]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", 400)]
    [InlineData("Content-Length: -3\r\n", 400)]
    [InlineData("Content-Length: +3\r\n", 400)]
    [InlineData("Content-Length: 3.0\r\n", 400)]
    [InlineData("Content-Length: 0x3\r\n", 400)]
    [InlineData("Content-Length: \u0663\r\n", 400)]
    [InlineData("Content-Length:\r\n", 400)]
    [InlineData("", 411)]
    [InlineData("Content-Length: 1048577\r\n", 413)]
    [InlineData("Content-Length: 4294967299\r\n", 413)]
    [InlineData("Content-Length: 18446744073709551619\r\n", 413)]
    [InlineData("Content-Length: 99999999999999999999999999\r\n", 413)]
    [InlineData("Content-Length: 1048577\r\nExpect: 100-continue\r\n", 413)]
    [InlineData("Transfer-Encoding: identity\r\n", 400)]
    [InlineData("Transfer-Encoding:\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n", 400)]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", 501)]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", 501)]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 501)]
    [InlineData("Transfer-Encoding: xchunked\r\n", 501)]
    public async Task A_length_that_is_missing_ambiguous_or_too_large_is_rejected(string fields, int status) =>
        await AssertRejectedAsync(Post + fields + "\r\n", status);

    [Fact]
    public async Task HTTP_1_0_has_no_chunked_coding() =>
        await AssertRejectedAsync("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n", 400);

    [Theory]
    [InlineData("\r\n", 400)]
    [InlineData("x\r\n", 400)]
    [InlineData("-1\r\n", 400)]
    [InlineData("0x1\r\no\r\n", 400)]
    [InlineData(" 1\r\no\r\n", 400)]
    [InlineData(";name\r\n", 400)]
    [InlineData("3\none\r\n", 400)]
    [InlineData("3\r\none\n", 400)]
    [InlineData("3\r\nones\r\n", 400)]
    [InlineData("3\r\none\r\n0\r\n folded\r\n", 400)]
    [InlineData("3\r\none\r\n0\r\nna\0me: value\r\n", 400)]
    [InlineData("100001\r\n", 413)]
    [InlineData("ffffffff\r\n", 413)]
    [InlineData("ffffffffffffffff\r\n", 413)]
    [InlineData("10000000000000003\r\n", 413)]
    [InlineData("3\r\none\r\nffffe\r\n", 413)]
    public async Task An_invalid_chunk_is_rejected(string chunks, int status) => await AssertRejectedAsync(Chunked + chunks, status);

    [Theory]
    [InlineData("POST /", 414, "")]
    [InlineData(Post + "Name: ", 431, "")]
    [InlineData(Chunked + "3;", 400, "")]
    [InlineData(Chunked + "0\r\nName: ", 431, "")]
    [InlineData("", 414, "\r\n")]
    [InlineData(Post, 431, "a:\r\n")]
    public async Task Lines_that_are_too_long_are_rejected_before_they_end(string start, int status, string repeated) => await AssertRejectedAsync(
        start + (repeated.Length == 0 ? new string('x', CallbackRequestReader.MaxHeadLength) : string.Concat(Enumerable.Repeat(repeated, CallbackRequestReader.MaxHeadLength / repeated.Length + 1))),
        status);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_head_and_a_body_of_the_maximum_length_are_accepted(bool isChunked)
    {
        var body = new string('x', CallbackListener.MaxBodyLength);
        var framing = isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n";
        var head = Post + "Name: " + new string('x', CallbackRequestReader.MaxHeadLength - (Post + "Name: \r\n" + framing).Length) + "\r\n" + framing;
        await using var listener = await RunningListener.StartAsync();

        var response = await listener.SendAsync(head + (isChunked ? $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n" : body));

        Assert.StartsWith("HTTP/1.1 204 ", response, StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Equal(body, Assert.Single(listener.Received));
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST / HT")]
    [InlineData(Post + "Content-Le")]
    [InlineData(Post + "Content-Length: 4\r\n\r\none")]
    [InlineData(Chunked + "3\r\non")]
    [InlineData(Chunked + "3\r\none\r\n0\r\n")]
    public async Task A_request_that_ends_early_is_rejected(string request)
    {
        await using var listener = await RunningListener.StartAsync();
        using var client = await listener.ConnectAsync();

        await client.SendAsync(request);
        client.EndSending();

        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Empty(listener.Received);
    }

    [Fact]
    public async Task A_request_may_arrive_in_single_bytes_and_end_its_side()
    {
        await using var listener = await RunningListener.StartAsync();
        using var client = await listener.ConnectAsync();

        foreach (var character in Chunked + "3\r\none\r\n0\r\n\r\n")
        {
            await client.SendAsync(character.ToString());
        }

        client.EndSending();

        Assert.StartsWith("HTTP/1.1 204 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expect_100_continue_is_confirmed_before_the_body_is_sent()
    {
        await using var listener = await RunningListener.StartAsync();
        using var client = await listener.ConnectAsync();

        await client.SendAsync(Post + "Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n");
        await client.ExpectAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync("one");

        Assert.StartsWith("HTTP/1.1 204 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_has_a_date_and_closes_the_connection_and_204_has_no_length()
    {
        await using var listener = await RunningListener.StartAsync();

        var accepted = await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none");
        var rejected = await listener.SendAsync(Post + "Content-Length: 5\r\n\r\nother");

        Assert.Equal("HTTP/1.1 204 NoContent\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nConnection: close\r\n\r\n", accepted);
        Assert.Equal("HTTP/1.1 400 BadRequest\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", rejected);
    }

    [Fact]
    public async Task Random_bytes_do_not_affect_other_connections()
    {
        var random = new Random(20261120);
        await using var listener = await RunningListener.StartAsync();

        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            using var client = await listener.ConnectAsync();
            await client.SendAsync((i % 2 == 0 ? "" : Chunked) + Encoding.Latin1.GetString(bytes));
            client.EndSending();
            Assert.Matches("^HTTP/1.1 [45]", await client.ReadToEndAsync());
        }

        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none"), StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Equal(["one"], listener.Received);
    }

    // The client keeps its side open, so that the response depends only on the bytes sent.
    private static async Task<string> AssertRejectedAsync(string request, int status)
    {
        await using var listener = await RunningListener.StartAsync();

        var response = await listener.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none"), StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Equal(["one"], listener.Received);
        return response;
    }
}
