using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

public sealed class NumberParameterTests
{
    private static readonly NumberParameter<int> Duration = new(VideoParameters.Duration, "duration", 2, 5) { Unit = "seconds" };

    // No parameter of New-WanVideoTask is a decimal number today.
    private static readonly NumberParameter<decimal> Scale = new(new ParameterDefinition<decimal?>("Scale", request => request.ReferenceVideoDuration is [var value] ? value : null), "scale", 0.5m, 20);

    [Theory]
    [InlineData(1, "is 1")]
    [InlineData(2, null)]
    [InlineData(5, null)]
    [InlineData(6, "is 6")]
    public void A_value_is_validated_against_both_limits(int value, string? error) => Assert.Equal(error, Duration.Validate(new() { Duration = value }));

    [Fact]
    public void A_value_that_is_not_specified_is_valid() => Assert.Null(Duration.Validate(new()));

    [Fact]
    public void A_small_range_of_whole_numbers_is_enumerated()
    {
        Assert.Equal(["2", "3", "4", "5"], Duration.AllowedValues);
        Assert.Empty((Duration with { Maximum = int.MaxValue }).AllowedValues);
        Assert.Equal("2 to 5 seconds", Duration.AllowedDescription);
    }

    [Fact]
    public void Discrete_values_are_the_only_ones_allowed()
    {
        var parameter = Duration with { DiscreteValues = [2, 4] };
        Assert.Equal("is 3", parameter.Validate(new() { Duration = 3 }));
        Assert.Null(parameter.Validate(new() { Duration = 4 }));
        Assert.Equal("2 or 4 seconds", parameter.AllowedDescription);
    }

    [Fact]
    public void A_value_that_another_page_forbids_causes_a_warning()
    {
        var parameter = Duration with { NarrowerDiscreteValues = [2, 4] };
        Assert.Null(parameter.GetWarning(new() { Duration = 4 }));
        Assert.Null(parameter.GetWarning(new()));
        Assert.Equal("is 3; another page of the gateway's documentation allows only 2 or 4", parameter.GetWarning(new() { Duration = 3 }));
    }

    [Fact]
    public void Decimal_numbers_are_validated_and_sent()
    {
        Assert.Equal("is 0.4", Scale.Validate(new() { ReferenceVideoDuration = [0.4m] }));
        Assert.Equal("7.5", Scale.ToJson(new() { ReferenceVideoDuration = [7.5m] })!.ToJsonString());
        Assert.Empty(Scale.AllowedValues);
        Assert.Equal("0.5 to 20", Scale.AllowedDescription);
        Assert.Null(Scale.ToJson(new()));
    }
}
