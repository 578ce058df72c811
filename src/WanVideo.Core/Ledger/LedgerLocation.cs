namespace WanVideo.Ledger;

/// <summary>The default location of the ledger, and the environment variable that replaces it.</summary>
public static class LedgerLocation
{
    /// <summary>The environment variable that names the ledger: a file, or a <c>postgresql://</c> URL.</summary>
    public const string EnvironmentVariable = "WANVIDEO_LEDGER";

    /// <summary>The folder of the module's per-user state on this machine.</summary>
    public static string StateFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "WanVideo");

    /// <summary>The ledger file if <see cref="EnvironmentVariable"/> is not set: <c>WanVideo/ledger.db</c> in the local application data.</summary>
    public static string DefaultFile => Path.Combine(StateFolder, "ledger.db");

    /// <summary>The location that <see cref="EnvironmentVariable"/> names, or <see cref="DefaultFile"/>.</summary>
    /// <param name="getFullPath">Converts a file name to a full path, relative to the caller's current location.</param>
    public static string Get(Func<string, string> getFullPath)
    {
        ArgumentNullException.ThrowIfNull(getFullPath);
        return Environment.GetEnvironmentVariable(EnvironmentVariable) switch
        {
            null or "" => DefaultFile,
            var url when IsServer(url) => url,
            var file => getFullPath(file),
        };
    }

    /// <summary>Whether a location is the URL of a PostgreSQL server.</summary>
    /// <param name="location">The location.</param>
    public static bool IsServer(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);
    }
}
