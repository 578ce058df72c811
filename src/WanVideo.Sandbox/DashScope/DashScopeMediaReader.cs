using static WanVideo.Providers.DashScope.DashScopeWire;
using static WanVideo.Sandbox.RequestFields;
using MediaType = WanVideo.Providers.DashScope.DashScopeWire.Media;

namespace WanVideo.Sandbox.DashScope;

/// <summary>Reads and validates the array of media of Wan 2.7 and 3.0.</summary>
internal static class DashScopeMediaReader
{
    /// <returns>The number of items of each type.</returns>
    public static IReadOnlyDictionary<string, int> Read(RequestFields body, DashScopeModel model, bool resolvesOss)
    {
        var items = body.GetObjects(Field.Media);
        foreach (var item in items)
        {
            var unknown = item.FieldNames.FirstOrDefault(name => name is not (MediaType.Type or MediaType.Url) && !(model.HasVoices && name is MediaType.ReferenceVoice));
            Require(unknown is null, $"{Field.Media}.{unknown}", "is not a member of an item");
            var url = item.GetRequiredString(MediaType.Url);
            if (!url.StartsWith($"{DataScheme}:", StringComparison.OrdinalIgnoreCase))
            {
                DashScopeRequestReader.RequireMediaUrls(Field.Media, [url], resolvesOss);
            }

            if (item.GetString(MediaType.ReferenceVoice) is { } voice)
            {
                DashScopeRequestReader.RequireMediaUrls(Field.Media, [voice], resolvesOss);
                Require(item.GetString(MediaType.Type) is MediaType.ReferenceVideo or MediaType.ReferenceImage, $"{Field.Media}.{MediaType.ReferenceVoice}", "requires a reference");
            }
        }

        var counts = items.CountBy(item => item.GetRequiredString(MediaType.Type)).ToDictionary();
        model.Media!.Check(counts, Field.Media);
        return counts;
    }
}
