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
    public static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(700);

    /// <summary>Creates one task.</summary>
    /// <param name="provider">Where.</param>
    /// <param name="request">What, as <see cref="ModelCatalog.Prepare"/> made it ready.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Before the request leaves: sends nothing. After: gives it <see cref="CancellationGracePeriod"/> to be answered.</param>
    /// <exception cref="VideoException">The task was not created, or that is not known (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
    public async Task<VideoTask> CreateAsync(IVideoProvider provider, PreparedRequest request, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(messages);

        var attempt = CreateAttempt.New(provider, request, time.GetUtcNow());
        if (provider.IsBilled)
        {
            await journal.AttemptedAsync(attempt, cancellationToken);
        }

        return await SendAsync(provider, attempt, isRepeat: false, messages, cancellationToken);
    }

    /// <summary>Sends again what was sent before under the same name, by the user's decision: where the gateway knows idempotency keys, that is safe.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public Task<VideoTask> RepeatAsync(IVideoProvider provider, CreateAttempt attempt, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(messages);
        return SendAsync(provider, attempt, isRepeat: true, messages, cancellationToken);
    }

    /// <summary>Takes a task for that of a create whose answer is not known, by the user's decision.</summary>
    /// <param name="provider">Where it was sent.</param>
    /// <param name="attempt">The create.</param>
    /// <param name="task">The task.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    public Task<VideoTask> AdoptAsync(IVideoProvider provider, CreateAttempt attempt, VideoTask task, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(task);
        return AcceptedAsync(provider, attempt, task, messages);
    }

    private async Task<VideoTask> SendAsync(IVideoProvider provider, CreateAttempt attempt, bool isRepeat, IUserMessages messages, CancellationToken cancellationToken)
    {
        using var afterGrace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = cancellationToken.Register(() => afterGrace.CancelAfter(CancellationGracePeriod));
        VideoTask task;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            task = await provider.CreateAsync(attempt.Request, attempt.IdempotencyKey, messages, afterGrace.Token);
        }
        catch (VideoException failure)
        {
            // That a repeat was refused says nothing of the first: it may exist as before.
            if (!isRepeat)
            {
                await RecordAsync(provider, () => journal.FailedAsync(attempt, failure.Error), messages);
            }

            if (failure.Error.Kind is not VideoErrorKind.OutcomeUnknown
                || await new LostTaskFinder(journal).FindAsync(provider, attempt, messages, cancellationToken) is not { } found)
            {
                throw new VideoException(failure.Error, failure)
                {
                    Provider = provider.Name,
                    AttemptId = attempt.Id,
                    StatusCode = failure.StatusCode,
                    RequestId = failure.RequestId,
                    RetryAfter = failure.RetryAfter,
                };
            }

            messages.Warning($"{provider.Name}'s answer to a create was lost, but its task was found in the gateway's list: {found.Id}");
            task = found;
        }
        catch (OperationCanceledException)
        {
            // Providers let this through only while nothing was sent.
            if (!isRepeat)
            {
                var stopped = new VideoError { Kind = VideoErrorKind.InvalidRequest, Message = "Stopped before it was sent." };
                await RecordAsync(provider, () => journal.FailedAsync(attempt, stopped), messages);
            }

            throw;
        }

        return await AcceptedAsync(provider, attempt, task, messages);
    }

    private async Task<VideoTask> AcceptedAsync(IVideoProvider provider, CreateAttempt attempt, VideoTask task, IUserMessages messages)
    {
        // Not every gateway says when it accepted a task; its 24 hours begin no earlier than this.
        var created = task.CreatedAt ?? attempt.At;
        task = task with
        {
            AttemptId = provider.IsBilled ? attempt.Id : null,
            BaseUri = provider.BaseUri,
            Model = task.Model ?? attempt.Request.Model.Name,
            Prompt = task.Prompt ?? attempt.Request.Request.Prompt,
            Duration = task.Duration ?? attempt.Request.GetValue(VideoParameters.Duration),
            CreatedAt = created,
            ExpiresAt = task.ExpiresAt ?? created + VideoTask.Life,
        };
        await RecordAsync(provider, () => journal.CreatedAsync(attempt.Id, task), messages, task.Id);
        return task;
    }

    // By now the create is done: a journal that has become unwritable must not turn a task that exists into an error.
    private static async Task RecordAsync(IVideoProvider provider, Func<Task> record, IUserMessages messages, string? id = null)
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
            messages.Warning(id is null ? unavailable.Message : $"{unavailable.Message} Keep the id of this task yourself: {id}");
        }
    }
}
