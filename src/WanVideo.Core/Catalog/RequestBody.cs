using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>The body of a create: the model's fields from the request or the catalog's defaults, then what the user added.</summary>
internal static class RequestBody
{
    private const string ModelField = "model";

    public static JsonObject Compose(VideoModel model, VideoRequest request)
    {
        var body = Known(model, request, _ => true);
        if (request.AdditionalProperty is { } additional)
        {
            Merge(body, additional);
        }

        return body;
    }

    /// <summary>Where the user's additions would overwrite what the module sends: a second, hidden way to say the same thing.</summary>
    public static IEnumerable<string> Collisions(VideoModel model, VideoRequest request) =>
        request.AdditionalProperty is { } additional ? Collisions(Known(model, request, parameter => parameter is not ProviderSpecificParameter), additional, "") : [];

    private static JsonObject Known(VideoModel model, VideoRequest request, Func<ModelParameter, bool> isMeant)
    {
        var body = new JsonObject { [ModelField] = model.Name };
        foreach (var (field, value) in model.Constants)
        {
            Set(body, field, value.DeepClone());
        }

        foreach (var parameter in model.Parameters.Where(isMeant))
        {
            if (parameter.WireName is { } field && (parameter.ValueIn(request) ?? parameter.DefaultValue) is { } value)
            {
                Set(body, field, parameter.ToJson(value));
            }
        }

        return body;
    }

    private static void Set(JsonObject body, string path, JsonNode value)
    {
        var at = body;
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            at = (JsonObject)(at[step] ??= new JsonObject());
        }

        // Two parameters may fill one list: reference videos, then reference images.
        if (at[steps[^1]] is JsonArray list && value is JsonArray more)
        {
            foreach (var item in more)
            {
                list.Add(item?.DeepClone());
            }
        }
        else
        {
            at[steps[^1]] = value;
        }
    }

    private static void Merge(JsonObject body, JsonObject additional)
    {
        foreach (var (name, value) in additional)
        {
            if (body[name] is JsonObject existing && value is JsonObject more)
            {
                Merge(existing, more);
            }
            else
            {
                body[name] = value?.DeepClone();
            }
        }
    }

    private static IEnumerable<string> Collisions(JsonObject body, JsonObject additional, string prefix)
    {
        foreach (var (name, value) in additional)
        {
            if (!body.TryGetPropertyValue(name, out var existing))
            {
                continue;
            }

            if (existing is JsonObject inner && value is JsonObject more)
            {
                foreach (var collision in Collisions(inner, more, $"{prefix}{name}."))
                {
                    yield return collision;
                }
            }
            else
            {
                yield return $"-AdditionalProperty has '{prefix}{name}', which the module sends itself; use the parameter that stands for it.";
            }
        }
    }
}
