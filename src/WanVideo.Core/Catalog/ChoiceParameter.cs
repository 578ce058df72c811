using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>One of a few words.</summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record ChoiceParameter(VideoParameter Parameter, string? WireName, IReadOnlyList<Choice> Choices) : ModelParameter(Parameter, WireName)
{
    /// <summary>The word sent when the user gave none; null if then none is sent.</summary>
    public string? DefaultWord { get; init; }

    /// <summary>The words that are dearer than the others.</summary>
    public IReadOnlyList<string> SurchargedValues { get; init; } = [];

    /// <inheritdoc/>
    public override object? DefaultValue => DefaultWord;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. Choices.Select(choice => choice.Word)];

    /// <inheritdoc/>
    public override string AllowedDescription => MessageFormat.Either(AllowedValues);

    /// <inheritdoc/>
    public override string? Validate(object value) => Find((string)value) is null ? $"is '{value}'" : null;

    /// <inheritdoc/>
    public override string? GetSurcharge(object value) => SurchargedValues.FirstOrDefault(word => string.Equals(word, (string)value, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create(Find((string)value)?.WireWord ?? (string)value);

    private Choice? Find(string word) =>
        Choices.FirstOrDefault(choice => string.Equals(choice.Word, word, StringComparison.OrdinalIgnoreCase));
}
