using System.Collections;
using System.Numerics;
using WanVideo.Binding;

namespace WanVideo.Tests.Binding;

public sealed class JsonConversionTests
{
    public static TheoryData<object, string> Numbers => new()
    {
        { (byte)1, "1" },
        { (sbyte)-1, "-1" },
        { (short)-1, "-1" },
        { (ushort)1, "1" },
        { 1u, "1" },
        { -1, "-1" },
        { 1L, "1" },
        { ulong.MaxValue, "18446744073709551615" },
        { 0.1f, "0.1" },
        { 1e20f, "1E+20" },
        { 0.1, "0.1" },
        { 0.1m, "0.1" },
        { (Half)0.5, "0.5" },
        { (nint)1, "1" },
        { Int128.MaxValue, "170141183460469231731687303715884105727" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
    };

    [Theory]
    [MemberData(nameof(Numbers), DisableDiscoveryEnumeration = true)]
    public void A_number_of_any_type_is_a_JSON_number(object number, string json) =>
        Assert.Equal($$"""{"n":{{json}}}""", JsonConversion.ToObject(new Hashtable { ["n"] = number }, "AdditionalProperty").ToJsonString());

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_number_that_is_not_finite_is_rejected(object number) =>
        Assert.Equal(VideoErrorKind.InvalidParameter, Assert.Throws<VideoException>(() => JsonConversion.ToObject(new Hashtable { ["n"] = number }, "AdditionalProperty")).Error.Kind);

    [Fact]
    public void A_name_that_occurs_twice_is_rejected()
    {
        var exception = Assert.Throws<VideoException>(() => JsonConversion.ToObject(new Hashtable { ["o"] = new Hashtable { [1] = "a", ["1"] = "b" } }, "AdditionalProperty"));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.StartsWith("-AdditionalProperty has the name '1' twice.", exception.Message, StringComparison.Ordinal);
    }
}
