using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace WanVideo.Providers.Http;

/// <summary>The retries of a request that is safe to repeat, with the delays of <see cref="RetryDelay"/>. Each attempt has the timeout of the connection.</summary>
internal sealed class RetryPolicy
{
    private static readonly ResiliencePropertyKey<IUserMessages> Messages = new("WanVideo.Messages");

    private readonly ResiliencePipeline<ProviderResponse> pipeline;

    public RetryPolicy(ProviderOptions options, Func<ProviderResponse, bool> isTransient, Redaction redaction)
    {
        var builder = new ResiliencePipelineBuilder<ProviderResponse> { TimeProvider = options.TimeProvider };
        if (options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ProviderResponse>
            {
                MaxRetryAttempts = options.MaximumRetryCount,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
                {
                    { Exception: { } exception } => TransportErrorClassifier.Classify(exception) is not null,
                    { Result: { } response } => !(response.RetryAfter > RetryDelay.MaxRetryAfter) && isTransient(response),
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(RetryDelay.Get(
                    RetryDelay.GetBackOff(options.RetryInterval, arguments.AttemptNumber),
                    arguments.Outcome.Result?.RetryAfter)),
                OnRetry = arguments =>
                {
                    arguments.Context.Properties.GetValue(Messages, null!).WriteVerbose(redaction.RedactMessage(Describe(options, arguments)));
                    return ValueTask.CompletedTask;
                },
            });
        }

        pipeline = builder
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.OperationTimeout })
            .Build();
    }

    public async Task<ProviderResponse> ExecuteAsync(Func<CancellationToken, Task<ProviderResponse>> send, IUserMessages messages, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Messages, messages);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, send) => await send(context.CancellationToken),
                context,
                send);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static string Describe(ProviderOptions options, OnRetryArguments<ProviderResponse> arguments)
    {
        var reason = arguments.Outcome.Exception is { } exception
            ? TransportErrorClassifier.Classify(exception)!.Description.TrimEnd('.')
            : $"HTTP {(int)arguments.Outcome.Result!.Status}";
        return FormattableString.Invariant(
            $"{options.Provider.Name}: {reason}. Retry {arguments.AttemptNumber + 1} of {options.MaximumRetryCount} in {arguments.RetryDelay.TotalSeconds:0.#} s.");
    }
}
