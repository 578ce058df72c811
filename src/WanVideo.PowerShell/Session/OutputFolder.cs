using System.Management.Automation;
using WanVideo.Downloading;

namespace WanVideo.Session;

/// <summary>Resolves the folder of a command's <c>-Path</c> or <c>-LiteralPath</c>.</summary>
internal static class OutputFolder
{
    /// <summary>The full path of the folder. Default: the current location. The folder need not exist, unless the path has wildcards.</summary>
    /// <exception cref="VideoException">Both are set, or the path matches no folder, several folders, or another provider than the file system.</exception>
    public static string Resolve(PSCmdlet command, string? path, string? literalPath) => (path, literalPath) switch
    {
        (not null, not null) => throw CreateInvalidParameterException("-Path and -LiteralPath cannot be combined."),
        (_, not null) => ResolveLiteral(command, literalPath),
        _ => ResolveWildcards(command, path ?? "."),
    };

    private static string ResolveWildcards(PSCmdlet command, string path)
    {
        // An existing folder with wildcard characters in its name takes precedence.
        if (!WildcardPattern.ContainsWildcardCharacters(path) || Directory.Exists(ResolveLiteral(command, path)))
        {
            return ResolveLiteral(command, path);
        }

        var folders = command.GetResolvedProviderPathFromPSPath(path, out var provider);
        RequireFileSystem(provider, path);
        return folders is [var folder]
            ? folder
            : throw CreateInvalidParameterException($"-Path '{path}' matches {folders.Count} folders. Specify one, or use -LiteralPath if the name contains wildcard characters.");
    }

    private static string ResolveLiteral(PSCmdlet command, string path)
    {
        try
        {
            var folder = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            RequireFileSystem(provider, path);
            return File.Exists(folder) || (folder.EndsWith(VideoFileName.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(folder))
                ? throw CreateInvalidParameterException($"'{path}' is {(File.Exists(folder) ? "a file" : "the name of a file")}, not a folder. Specify the folder with -Path and the file name with -Name.")
                : folder;
        }
        catch (System.Management.Automation.DriveNotFoundException exception)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"The drive of the folder '{path}' does not exist.", exception);
        }
    }

    private static void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (provider.Name != "FileSystem")
        {
            throw CreateInvalidParameterException($"The folder '{path}' is in the {provider.Name} provider, not in the file system.");
        }
    }

    private static VideoException CreateInvalidParameterException(string message) => new(VideoErrorKind.InvalidParameter, message);
}
