using System.Reflection;
using WanVideo.Ledger;
using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class OpenLedgersTests
{
    private readonly List<string> opened = [];
    private readonly Dictionary<string, TaskCompletionSource> disposals = [];
    private readonly OpenLedgers ledgers;

    public OpenLedgersTests() => ledgers = new OpenLedgers(Create);

    [Fact]
    public async Task A_replaced_ledger_is_disposed_when_its_last_command_has_ended()
    {
        var (first, second) = (ledgers.Acquire("a"), ledgers.Acquire("a"));
        Assert.Same(first, second);
        var other = ledgers.Acquire("b");
        ledgers.Release(first);
        Assert.False(disposals["a"].Task.IsCompleted);
        Assert.NotNull(ledgers.GetCreator(second));

        ledgers.Release(second);
        await disposals["a"].Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        ledgers.Release(other);
        Assert.False(disposals["b"].Task.IsCompleted);
        Assert.Same(other, ledgers.Acquire("b"));
    }

    [Fact]
    public async Task A_ledger_that_no_command_uses_is_disposed_when_it_is_replaced_and_opened_again_later()
    {
        ledgers.Release(ledgers.Acquire("a"));
        ledgers.Release(ledgers.Acquire("b"));
        await disposals["a"].Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        ledgers.Acquire("a");
        Assert.Equal(["a", "b", "a"], opened);
    }

    [Fact]
    public void An_invalid_location_keeps_the_current_ledger()
    {
        var current = ledgers.Acquire("a");
        Assert.Throws<VideoException>(() => ledgers.Acquire("invalid"));
        Assert.Same(current, ledgers.Acquire("a"));
    }

    private ILedger Create(string location)
    {
        if (location == "invalid")
        {
            throw new VideoException(VideoErrorKind.LedgerUnavailable, "Invalid.");
        }

        opened.Add(location);
        var ledger = DispatchProxy.Create<ILedger, LedgerProxy>();
        ((LedgerProxy)(object)ledger).Disposal = disposals[location] = new();
        return ledger;
    }
}

/// <summary>A ledger that can only be disposed.</summary>
public class LedgerProxy : DispatchProxy
{
    public TaskCompletionSource? Disposal { get; set; }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Assert.Equal(nameof(IAsyncDisposable.DisposeAsync), targetMethod?.Name);
        Disposal!.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
