using System.Text.Json.Nodes;
using WanVideo.Catalog;

namespace WanVideo.Providers.ModelStream;

/// <summary>Makes a row of the catalog of a model in a schema file.</summary>
internal static class SchemaReader
{
    /// <exception cref="FormatException">Something does not fit; the message says where.</exception>
    public static VideoModel Model(string name, SchemaModel? model, string prefix)
    {
        if (model?.Fields is null || model.Fields.ContainsValue(null!))
        {
            throw new FormatException($"model {name}, or a field of it, is null.");
        }

        List<ModelParameter> parameters = [.. model.Fields.Select(field => Parameter($"{name}.{field.Key}", field.Key, field.Value, prefix))];
        if (parameters.Where(parameter => parameter is not ProviderSpecificParameter).GroupBy(parameter => parameter.Parameter).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"model {name} has two fields for -{twice.Key}.");
        }

        AddFraming(parameters);
        return new VideoModel(name, model.Kind, parameters);
    }

    // A size alone can still be asked for as a tier and a shape, as at every other gateway.
    private static void AddFraming(List<ModelParameter> parameters)
    {
        if (parameters.Find(parameter => parameter.Parameter is VideoParameter.Size) is not SizeParameter)
        {
            return;
        }

        if (!parameters.Exists(parameter => parameter.Parameter is VideoParameter.Resolution))
        {
            parameters.Add(new ChoiceParameter(VideoParameter.Resolution, WireName: null, [.. WanFrameSizes.Tiers.Select(tier => (Choice)tier)]) { DefaultWord = WanFrameSizes.Tiers[0] });
        }

        if (!parameters.Exists(parameter => parameter.Parameter is VideoParameter.AspectRatio))
        {
            parameters.Add(new ChoiceParameter(VideoParameter.AspectRatio, WireName: null, [.. WanFrameSizes.Shapes.Select(shape => (Choice)shape)]));
        }
    }

    private static ModelParameter Parameter(string place, string name, SchemaField field, string prefix)
    {
        var wireName = ModelStreamWire.Field.Generic.Contains(name) ? name : prefix + name;
        ModelParameter parameter = field.Parameter switch
        {
            null or VideoParameter.AdditionalProperty => OwnField(place, wireName, field),
            VideoParameter.Prompt or VideoParameter.NegativePrompt => new TextParameter(field.Parameter.Value, wireName, field.MaxLength),
            VideoParameter.ImageUrl => Media(field, wireName, MediaFormats.AnyImage, "an image"),
            VideoParameter.ReferenceImageUrl => Media(field, wireName, MediaFormats.AnyImage, "an image"),
            VideoParameter.ReferenceVideoUrl => Media(field, wireName, MediaFormats.AnyVideo, "a video"),
            VideoParameter.AudioUrl => Media(field, wireName, MediaFormats.AnySound, "a sound"),
            VideoParameter.Duration or VideoParameter.Seed => WholeNumber(place, field, wireName),
            VideoParameter.Size => new SizeParameter(wireName) { IsOpen = field.Enum is null },
            VideoParameter.NoAudio or VideoParameter.NoPromptExtend => new FlagParameter(field.Parameter.Value, wireName, WhenGiven: false),
            VideoParameter.Watermark => new FlagParameter(VideoParameter.Watermark, wireName, WhenGiven: true),
            VideoParameter.CallbackUrl => new CallbackParameter(VideoParameter.CallbackUrl, wireName, field.MaxLength),
            _ => Choice(place, field, wireName),
        };
        return parameter with { IsRequired = field.Required, Description = field.Description };
    }

    private static MediaParameter Media(SchemaField field, string wireName, MediaFormats any, string noun) => new(
        field.Parameter!.Value,
        wireName,
        field.Extensions is { Length: > 0 } extensions ? new MediaFormats(noun, extensions) : any,
        field.Type is SchemaType.Array ? field.MaxItems : 1)
    {
        IsArray = field.Type is SchemaType.Array,
    };

    private static IntegerParameter WholeNumber(string place, SchemaField field, string wireName)
    {
        var only = field.Enum?.Select(value => Whole(place, value)).ToArray() ?? [];
        return new(
            field.Parameter!.Value,
            wireName,
            (int)(field.Minimum ?? (only is [] ? 0 : only.Min())),
            (int)(field.Maximum ?? (only is [] ? int.MaxValue : only.Max())))
        {
            Only = only,
            Unit = field.Parameter is VideoParameter.Duration ? "seconds" : null,
            DefaultNumber = field.Default is { } value ? Whole(place, value) : null,
        };
    }

    private static int Whole(string place, JsonValue value) =>
        value.TryGetValue(out int number) ? number : throw new FormatException($"{place} has {value.ToJsonString()}, where a whole number is wanted.");

    // The user's words are those of every gateway: 720p, though a gateway writes 720P.
    private static ChoiceParameter Choice(string place, SchemaField field, string wireName)
    {
        if (field.Enum is not { Length: > 0 } words)
        {
            throw new FormatException($"{place} stands for -{field.Parameter} and needs an \"enum\" of the words it takes.");
        }

        var choices = words.Select(word => new Choice(UserWord(field, word.ToString()), word.ToString())).ToArray();
        var standard = field.Default?.ToString();
        return new(field.Parameter!.Value, wireName, choices)
        {
            DefaultWord = standard is null ? null
                : choices.FirstOrDefault(choice => choice.WireWord == standard)?.Word
                ?? throw new FormatException($"{place} has the default '{standard}', which is not in its \"enum\"."),
        };
    }

    private static string UserWord(SchemaField field, string word) => field.Parameter is VideoParameter.Resolution ? word.ToLowerInvariant() : word;

    private static ProviderSpecificParameter OwnField(string place, string wireName, SchemaField field)
    {
        var own = new ProviderSpecificParameter(wireName, field.Type switch
        {
            SchemaType.Integer => ProviderSpecificType.Integer,
            SchemaType.Number => ProviderSpecificType.Number,
            SchemaType.Boolean => ProviderSpecificType.Boolean,
            SchemaType.String => ProviderSpecificType.String,
            _ => throw new FormatException($"{place} is an array, which only a field that stands for a parameter can be."),
        })
        {
            Minimum = field.Minimum,
            Maximum = field.Maximum,
            MaximumLength = field.MaxLength,
            Choices = field.Enum ?? [],
            Default = field.Default,
        };
        return field.Default is { } value && own.Validate(value) is { } fault
            ? throw new FormatException($"{place} has a default that {fault}; by its own limits it takes {own.AllowedDescription}.")
            : own;
    }
}
