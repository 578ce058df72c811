using WanVideo.Catalog;
using WanVideo.Journal;

namespace WanVideo.Creating;

/// <summary>Sends create requests. Each is recorded in the journal before it is sent, and again with its outcome, so that no billed task is lost.</summary>
/// <param name="journal">The journal.</param>
/// <param name="time">The clock.</param>
public sealed class TaskCreator(TaskJournal journal, TimeProvider time)
{
    /// <summary>
    /// The time that a create request in progress has for its response after the command is cancelled. An aborted request may leave a task whose id is
    /// unknown. Most responses arrive within this time, and a command must stop within a second.
    /// </summary>
    public static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(700);

    /// <summary>Creates a task.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="request">The request, from <see cref="ModelCatalog.Prepare"/>.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the request. If it was sent, its response is awaited for <see cref="CancellationGracePeriod"/>.</param>
    /// <exception cref="VideoException">The task was not created, or the outcome is unknown (<see cref="VideoErrorKind.OutcomeUnknown"/>).</exception>
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

    /// <summary>Repeats a create request with the same idempotency key, when the user requests it. Safe if the gateway supports idempotency keys.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    public Task<VideoTask> RepeatAsync(IVideoProvider provider, CreateAttempt attempt, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(messages);
        return SendAsync(provider, attempt, isRepeat: true, messages, cancellationToken);
    }

    /// <summary>Records that a task belongs to a create request whose outcome is unknown, when the user requests it.</summary>
    /// <param name="provider">The provider to which the request was sent.</param>
    /// <param name="attempt">The create request.</param>
    /// <param name="task">The task.</param>
    /// <param name="messages">Receives messages to the user.</param>
    public Task<VideoTask> AdoptAsync(IVideoProvider provider, CreateAttempt attempt, VideoTask task, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(task);
        return CompleteAsync(provider, attempt, task, messages);
    }

    private async Task<VideoTask> SendAsync(IVideoProvider provider, CreateAttempt attempt, bool isRepeat, IUserMessages messages, CancellationToken cancellationToken)
    {
        using var delayedCancellation = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var registration = cancellationToken.Register(() => delayedCancellation.CancelAfter(CancellationGracePeriod));
        VideoTask task;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            task = await provider.CreateAsync(attempt.Request, attempt.IdempotencyKey, messages, delayedCancellation.Token);
        }
        catch (VideoException failure)
        {
            // A rejected repeat does not change the outcome of the first request.
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

            messages.WriteWarning($"No response was received for the create request. {provider.Name}'s task list shows it as {found.Id}.");
            task = found;
        }
        catch (OperationCanceledException)
        {
            // Thrown by providers only if nothing was sent.
            if (!isRepeat)
            {
                var error = new VideoError { Kind = VideoErrorKind.Canceled, Message = "Cancelled before it was sent." };
                await RecordAsync(provider, () => journal.FailedAsync(attempt, error), messages);
            }

            throw;
        }

        return await CompleteAsync(provider, attempt, task, messages);
    }

    private async Task<VideoTask> CompleteAsync(IVideoProvider provider, CreateAttempt attempt, VideoTask task, IUserMessages messages)
    {
        // Some gateways do not return the creation time. The 24 hours of a task start no earlier than its request.
        var createdAt = task.CreatedAt ?? attempt.At;
        task = task with
        {
            AttemptId = provider.IsBilled ? attempt.Id : null,
            BaseUri = provider.BaseUri,
            Model = task.Model ?? attempt.Request.Model.Name,
            Prompt = task.Prompt ?? attempt.Request.Request.Prompt,
            Duration = task.Duration ?? attempt.Request.GetValue(VideoParameters.Duration),
            CreatedAt = createdAt,
            ExpiresAt = task.ExpiresAt ?? createdAt + VideoTask.Life,
        };
        await RecordAsync(provider, () => journal.CreatedAsync(attempt.Id, task), messages, task.Id);
        return task;
    }

    // The request is complete: a journal that cannot be written must not turn an existing task into an error.
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
        catch (VideoException failure) when (failure.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            messages.WriteWarning(id is null ? failure.Message : $"{failure.Message} Keep the id of this task: {id}");
        }
    }
}
