using System.Security.Cryptography;
using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

public sealed class SavedFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task A_file_contains_the_saved_video_if_it_has_its_length_and_digest()
    {
        byte[] content = [1, 2, 3];
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        var saved = new SavedFile(path, 3, Convert.ToHexStringLower(SHA256.HashData(content)));

        Assert.True(await MatchesAsync(saved));
        Assert.True(await MatchesAsync(saved with { Path = path + "x" }));
        Assert.False(await MatchesAsync(saved with { Length = 4 }));

        await File.WriteAllBytesAsync(path, [1, 2, 4], TestContext.Current.CancellationToken);
        Assert.False(await MatchesAsync(saved));

        File.Delete(path);
        Assert.False(await MatchesAsync(saved));
    }

    private Task<bool> MatchesAsync(SavedFile saved) => saved.MatchesAsync(path, TestContext.Current.CancellationToken);
}
