namespace WanVideo.Tests;

/// <summary>The forms of a Retry-After header.</summary>
public sealed class HttpResponseMessageExtensionsTests
{
    [Theory]
    [InlineData("17", 17)]
    [InlineData("0", 0)]
    [InlineData("Fri, 20 Nov 2026 12:00:40 GMT", 40)]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void A_Retry_After_is_a_delay_from_now_on(string? header, int? expectedSeconds)
    {
        using var response = new HttpResponseMessage();
        if (header is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", header);
        }

        Assert.Equal(expectedSeconds, response.GetRetryAfter(new VirtualTime())?.TotalSeconds);
    }

    [Theory]
    [InlineData("Thu, 19 Nov 2026 12:00:30 GMT", 30)]
    [InlineData("Thu, 19 Nov 2026 11:59:30 GMT", 0)]
    public void A_Retry_After_date_is_compared_to_the_Date_of_the_response(string header, int expectedSeconds)
    {
        // The server's clock is a day behind.
        using var response = new HttpResponseMessage { Headers = { Date = new VirtualTime().GetUtcNow().AddDays(-1) } };
        response.Headers.TryAddWithoutValidation("Retry-After", header);

        Assert.Equal(expectedSeconds, response.GetRetryAfter(new VirtualTime())?.TotalSeconds);
    }
}
