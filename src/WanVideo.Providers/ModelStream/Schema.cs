using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using WanVideo.Catalog;

namespace WanVideo.Providers.ModelStream;

/// <summary>The contents of a schema file. Limits have the names of JSON Schema. See docs/schema.md.</summary>
internal sealed record Schema
{
    /// <summary>Whether the models' own fields are in an object <c>metadata</c>. Default false: at the top.</summary>
    public bool Metadata { get; init; }

    /// <summary>The models, by name.</summary>
    public required Dictionary<string, SchemaModel> Models { get; init; }
}

internal sealed record SchemaModel
{
    public required VideoKind Kind { get; init; }

    /// <summary>The fields, by the host's name.</summary>
    public required Dictionary<string, SchemaField> Fields { get; init; }
}

internal sealed record SchemaField
{
    /// <summary>The parameter of New-WanVideoTask that sets the field; null for a provider-specific field.</summary>
    [JsonConverter(typeof(ParameterNameConverter))]
    public ParameterDefinition? Parameter { get; init; }

    public SchemaType Type { get; init; } = SchemaType.String;

    public bool Required { get; init; }

    public string? Description { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public int? MaxLength { get; init; }

    public int? MaxItems { get; init; }

    public JsonValue[]? Enum { get; init; }

    public JsonValue? Default { get; init; }

    /// <summary>The file extensions that a URL field accepts.</summary>
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

internal sealed class ParameterNameConverter : JsonConverter<ParameterDefinition>
{
    public override ParameterDefinition? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString()!;
        return name == nameof(VideoRequest.AdditionalProperty) ? null
            : VideoParameters.Find(name) ?? throw new JsonException($"New-WanVideoTask has no parameter -{name} that a field can use.");
    }

    public override void Write(Utf8JsonWriter writer, ParameterDefinition value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Schema))]
internal sealed partial class SchemaJson : JsonSerializerContext;
