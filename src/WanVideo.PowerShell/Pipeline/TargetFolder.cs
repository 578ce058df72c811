using System.Management.Automation;

namespace WanVideo.Pipeline;

/// <summary>The folder that a path of PowerShell's stands for.</summary>
internal static class TargetFolder
{
    /// <summary>A path in which wildcards may stand for one folder that exists.</summary>
    public static string FromPath(PSCmdlet command, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return Literal(command, path);
        }

        var found = command.GetResolvedProviderPathFromPSPath(path, out var provider);
        RequireFileSystem(provider, path);
        return found is [var one]
            ? one
            : throw Refusal($"-Path '{path}' stands for {found.Count} folders; one is wanted. -LiteralPath takes a name with wildcard characters in it.");
    }

    /// <summary>A path as it is.</summary>
    public static string Literal(PSCmdlet command, string path)
    {
        try
        {
            var full = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            RequireFileSystem(provider, path);
            return full;
        }
        catch (System.Management.Automation.DriveNotFoundException missing)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The folder '{path}' is on a drive that there is not.", missing);
        }
    }

    private static void RequireFileSystem(System.Management.Automation.ProviderInfo provider, string path)
    {
        if (provider.Name != "FileSystem")
        {
            throw Refusal($"The folder '{path}' is not in a file system, but in {provider.Name}.");
        }
    }

    private static VideoException Refusal(string message) => new(VideoErrorKind.InvalidParameter, message);
}
