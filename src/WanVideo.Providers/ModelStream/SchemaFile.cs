using System.Text.Json;
using WanVideo.Catalog;

namespace WanVideo.Providers.ModelStream;

/// <summary>A user's file that describes the models of a host of New API. See docs/schema.md.</summary>
/// <param name="prefix">The object that fields are in; empty for none.</param>
/// <param name="models">The models that it describes.</param>
internal sealed class SchemaFile(string prefix, IReadOnlyList<VideoModel> models)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="VideoException">It cannot be read, or something in it is wrong, and what (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public static SchemaFile Read(string path)
    {
        try
        {
            var schema = JsonSerializer.Deserialize(File.ReadAllBytes(path), SchemaJson.Default.Schema) ?? throw Refusal("it is empty.");
            var prefix = schema.Metadata ? ModelStreamWire.Field.Metadata : "";
            return new SchemaFile(prefix, [.. schema.Models.Select(model => SchemaReader.Model(model.Key, model.Value, prefix))]);
        }
        catch (JsonException wrong)
        {
            throw Refusal(FormattableString.Invariant($"at {wrong.Path ?? "its beginning"}, line {wrong.LineNumber + 1}: {wrong.Message.Split(" Path:")[0]}"), wrong);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refusal(failure.Message, failure);
        }
        catch (FormatException wrong)
        {
            throw Refusal(wrong.Message, wrong);
        }

        VideoException Refusal(string what, Exception? cause = null) => new(VideoErrorKind.InvalidParameter, $"-Schema '{path}': {what}", cause);
    }

    /// <summary>The catalog of a host: the file's models first, then those built in that it does not describe anew.</summary>
    public ModelCatalog CatalogFor(string provider) => new(
        provider,
        [.. models, .. ModelStreamCatalog.Models(prefix).Where(known => !models.Any(model => model.Name.Equals(known.Name, StringComparison.OrdinalIgnoreCase)))]);
}
