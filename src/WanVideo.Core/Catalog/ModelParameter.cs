using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A parameter as one model of one gateway takes it: its name on the wire, its limits, its default.</summary>
/// <param name="Parameter">The parameter, as the user names it.</param>
/// <param name="WireName">The gateway's field; a dot leads into an object, as in <c>model_params.shot_type</c>. Null where other fields say it.</param>
public abstract record ModelParameter(VideoParameter Parameter, string? WireName)
{
    /// <summary>What users call it: the parameter's name, and of a field that the module has no word for its own beside it.</summary>
    public virtual string Name => Parameter.ToString();

    /// <summary>What the gateway says of it; null where the parameter's own help says all.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the model refuses a request without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What is sent when the user gave nothing, in the user's words; null if then nothing is sent.</summary>
    public abstract object? DefaultValue { get; }

    /// <summary>The values to offer a user who is typing one; empty where there are too many.</summary>
    public virtual IReadOnlyList<string> AllowedValues => [];

    /// <summary>What is allowed, to follow the words "takes": <c>2 to 10 seconds</c>.</summary>
    public abstract string AllowedDescription { get; }

    /// <summary>The value that a request gives; null if it gives none.</summary>
    /// <param name="request">The request.</param>
    public virtual object? ValueIn(VideoRequest request) => request?[Parameter];

    /// <summary>What is wrong with a value, to follow the parameter's name: <c>is 11</c>; null if nothing is.</summary>
    /// <param name="value">The value, as <see cref="ValueIn"/> gives it.</param>
    public abstract string? Validate(object value);

    /// <summary>What the user should know of a value that is taken, to follow the parameter's name; null if there is nothing.</summary>
    /// <param name="value">The value, as <see cref="ValueIn"/> gives it.</param>
    public virtual string? GetWarning(object value) => null;

    /// <summary>What of a value makes the video dearer, in a word; null if nothing does.</summary>
    /// <param name="value">The value that takes effect.</param>
    public virtual string? GetSurcharge(object value) => null;

    /// <summary>The value as the gateway wants it.</summary>
    /// <param name="value">The value, as <see cref="ValueIn"/> gives it.</param>
    public abstract JsonNode ToJson(object value);
}
