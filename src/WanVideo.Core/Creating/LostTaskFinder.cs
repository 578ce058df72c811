using WanVideo.Journal;

namespace WanVideo.Creating;

/// <summary>
/// Looks for the task of a create whose answer was lost, where the gateway lists its tasks. A task is taken for it only if nothing speaks
/// against that and no other fits: a wrong one would be somebody else's video.
/// </summary>
/// <param name="journal">The record, which knows whose the other tasks are.</param>
public sealed class LostTaskFinder(TaskJournal journal)
{
    // The two clocks may differ, and a gateway may have held the request for a while.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    // More that fit than this is no list to choose from.
    private const int MostCandidates = 20;

    /// <summary>The task; null if none was found, or none that is surely the one.</summary>
    /// <param name="provider">Where it was sent.</param>
    /// <param name="attempt">What was sent.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<VideoTask?> FindAsync(IVideoProvider provider, CreateAttempt attempt, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(messages);
        if (!provider.IsBilled || cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            var recorded = await journal.ReadAsync(cancellationToken);
            var others = recorded.Entries.Where(entry => entry.AttemptId != attempt.Id && entry.Provider == provider.Name).ToArray();
            var known = others.Select(entry => entry.Task?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var fitting = new List<VideoTask>();
            await foreach (var candidate in CandidatesAsync(provider, attempt, known, messages, cancellationToken))
            {
                if (await FitsAsync(provider, attempt, candidate, messages, cancellationToken) is { } task)
                {
                    fitting.Add(task);
                }
            }

            // Without a prompt to tell them apart, it may as well be that of another create whose answer is not there yet.
            return fitting is [var one] && (one.Prompt is not null || !others.Any(entry => IsRival(entry, attempt))) ? one : null;
        }
        catch (VideoException failure)
        {
            messages.WriteVerbose($"The task of the lost answer was not looked for: {failure.Message}");
            return null;
        }
    }

    private static async IAsyncEnumerable<VideoTask> CandidatesAsync(
        IVideoProvider provider,
        CreateAttempt attempt,
        HashSet<string> known,
        IUserMessages messages,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = 0;
        var filter = new TaskFilter { Since = attempt.At - Before, Model = attempt.Request.Model.Name };
        await foreach (var task in provider.ListAsync(filter, messages, cancellationToken))
        {
            // Newest first: what is older than the attempt is followed by older ones only.
            if (task.CreatedAt < filter.Since || found == MostCandidates)
            {
                yield break;
            }

            if (filter.Includes(task) && task.CreatedAt <= attempt.At + After && !known.Contains(task.Id))
            {
                found++;
                yield return task;
            }
        }
    }

    private static async Task<VideoTask?> FitsAsync(IVideoProvider provider, CreateAttempt attempt, VideoTask listed, IUserMessages messages, CancellationToken cancellationToken)
    {
        // A list says little; some gateways tell more of a task when asked for it alone.
        var task = (await provider.GetAsync(listed.Id, messages, cancellationToken)).MergeFrom(listed);
        return (task.Prompt is null || task.Prompt == attempt.Request.Request.Prompt)
            && (listed.Duration is null || listed.Duration == attempt.Request.GetValue(VideoParameters.Duration))
                ? task
                : null;
    }

    private static bool IsRival(JournalEntry entry, CreateAttempt attempt) =>
        entry.IsUnresolved
        && (entry.Model is null || entry.Model == attempt.Request.Model.Name)
        && entry.At >= attempt.At - After
        && entry.At <= attempt.At + After;
}
