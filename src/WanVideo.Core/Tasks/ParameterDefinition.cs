namespace WanVideo;

/// <summary>A parameter of <see cref="VideoRequest"/>, without the type of its value.</summary>
/// <param name="name">The name, as users write it.</param>
public abstract class ParameterDefinition(string name)
{
    /// <summary>The name, as users write it.</summary>
    public string Name { get; } = name;

    /// <summary>Whether a request has a value for the parameter.</summary>
    /// <param name="request">The request.</param>
    public abstract bool HasValue(VideoRequest request);

    /// <summary>The number of values that a request has for the parameter: more than one only for a list.</summary>
    /// <param name="request">The request.</param>
    public abstract int Count(VideoRequest request);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A parameter of <see cref="VideoRequest"/>: its name, and how to read its value.</summary>
/// <typeparam name="T">The type of the value. Its default (null, or false for a switch) means that the request has no value.</typeparam>
/// <param name="name">The name, as users write it.</param>
/// <param name="getValue">Reads the value from a request.</param>
public sealed class ParameterDefinition<T>(string name, Func<VideoRequest, T?> getValue) : ParameterDefinition(name)
{
    /// <summary>The value in a request; the default of <typeparamref name="T"/> if it has none.</summary>
    /// <param name="request">The request.</param>
    public T? GetValue(VideoRequest request) => getValue(request);

    /// <inheritdoc/>
    public override bool HasValue(VideoRequest request) => !EqualityComparer<T?>.Default.Equals(getValue(request), default);

    /// <inheritdoc/>
    public override int Count(VideoRequest request) => getValue(request) is IReadOnlyCollection<string> list ? list.Count : HasValue(request) ? 1 : 0;
}
