using System.Globalization;

namespace WanVideo.Providers.Http;

/// <summary>Builds the query of a URL.</summary>
internal static class QueryStringBuilder
{
    /// <summary>Builds the query with its question mark. Parameters with the value null are omitted.</summary>
    public static string Build(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}");
            }
        }

        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }
}
