using System.Management.Automation;

namespace WanVideo.Pipeline;

/// <summary>The folder that a path of PowerShell's stands for.</summary>
internal static class OutputFolder
{
    /// <summary>The folder of a command's <c>-Path</c> or <c>-LiteralPath</c>; the present location if neither was given.</summary>
    /// <exception cref="VideoException">They stand for no folder, or for several.</exception>
    public static string Of(PSCmdlet command, string? path, string? literalPath) => (path, literalPath) switch
    {
        (not null, not null) => throw Refusal("-Path and -LiteralPath were both given; leave one out."),
        (_, not null) => Literal(command, literalPath),
        _ => FromPath(command, path ?? "."),
    };

    // Wildcards may stand for one folder that exists.
    private static string FromPath(PSCmdlet command, string path)
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

    private static string Literal(PSCmdlet command, string path)
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

    private static void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (provider.Name != "FileSystem")
        {
            throw Refusal($"The folder '{path}' is not in a file system, but in {provider.Name}.");
        }
    }

    private static VideoException Refusal(string message) => new(VideoErrorKind.InvalidParameter, message);
}
