using System.Numerics;
using System.Text.Json.Nodes;
using WanVideo.Catalog;

namespace WanVideo.Providers.ModelStream;

/// <summary>Creates catalog entries from the models of a schema file.</summary>
internal static class SchemaReader
{
    /// <exception cref="FormatException">The model is invalid. The message names the field.</exception>
    public static VideoModel CreateModel(string name, SchemaModel? model, bool hasMetadata)
    {
        if (model?.Fields is null || model.Fields.ContainsValue(null!))
        {
            throw new FormatException($"model {name}, or one of its fields, is null.");
        }

        List<ModelParameter> parameters = [.. model.Fields.Select(field => CreateParameter($"{name}.{field.Key}", hasMetadata ? GetMetadataPath(name, field.Key) : field.Key, field.Value))];
        if (parameters.GroupBy(parameter => parameter.Definition).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
        {
            throw new FormatException($"model {name} has two fields for -{duplicate.Key}.");
        }

        AddFrameParameters(parameters);
        return new VideoModel(name, model.Kind, parameters)
        {
            Rules = parameters.Exists(parameter => parameter.Definition == VideoParameters.Audio) ? [new ExclusionRule([VideoParameters.Audio], [VideoParameters.NoSound])] : [],
        };
    }

    // Resolution and aspect ratio also work for models that have a field for the size only.
    private static void AddFrameParameters(List<ModelParameter> parameters)
    {
        if (!HasParameter(VideoParameters.Size))
        {
            return;
        }

        if (!HasParameter(VideoParameters.Resolution))
        {
            parameters.Add(new ChoiceParameter(VideoParameters.Resolution, WireName: null, [.. WanFrameSizes.Resolutions.Select(Choice.FromString)]) { Default = WanFrameSizes.Resolutions[0] });
        }

        if (!HasParameter(VideoParameters.AspectRatio))
        {
            parameters.Add(new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]));
        }

        bool HasParameter(ParameterDefinition definition) => parameters.Exists(parameter => parameter.Definition == definition);
    }

    // A stock New API host drops fields of a Wan model that are not in the place of DashScope's.
    private static string GetMetadataPath(string model, string field)
    {
        var isWan = model.StartsWith("wan", StringComparison.OrdinalIgnoreCase);
        var parent = ModelStreamWire.Field.InputFields.Contains(field) ? ModelStreamWire.Field.Input : ModelStreamWire.Field.ParameterFields.Contains(field) ? ModelStreamWire.Field.Parameters : null;
        return isWan && parent is not null ? throw new FormatException($"{model}.{field} must be named {parent}{field}: New API drops it from any other place in the metadata of a Wan model.")
            : ModelStreamWire.Field.TopLevel.Contains(field) ? field
            : ModelStreamWire.Field.Metadata + field;
    }

    private static ModelParameter CreateParameter(string path, string wireName, SchemaField field)
    {
        ModelParameter parameter = field.Parameter switch
        {
            null => CreateProviderSpecificParameter(path, wireName, field),
            ParameterDefinition<IReadOnlyList<string>> media => CreateMediaParameter(media, wireName, field),
            ParameterDefinition<int?> number => CreateNumberParameter(number, path, wireName, field),
            ParameterDefinition<decimal?> number => CreateNumberParameter(number, path, wireName, field),
            ParameterDefinition<bool> flag => new FlagParameter(flag, wireName, ValueIfSet: flag != VideoParameters.NoSound && flag != VideoParameters.NoPromptExtend),
            ParameterDefinition<string> text => CreateStringParameter(text, path, wireName, field),
            _ => throw new FormatException($"{path} cannot set -{field.Parameter}."),
        };
        return parameter with { IsRequired = field.Required, Description = field.Description };
    }

    private static MediaParameter CreateMediaParameter(ParameterDefinition<IReadOnlyList<string>> definition, string wireName, SchemaField field)
    {
        var formats = definition == VideoParameters.Audio || definition == VideoParameters.ReferenceAudio ? MediaFormats.AnyAudio
            : definition == VideoParameters.Video || definition == VideoParameters.ReferenceVideo ? MediaFormats.AnyVideo
            : definition == VideoParameters.ReferenceFile ? MediaFormats.AnyDocument
            : definition == VideoParameters.ReferenceLink ? MediaFormats.AnyPage
            : MediaFormats.AnyImage;
        var isArray = field.Type is SchemaType.Array;
        return new(
            definition,
            wireName,
            field.Extensions is { Length: > 0 } extensions ? new MediaFormats(formats.Noun, extensions) : formats,
            isArray ? field.MaxItems : 1)
        {
            IsArray = isArray,
        };
    }

    private static NumberParameter<T> CreateNumberParameter<T>(ParameterDefinition<T?> definition, string path, string wireName, SchemaField field)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var values = field.Enum?.Select(value => ReadNumber<T>(path, value)).ToArray() ?? [];
        return new(
            definition,
            wireName,
            field.Minimum is { } minimum ? T.CreateSaturating(minimum) : values is [] ? T.Zero : values.Min(),
            field.Maximum is { } maximum ? T.CreateSaturating(maximum) : values is [] ? T.MaxValue : values.Max())
        {
            DiscreteValues = values,
            Unit = definition == (ParameterDefinition)VideoParameters.Duration ? "seconds" : null,
            Default = field.Default is { } value ? ReadNumber<T>(path, value) : null,
        };
    }

    private static T ReadNumber<T>(string path, JsonValue value) => value.TryGetValue(out T? number)
        ? number
        : throw new FormatException($"{path} has {value.ToJsonString()}, which is not a {(typeof(T) == typeof(int) ? "whole number" : "number")}.");

    private static ModelParameter CreateStringParameter(ParameterDefinition<string> definition, string path, string wireName, SchemaField field)
    {
        if (definition == VideoParameters.Size)
        {
            return new SizeParameter(wireName) { AllowsAnySize = field.Enum is null };
        }

        if (definition == VideoParameters.CallbackUrl)
        {
            return new CallbackParameter(wireName, field.MaxLength);
        }

        return definition == VideoParameters.Prompt || definition == VideoParameters.NegativePrompt
            ? new TextParameter(definition, wireName, field.MaxLength)
            : CreateChoiceParameter(definition, path, wireName, field);
    }

    private static ChoiceParameter CreateChoiceParameter(ParameterDefinition<string> definition, string path, string wireName, SchemaField field)
    {
        if (field.Enum is not { Length: > 0 } wireValues)
        {
            throw new FormatException($"{path} sets -{definition} and needs an \"enum\" of its values.");
        }

        // Resolutions are the same at all providers for users: 720p, even if the host's value is 720P.
        var choices = wireValues
            .Select(value => value.ToString())
            .Select(wireValue => new Choice(definition == VideoParameters.Resolution ? wireValue.ToLowerInvariant() : wireValue, wireValue))
            .ToArray();
        var wireDefault = field.Default?.ToString();
        return new(definition, wireName, choices)
        {
            Default = wireDefault is null ? null
                : choices.FirstOrDefault(choice => choice.WireValue == wireDefault)?.Value
                ?? throw new FormatException($"{path} has the default '{wireDefault}', which is not in its \"enum\"."),
        };
    }

    private static ProviderSpecificParameter CreateProviderSpecificParameter(string path, string wireName, SchemaField field)
    {
        var type = field.Type switch
        {
            SchemaType.Integer => ProviderSpecificType.Integer,
            SchemaType.Number => ProviderSpecificType.Number,
            SchemaType.Boolean => ProviderSpecificType.Boolean,
            SchemaType.String => ProviderSpecificType.String,
            _ => throw new FormatException($"{path} is an array. Only a field with a \"parameter\" can be an array."),
        };
        var parameter = new ProviderSpecificParameter(wireName, type)
        {
            Minimum = field.Minimum,
            Maximum = field.Maximum,
            MaximumLength = field.MaxLength,
            Choices = field.Enum ?? [],
            Default = field.Default,
        };
        return field.Default is { } value && !parameter.IsAllowed(value)
            ? throw new FormatException($"{path} has a default that is {value.ToJsonString()}, but takes {parameter.AllowedDescription}.")
            : parameter;
    }
}
