namespace WanVideo.Tests.Ledger;

/// <summary>Folders for ledger files.</summary>
internal static class TestFolder
{
    private const string MemoryFileSystem = "/dev/shm";

    /// <summary>Creates an empty folder.</summary>
    /// <param name="isFast">In memory where the system has such a file system: for tests of rules, not of durability.</param>
    public static string Create(bool isFast = false)
    {
        var parent = isFast && Directory.Exists(MemoryFileSystem) ? MemoryFileSystem : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, $"wanvideo-ledger-{Guid.NewGuid():N}")).FullName;
    }
}
