using WanVideo.Catalog;
using WanVideo.Journal;

namespace WanVideo.Creating;

/// <summary>Creates tasks so that none that was paid for is lost: recorded before it is sent, recorded again when the answer is read.</summary>
/// <param name="journal">The record.</param>
/// <param name="time">The clock.</param>
public sealed class TaskCreator(TaskJournal journal, TimeProvider time)
{
    /// <summary>
    /// How long a create that is under way may go on after the user stopped the command. A request cut off in the middle leaves a
    /// task that nobody knows the id of; most answers arrive within this, and a command must end within a second.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    /// <summary>Creates one task.</summary>
    /// <param name="provider">Where.</param>
    /// <param name="request">What, as <see cref="ModelCatalog.Prepare"/> made it ready.</param>
    /// <param name="notices">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Before the request leaves: sends nothing. After: gives it <see cref="Grace"/> to be answered.</param>
    /// <exception cref="VideoException">The task was not created, or that is not known (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
    public async Task<VideoTask> CreateAsync(IVideoProvider provider, PreparedRequest request, INotices notices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(notices);

        var now = time.GetUtcNow();
        var attempt = CreateAttempt.New(provider, request.Body, now);
        if (provider.IsBilled)
        {
            await journal.AttemptedAsync(attempt, cancellationToken);
        }

        using var afterGrace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = cancellationToken.Register(() => afterGrace.CancelAfter(Grace));
        VideoTask task;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            task = await provider.CreateAsync(request, attempt.IdempotencyKey, notices, afterGrace.Token);
        }
        catch (VideoException failure)
        {
            await RecordAsync(provider, () => journal.FailedAsync(attempt, failure.Error), notices);
            throw new VideoException(failure.Error, failure)
            {
                Provider = provider.Name,
                AttemptId = attempt.Id,
                StatusCode = failure.StatusCode,
                RequestId = failure.RequestId,
                RetryAfter = failure.RetryAfter,
            };
        }
        catch (OperationCanceledException)
        {
            // Providers let this through only while nothing was sent.
            var stopped = new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "Stopped before it was sent." };
            await RecordAsync(provider, () => journal.FailedAsync(attempt, stopped), notices);
            throw;
        }

        task = task with
        {
            Prompt = task.Prompt ?? request.Request.Prompt,
            // Not every gateway says when; its 24 hours begin no earlier than this.
            CreatedAt = task.CreatedAt ?? now,
            Duration = task.Duration ?? (int?)request[VideoParameter.Duration],
        };
        await RecordAsync(provider, () => journal.CreatedAsync(attempt, task), notices, task.Id);
        return task;
    }

    // By now the create is done: a journal that has become unwritable must not turn a task that exists into an error.
    private static async Task RecordAsync(IVideoProvider provider, Func<Task> record, INotices notices, string? id = null)
    {
        if (!provider.IsBilled)
        {
            return;
        }

        try
        {
            await record();
        }
        catch (VideoException unavailable) when (unavailable.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            notices.Warning(id is null ? unavailable.Message : $"{unavailable.Message} Keep the id of this task yourself: {id}");
        }
    }
}
