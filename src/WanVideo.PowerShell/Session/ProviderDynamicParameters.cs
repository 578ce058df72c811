using System.Collections.ObjectModel;
using System.Management.Automation;

namespace WanVideo.Session;

/// <summary>The settings of one provider as dynamic parameters, such as <c>-Region</c> with DashScope.</summary>
internal sealed class ProviderDynamicParameters : RuntimeDefinedParameterDictionary
{
    private readonly IReadOnlyList<ProviderSetting> settings;

    public ProviderDynamicParameters(VideoProviderInfo provider)
    {
        settings = provider.Settings;
        foreach (var setting in settings)
        {
            var attributes = new Collection<Attribute> { new ParameterAttribute { HelpMessage = setting.Description } };
            if (setting.AllowedValues is not [])
            {
                attributes.Add(new ValidateSetAttribute([.. setting.AllowedValues]));
            }

            if (setting.Type == typeof(double))
            {
                attributes.Add(new ValidateRangeAttribute(0.0, 86400.0));
            }

            Add(setting.Name, new RuntimeDefinedParameter(setting.Name, setting.Type, attributes));
        }
    }

    /// <summary>The values of the bound parameters, paths resolved.</summary>
    public Dictionary<string, object> GetBoundValues(PSCmdlet command)
    {
        var values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings.Where(setting => this[setting.Name].IsSet))
        {
            var value = this[setting.Name].Value;
            values.Add(setting.Name, setting.IsPath ? command.GetUnresolvedProviderPathFromPSPath((string)value) : value);
        }

        return values;
    }
}
