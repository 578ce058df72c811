namespace WanVideo.Concurrency.Controlled;

/// <summary>Removes the atomicity of the controlled types, to prove that a harness finds the race that results.</summary>
public static class SeededRace
{
    /// <summary>Whether the race is present. Default false.</summary>
    public static bool IsEnabled { get; set; }
}
