using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>One of a few values.</summary>
/// <param name="Definition">The parameter.</param>
/// <param name="WireName">The provider's field; null if the value is sent in another parameter's field.</param>
/// <param name="Choices">The values.</param>
public sealed record ChoiceParameter(ParameterDefinition<string> Definition, string? WireName, IReadOnlyList<Choice> Choices) : ModelParameter<string>(Definition, WireName)
{
    /// <summary>The values with a higher price.</summary>
    public IReadOnlyList<string> SurchargedValues { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. Choices.Select(choice => choice.Value)];

    /// <inheritdoc/>
    public override string AllowedDescription => MessageFormat.JoinWithOr(AllowedValues);

    /// <inheritdoc/>
    protected override string? Validate(string value) => Find(value) is null ? $"is '{value}'" : null;

    /// <inheritdoc/>
    protected override string? GetSurcharge(string value) => SurchargedValues.FirstOrDefault(surcharged => surcharged.Equals(value, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    protected override JsonNode ToJson(string value) => JsonValue.Create(Find(value)?.WireValue ?? value);

    private Choice? Find(string value) => Choices.FirstOrDefault(choice => choice.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A value of a <see cref="ChoiceParameter"/>.</summary>
/// <param name="Value">The value, as users write it.</param>
/// <param name="WireValue">The value, as the provider writes it.</param>
public sealed record Choice(string Value, string WireValue)
{
    /// <summary>A value with the same notation for users and the provider.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Choice(string value) => new(value, value);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static Choice FromString(string value) => value;
}
