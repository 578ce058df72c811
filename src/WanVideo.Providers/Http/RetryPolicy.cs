using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace WanVideo.Providers.Http;

/// <summary>The retries of a request: exponential back-off with jitter, or the delay of a Retry-After. Each attempt has the timeout of the connection.</summary>
internal sealed class RetryPolicy
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    // A longer Retry-After is reported as an error instead of waiting for it.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    private static readonly ResiliencePropertyKey<IUserMessages> Messages = new("WanVideo.Messages");

    private readonly ResiliencePipeline<ProviderResponse> pipeline;

    private RetryPolicy(ProviderOptions options, Func<ProviderResponse, bool> isRetried)
    {
        var builder = new ResiliencePipelineBuilder<ProviderResponse> { TimeProvider = options.TimeProvider };
        if (options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ProviderResponse>
            {
                MaxRetryAttempts = options.MaximumRetryCount,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryInterval,
                MaxDelay = MaxBackoff,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
                {
                    { Exception: { } failure } => TransportErrorClassifier.Classify(failure) is not null,
                    { Result: { } response } => !(response.RetryAfter > MaxRetryAfter) && isRetried(response),
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
                OnRetry = arguments =>
                {
                    arguments.Context.Properties.GetValue(Messages, null!).WriteVerbose(Describe(options, arguments));
                    return ValueTask.CompletedTask;
                },
            });
        }

        pipeline = builder
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.OperationTimeout })
            .Build();
    }

    /// <summary>For requests that are safe to repeat: retries after each transient failure.</summary>
    public static RetryPolicy CreateForQueries(ProviderOptions options) => new(
        options,
        response => response.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);

    /// <summary>
    /// For create requests: retries only after a response by which the request was not accepted, a 429, or a 503 with a Retry-After. After the body was
    /// sent, the caller throws an exception that is not retried.
    /// </summary>
    public static RetryPolicy CreateForCreateRequests(ProviderOptions options) => new(
        options,
        response => response is { Status: HttpStatusCode.TooManyRequests } or { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null });

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
        var reason = arguments.Outcome.Exception is { } failure
            ? TransportErrorClassifier.Classify(failure)!.Description.TrimEnd('.')
            : $"HTTP {(int)arguments.Outcome.Result!.Status}";
        return FormattableString.Invariant(
            $"{options.Provider.Name}: {reason}. Retry {arguments.AttemptNumber + 1} of {options.MaximumRetryCount} in {arguments.RetryDelay.TotalSeconds:0.#} s.");
    }
}
