using System.Reflection;

namespace WanVideo.Tests;

/// <summary>Paths that MSBuild writes into this assembly.</summary>
internal static class TestPaths
{
    public static string Sources => Get(nameof(Sources));

    public static string PowerShell => Get(nameof(PowerShell));

    public static string ModuleLibrary => Get(nameof(ModuleLibrary));

    public static string FifthGateway => Get(nameof(FifthGateway));

    private static string Get(string key) =>
        Path.GetFullPath(typeof(TestPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!);
}
