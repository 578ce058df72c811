using System.Text.Json;
using WanVideo.Catalog;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.ModelStream;

/// <summary>A user's description of the models of a New API host. See docs/schema.md.</summary>
/// <param name="hasMetadata">Whether the models' own fields are in the object <c>metadata</c>.</param>
/// <param name="models">The models in the file.</param>
internal sealed class SchemaFile(bool hasMetadata, IReadOnlyList<VideoModel> models)
{
    /// <summary>Reads a schema file.</summary>
    /// <exception cref="VideoException">The file cannot be read or is invalid (<see cref="VideoErrorKind.InvalidParameter"/>). The message has the position.</exception>
    public static SchemaFile Read(string path)
    {
        try
        {
            var schema = JsonSerializer.Deserialize(TextDecoder.ToUtf8(File.ReadAllBytes(path)), SchemaJson.Default.Schema) ?? throw CreateInvalidSchemaException("it is empty.");
            return new SchemaFile(schema.Metadata, [.. schema.Models.Select(model => SchemaReader.CreateModel(model.Key, model.Value, schema.Metadata))]);
        }
        catch (JsonException exception)
        {
            throw CreateInvalidSchemaException(FormattableString.Invariant($"at {exception.Path ?? "the start"}, line {exception.LineNumber + 1}: {exception.Message.Split(" Path:")[0]}"), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw CreateInvalidSchemaException(exception.Message, exception);
        }

        VideoException CreateInvalidSchemaException(string error, Exception? innerException = null) =>
            new(VideoErrorKind.InvalidParameter, $"-Schema '{path}': {error}", innerException);
    }

    /// <summary>Creates the host's catalog: the models in the file, then the built-in models that the file does not redefine.</summary>
    public ModelCatalog CreateCatalog(string provider) => new(
        provider,
        [.. models, .. (hasMetadata ? ModelStreamCatalog.MetadataModels : ModelStreamCatalog.Models).Where(builtIn => !models.Any(model => model.Name.Equals(builtIn.Name, StringComparison.OrdinalIgnoreCase)))]);
}
