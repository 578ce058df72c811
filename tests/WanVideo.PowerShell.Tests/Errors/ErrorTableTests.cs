using System.Management.Automation;
using WanVideo.Errors;

namespace WanVideo.Tests.Errors;

public sealed class ErrorTableTests
{
    public static TheoryData<VideoErrorKind> Kinds => [.. Enum.GetValues<VideoErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_specific_category_and_a_recommended_action(VideoErrorKind kind)
    {
        var (category, action) = ErrorTable.Get(kind);
        Assert.NotEqual(ErrorCategory.NotSpecified, category);
        Assert.EndsWith(".", action, StringComparison.Ordinal);
    }
}
