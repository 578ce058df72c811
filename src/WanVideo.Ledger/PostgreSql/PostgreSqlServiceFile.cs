namespace WanVideo.Ledger.PostgreSql;

/// <summary>A connection service file (PostgreSQL documentation, 34.17), which the driver does not read.</summary>
internal static class PostgreSqlServiceFile
{
    /// <summary>Reads the options of a service.</summary>
    /// <param name="service">Its name.</param>
    /// <exception cref="VideoException">There is no such service.</exception>
    public static IReadOnlyDictionary<string, string> Read(string service)
    {
        var paths = GetPaths().ToArray();
        foreach (var path in paths.Where(File.Exists))
        {
            var lines = File.ReadLines(path).Select(line => line.Trim()).SkipWhile(line => line != $"[{service}]").Skip(1).TakeWhile(line => !line.StartsWith('[')).ToArray();
            var options = lines
                .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
                .Select(line => line.Split('=', 2))
                .GroupBy(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.Ordinal)
                .ToDictionary(values => values.Key, values => values.First(), StringComparer.Ordinal);
            if (options.Count > 0)
            {
                return options;
            }
        }

        throw PostgreSqlErrors.Create($"The service '{service}' of the ledger's URL is not in {string.Join(" or ", paths)}.");
    }

    private static IEnumerable<string> GetPaths()
    {
        if (Environment.GetEnvironmentVariable("PGSERVICEFILE") is { Length: > 0 } file)
        {
            yield return file;
        }
        else
        {
            yield return OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", ".pg_service.conf")
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pg_service.conf");
        }

        if (Environment.GetEnvironmentVariable("PGSYSCONFDIR") is { Length: > 0 } folder)
        {
            yield return Path.Combine(folder, "pg_service.conf");
        }
    }
}
