using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>Composes the body of a create request from the request's values, the catalog's defaults and <c>-AdditionalProperty</c>.</summary>
internal static class RequestBody
{
    private const string ModelField = "model";

    public static JsonObject Compose(VideoModel model, VideoRequest request)
    {
        var body = ComposeFrom(model.Parameters, model, request);
        if (request.AdditionalProperty is { } additional)
        {
            Merge(body, additional);
        }

        return body;
    }

    /// <summary>Checks that <c>-AdditionalProperty</c> overwrites no field of a parameter.</summary>
    /// <returns>The validation errors.</returns>
    public static IEnumerable<string> Validate(VideoModel model, VideoRequest request) => request.AdditionalProperty is { } additional
        ? FindCollisions(ComposeFrom(model.Parameters.Where(parameter => parameter is not ProviderSpecificParameter), model, request), additional, "")
            .Select(field => $"-AdditionalProperty has '{field}', which the module sets. Use the corresponding parameter.")
        : [];

    private static JsonObject ComposeFrom(IEnumerable<ModelParameter> parameters, VideoModel model, VideoRequest request)
    {
        var body = new JsonObject { [ModelField] = model.Name };
        foreach (var (field, value) in model.Constants)
        {
            Set(body, field, value.DeepClone());
        }

        if (model.Mode is { } mode && mode.Values.FirstOrDefault(candidate => candidate.When.HasValue(request)).Value is { } modeValue)
        {
            Set(body, mode.WireName, modeValue);
        }

        foreach (var parameter in parameters)
        {
            if (parameter.WireName is { } field && parameter.ToJson(request) is { } value)
            {
                Set(body, field, value, isMerged: parameter is MediaParameter { ItemMember: not null });
            }
        }

        return body;
    }

    private static void Set(JsonObject body, string path, JsonNode value, bool isMerged = false)
    {
        var parent = body;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            parent = (JsonObject)(parent[name] ??= new JsonObject());
        }

        // Parameters can share a field: reference videos and reference images, or all media.
        if (parent[names[^1]] is JsonArray array && value is JsonArray items)
        {
            foreach (var (index, item) in items.Index())
            {
                if (isMerged && array.ElementAtOrDefault(index) is JsonObject existing)
                {
                    Merge(existing, (JsonObject)item!);
                }
                else
                {
                    array.Add(item?.DeepClone());
                }
            }
        }
        else
        {
            parent[names[^1]] = value;
        }
    }

    private static void Merge(JsonObject body, JsonObject additional)
    {
        foreach (var (name, value) in additional)
        {
            if (body[name] is JsonObject existingObject && value is JsonObject additionalObject)
            {
                Merge(existingObject, additionalObject);
            }
            else
            {
                body[name] = value?.DeepClone();
            }
        }
    }

    private static IEnumerable<string> FindCollisions(JsonObject body, JsonObject additional, string prefix) => additional
        .Where(property => body.ContainsKey(property.Key))
        .SelectMany(property => body[property.Key] is JsonObject existingObject && property.Value is JsonObject additionalObject
            ? FindCollisions(existingObject, additionalObject, $"{prefix}{property.Key}.")
            : [prefix + property.Key]);
}
