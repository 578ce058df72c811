using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A number within limits.</summary>
/// <typeparam name="T">The type of the number.</typeparam>
/// <param name="Definition">The parameter.</param>
/// <param name="WireName">The provider's field.</param>
/// <param name="Minimum">The minimum.</param>
/// <param name="Maximum">The maximum.</param>
public sealed record NumberParameter<T>(ParameterDefinition<T?> Definition, string WireName, T Minimum, T Maximum) : ModelParameter<T?>(Definition, WireName)
    where T : struct, INumber<T>
{
    private const int MaxAllowedValues = 30;

    /// <summary>The unit, such as <c>seconds</c>; null if there is none.</summary>
    public string? Unit { get; init; }

    /// <summary>The only values within the limits that are allowed; empty if all are.</summary>
    public IReadOnlyList<T> DiscreteValues { get; init; } = [];

    /// <summary>Values outside the limits that are allowed, with their meaning: <c>0, the duration of the video</c>.</summary>
    public IReadOnlyList<(T Value, string Meaning)> SpecialValues { get; init; } = [];

    /// <summary>
    /// The only values that another page of the provider allows. Where pages contradict each other, the wider limits are enforced, and values
    /// outside the narrower ones cause a warning.
    /// </summary>
    public IReadOnlyList<T> NarrowerDiscreteValues { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. OrdinaryValues, .. SpecialValues.Select(special => Format(special.Value))];

    private IReadOnlyList<string> OrdinaryValues => (DiscreteValues, Minimum, Maximum) switch
    {
        (not [], _, _) => [.. DiscreteValues.Select(Format)],
        (_, int minimum, int maximum) when maximum - minimum < MaxAllowedValues =>
            [.. Enumerable.Range(minimum, maximum - minimum + 1).Select(value => value.ToString(CultureInfo.InvariantCulture))],
        _ => [],
    };

    /// <inheritdoc/>
    public override string AllowedDescription =>
        (DiscreteValues is not [] ? MessageFormat.JoinWithOr(OrdinaryValues) : Minimum == Maximum ? Format(Minimum) : $"{Format(Minimum)} to {Format(Maximum)}")
        + (Unit is null ? "" : " " + Unit)
        + string.Concat(SpecialValues.Select(special => $", or {Format(special.Value)} ({special.Meaning})"));

    /// <inheritdoc/>
    public override string AllowedRange => string.Join(
        ',',
        [
            .. DiscreteValues is not [] ? DiscreteValues.Select(Format) : Minimum == Maximum ? [Format(Minimum)] : [$"{Format(Minimum)}-{Format(Maximum)}"],
            .. SpecialValues.Select(special => Format(special.Value)),
        ]);

    /// <inheritdoc/>
    protected override string? Validate(T? value) => value is { } number && !IsAllowed(number) ? $"is {Format(number)}" : null;

    /// <inheritdoc/>
    protected override string? GetWarning(T? value) => value is { } number && NarrowerDiscreteValues is not [] && !NarrowerDiscreteValues.Contains(number)
        ? $"is {Format(number)}; another page of the gateway's documentation allows only {MessageFormat.JoinWithOr(NarrowerDiscreteValues.Select(Format))}"
        : null;

    /// <inheritdoc/>
    protected override JsonNode ToJson(T? value) => JsonNode.Parse(Format(value.GetValueOrDefault()))!;

    private bool IsAllowed(T value) =>
        (value >= Minimum && value <= Maximum && (DiscreteValues is [] || DiscreteValues.Contains(value))) || SpecialValues.Any(special => special.Value == value);

    private static string Format(T value) => value.ToString(null, CultureInfo.InvariantCulture);
}
