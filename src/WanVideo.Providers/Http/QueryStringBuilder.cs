using System.Globalization;

namespace WanVideo.Providers.Http;

/// <summary>Writes the query of an address.</summary>
internal static class QueryStringBuilder
{
    /// <summary>The query, from its question mark on; what has no value is left out.</summary>
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
