using System.Net;
using System.Net.Http.Headers;
using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>Which partial response continues which version of a video.</summary>
public sealed class ResourceValidatorTests
{
    private static readonly DateTimeOffset Changed = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("bytes 8-15/16", null, true)]
    [InlineData("bytes 8-15/*", null, true)]
    [InlineData("bytes 8-15/16", "\"v1\"", true)]
    [InlineData("bytes 8-15/16", "\"v2\"", false)]
    [InlineData("bytes 8-15/17", null, false)]
    [InlineData("bytes 7-15/16", null, false)]
    [InlineData(null, null, false)]
    public void A_range_continues_the_version_with_its_entity_tag_and_length_at_the_offset(string? range, string? entityTag, bool isContinued) =>
        Assert.Equal(isContinued, new ResourceValidator("\"v1\"", null, 16, null).IsContinuedBy(CreatePartial(range, entityTag), offset: 8));

    [Theory]
    [InlineData("bytes 8-15/16", "\"v1\"")]
    [InlineData("bytes 8-15/*", null)]
    public void A_version_without_an_entity_tag_and_a_length_is_continued_by_any_range_at_the_offset(string range, string? entityTag) =>
        Assert.True(new ResourceValidator(null, Changed, null, null).IsContinuedBy(CreatePartial(range, entityTag), offset: 8));

    [Theory]
    [InlineData(60, true)]
    [InlineData(59, false)]
    [InlineData(null, false)]
    public void A_Last_Modified_date_identifies_a_version_a_minute_later(int? ageOfVersion, bool isStrong)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1]) { Headers = { LastModified = Changed } } };
        response.Headers.Date = ageOfVersion is { } seconds ? Changed.AddSeconds(seconds) : null;

        Assert.Equal(isStrong ? Changed : null, ResourceValidator.Create(response).LastModified);
    }

    [Theory]
    [InlineData("\"v1\"", "\"v1\"")]
    [InlineData("W/\"v1\"", null)]
    public void Only_a_strong_entity_tag_identifies_a_version(string entityTag, string? expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Headers = { ETag = EntityTagHeaderValue.Parse(entityTag) } };

        Assert.Equal(expected, ResourceValidator.Create(response).EntityTag);
    }

    private static HttpResponseMessage CreatePartial(string? range, string? entityTag) => new(HttpStatusCode.PartialContent)
    {
        Headers = { ETag = entityTag is null ? null : EntityTagHeaderValue.Parse(entityTag) },
        Content = new ByteArrayContent([1]) { Headers = { ContentRange = range is null ? null : ContentRangeHeaderValue.Parse(range) } },
    };
}
