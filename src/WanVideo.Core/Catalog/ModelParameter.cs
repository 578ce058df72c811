using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A parameter as one model takes it: field name, limits and default.</summary>
/// <param name="WireName">
/// The provider's field. A dot leads into an object, as in <c>model_params.shot_type</c>. Null if the value is sent in another parameter's field.
/// </param>
public abstract record ModelParameter(string? WireName)
{
    /// <summary>The parameter.</summary>
    public abstract ParameterDefinition Definition { get; }

    /// <summary>The parameter's name, as users write it.</summary>
    public string Name => Definition.Name;

    /// <summary>The provider's description of the field; null if the parameter's help covers it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the model rejects a request without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The value sent if the request has none, in the module's notation; null if nothing is sent.</summary>
    public abstract object? DefaultValue { get; }

    /// <summary>The allowed values, for completion; empty if they are not enumerable or too many.</summary>
    public virtual IReadOnlyList<string> AllowedValues => [];

    /// <summary>The allowed values as the object of "takes": <c>2 to 10 seconds</c>.</summary>
    public abstract string AllowedDescription { get; }

    /// <summary>The allowed values in short: <c>2-10</c>, or <c>5,10</c>.</summary>
    public virtual string AllowedRange => string.Join(',', AllowedValues);

    /// <summary>Validates the value in a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The validation error, to follow the parameter's name: <c>is 11</c>; null if the value is allowed or not specified.</returns>
    public abstract string? Validate(VideoRequest request);

    /// <summary>The warning about an allowed value, to follow the parameter's name; null if there is none.</summary>
    /// <param name="request">The request.</param>
    public abstract string? GetWarning(VideoRequest request);

    /// <summary>The feature that raises the price with the request's value or the default; null if none does.</summary>
    /// <param name="request">The request.</param>
    public abstract string? GetSurcharge(VideoRequest request);

    /// <summary>The value to send: the request's, or else the default.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The value in the provider's format; null if nothing is sent.</returns>
    public abstract JsonNode? ToJson(VideoRequest request);
}

/// <inheritdoc/>
/// <typeparam name="T">The type of the value. Nullable if it is a value type without a default.</typeparam>
/// <param name="Definition">The parameter.</param>
/// <param name="WireName"><inheritdoc cref="ModelParameter(string)" path="/param[@name='WireName']"/></param>
public abstract record ModelParameter<T>(ParameterDefinition<T> Definition, string? WireName) : ModelParameter(WireName)
{
    /// <inheritdoc/>
    public override ParameterDefinition<T> Definition { get; } = Definition;

    /// <summary>The value sent if the request has none; null if nothing is sent.</summary>
    public T? Default { get; init; }

    /// <inheritdoc/>
    public sealed override object? DefaultValue => Default;

    /// <inheritdoc/>
    public sealed override string? Validate(VideoRequest request) => Definition.HasValue(request) ? Validate(Definition.GetValue(request)!) : null;

    /// <inheritdoc/>
    public sealed override string? GetWarning(VideoRequest request) => Definition.HasValue(request) ? GetWarning(Definition.GetValue(request)!) : null;

    /// <inheritdoc/>
    public sealed override string? GetSurcharge(VideoRequest request) => GetValue(request) is { } value ? GetSurcharge(value) : null;

    /// <inheritdoc/>
    public sealed override JsonNode? ToJson(VideoRequest request) => GetValue(request) is { } value ? ToJson(value, request) : null;

    /// <summary>The value that takes effect: the request's, or else the default.</summary>
    /// <param name="request">The request.</param>
    public T? GetValue(VideoRequest request) => Definition.HasValue(request) ? Definition.GetValue(request) : Default;

    /// <inheritdoc cref="Validate(VideoRequest)"/>
    /// <param name="value">The value.</param>
    protected virtual string? Validate(T value) => null;

    /// <inheritdoc cref="GetWarning(VideoRequest)"/>
    /// <param name="value">The value.</param>
    protected virtual string? GetWarning(T value) => null;

    /// <inheritdoc cref="GetSurcharge(VideoRequest)"/>
    /// <param name="value">The value.</param>
    protected virtual string? GetSurcharge(T value) => null;

    /// <summary>The value in the provider's format.</summary>
    /// <param name="value">The value.</param>
    protected abstract JsonNode ToJson(T value);

    /// <inheritdoc cref="ToJson(T)"/>
    /// <param name="value">The value.</param>
    /// <param name="request">The request, for a format that depends on other parameters.</param>
    protected virtual JsonNode ToJson(T value, VideoRequest request) => ToJson(value);
}
