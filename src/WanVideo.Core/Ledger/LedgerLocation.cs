using System.Text.RegularExpressions;

namespace WanVideo.Ledger;

/// <summary>The default location of the ledger, and the environment variable that replaces it.</summary>
public static partial class LedgerLocation
{
    /// <summary>The environment variable that names the ledger: a file, or a <c>postgresql://</c> URL.</summary>
    public const string EnvironmentVariable = "WANVIDEO_LEDGER";

    /// <summary>The folder of the module's per-user state on this machine.</summary>
    /// <exception cref="VideoException">The account has no profile, as that of a scheduled task can (<see cref="VideoErrorKind.LedgerUnavailable"/>).</exception>
    public static string StateFolder => GetStateFolder(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The ledger file if <see cref="EnvironmentVariable"/> is not set: <c>WanVideo/ledger.db</c> in the local application data.</summary>
    public static string DefaultFile => Path.Combine(StateFolder, "ledger.db");

    /// <summary>The location that <see cref="EnvironmentVariable"/> names, or <see cref="DefaultFile"/>.</summary>
    /// <param name="getFullPath">Converts a file name to a full path, relative to the caller's current location.</param>
    /// <exception cref="VideoException">
    /// It is a URL of another scheme, a connection string or an invalid path (<see cref="VideoErrorKind.LedgerUnavailable"/>). The message does not contain
    /// it, because it may contain a password.
    /// </exception>
    public static string Get(Func<string, string> getFullPath)
    {
        ArgumentNullException.ThrowIfNull(getFullPath);
        return Environment.GetEnvironmentVariable(EnvironmentVariable) switch
        {
            null => DefaultFile,
            var text when string.IsNullOrWhiteSpace(text) => DefaultFile,
            var text when IsServer(text.Trim()) => text.Trim(),
            var text when Url().IsMatch(text) => throw CreateException("is a URL of another scheme"),
            var text when ConnectionString().IsMatch(text) => throw CreateException("is a connection string"),
            var file => GetFullPath(file, getFullPath),
        };
    }

    // Without a profile the folder is empty on Windows: the state would be in the current folder of the process.
    internal static string GetStateFolder(string localApplicationData) => Path.IsPathFullyQualified(localApplicationData)
        ? Path.Combine(localApplicationData, "WanVideo")
        : throw new VideoException(VideoErrorKind.LedgerUnavailable, "This account has no folder for local application data. Run PowerShell with an account that has a profile.");

    private static string GetFullPath(string file, Func<string, string> getFullPath)
    {
        try
        {
            var path = getFullPath(file);
            return Path.IsPathFullyQualified(path) ? path : throw CreateException("is not a path in the file system");
        }
        catch (Exception exception) when (exception is not VideoException)
        {
            // The cause is left out: its message may contain the value. PowerShell has its own exceptions for drives and providers.
            throw CreateException("is not a valid path, or its drive does not exist");
        }
    }

    private static VideoException CreateException(string reason) =>
        new(VideoErrorKind.LedgerUnavailable, $"The value of $env:{EnvironmentVariable} {reason}. Set it to the path of a file, or to a URL of the form postgresql://user@host/database.");

    // A scheme has at least two letters: one letter is a drive. "postgresql:/" lacks a slash.
    [GeneratedRegex(@"^\s*([a-z][a-z0-9+.-]+://|([a-z0-9+.-]+:)?postgres(ql)?:)", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"\b(password|pwd|host|server|data source|database|dbname)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionString();

    /// <summary>Whether a location is the URL of a PostgreSQL server, or a file that exists.</summary>
    /// <param name="location">The location.</param>
    public static bool Exists(string location) => IsServer(location) || File.Exists(location);

    /// <summary>Whether a location is the URL of a PostgreSQL server.</summary>
    /// <param name="location">The location.</param>
    public static bool IsServer(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);
    }
}
