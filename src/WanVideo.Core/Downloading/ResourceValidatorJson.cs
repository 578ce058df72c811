using System.Text.Json.Serialization;

namespace WanVideo.Downloading;

/// <summary>How the version beside a <c>.part</c> file is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResourceValidator))]
internal sealed partial class ResourceValidatorJson : JsonSerializerContext;
