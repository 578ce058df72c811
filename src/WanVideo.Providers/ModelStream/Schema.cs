using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using WanVideo.Catalog;

namespace WanVideo.Providers.ModelStream;

/// <summary>What stands in a schema file. Limits have JSON Schema's names.</summary>
internal sealed record Schema
{
    /// <summary>Whether the models' own fields go into <c>metadata</c>, and not flat beside it.</summary>
    public bool Metadata { get; init; }

    /// <summary>The models, by name.</summary>
    public required Dictionary<string, SchemaModel> Models { get; init; }
}

internal sealed record SchemaModel
{
    /// <summary>What it makes a video from.</summary>
    public required VideoKind Kind { get; init; }

    /// <summary>What it takes, by the gateway's name of the field.</summary>
    public required Dictionary<string, SchemaField> Fields { get; init; }
}

internal sealed record SchemaField
{
    /// <summary>The parameter of New-WanVideoTask that stands for it; none for a field that only this model has.</summary>
    public VideoParameter? Parameter { get; init; }

    public SchemaType Type { get; init; } = SchemaType.String;

    public bool Required { get; init; }

    public string? Description { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>Of an array, how many.</summary>
    public int? MaxItems { get; init; }

    public JsonValue[]? Enum { get; init; }

    public JsonValue? Default { get; init; }

    /// <summary>Of an address, the extensions of the formats that are read.</summary>
    public string[]? Extensions { get; init; }
}

internal enum SchemaType
{
    String,
    Integer,
    Number,
    Boolean,
    Array,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Schema))]
internal sealed partial class SchemaJson : JsonSerializerContext;
