using System.Collections;
using WanVideo.Binding;

namespace WanVideo.Tests.Binding;

public sealed class ValueTransformationTests
{
    [Theory]
    [InlineData("0,05")]
    [InlineData("1,000")]
    [InlineData("1.000,5")]
    public void A_comma_is_neither_a_decimal_nor_a_thousands_separator(string text)
    {
        Assert.Throws<InvalidValueException>(() => new NumberTransformationAttribute<decimal>().ConvertValue(text));
        Assert.Throws<InvalidValueException>(() => new NumberTransformationAttribute<int>().ConvertValue(text));
        Assert.Throws<InvalidValueException>(() => new NumberListTransformationAttribute().ConvertValue(text));
        Assert.Throws<InvalidValueException>(() => new DurationTransformationAttribute().ConvertValue(text));
    }

    [Theory]
    [InlineData("""{"seed":1,"seed":2}""")]
    [InlineData("""{"outer":{"seed":1,"seed":2}}""")]
    [InlineData("""{"list":[{"seed":1,"seed":2}]}""")]
    public void JSON_with_a_name_that_occurs_twice_is_rejected(string json)
    {
        var exception = Assert.Throws<InvalidValueException>(() => new JsonObjectTransformationAttribute().ConvertValue(json));
        Assert.Contains("without duplicate names", exception.Message, StringComparison.Ordinal);
        Assert.Single(Assert.IsType<IDictionary>(new JsonObjectTransformationAttribute().ConvertValue("""{"seed":1}"""), exactMatch: false));
    }
}
