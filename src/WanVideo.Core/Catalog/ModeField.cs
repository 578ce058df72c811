namespace WanVideo.Catalog;

/// <summary>A field that states which of the inputs a request has.</summary>
/// <param name="WireName">The provider's field.</param>
/// <param name="Values">The values. The first whose parameter has a value is sent.</param>
public sealed record ModeField(string WireName, params IReadOnlyList<(ParameterDefinition When, string Value)> Values);
