using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace WanVideo.Providers.Http;

/// <summary>When a request is repeated, and after how long. Every try has the connection's time limit.</summary>
internal sealed class RetryPolicy
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);

    // Whoever asks for more than this is told to the user instead of being waited for in silence.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(2);

    private static readonly ResiliencePropertyKey<IUserMessages> Notices = new("WanVideo.Notices");

    private readonly ResiliencePipeline<ProviderResponse> pipeline;

    private RetryPolicy(ProviderOptions options, Func<ProviderResponse, bool> isRepeated)
    {
        var builder = new ResiliencePipelineBuilder<ProviderResponse> { TimeProvider = options.TimeProvider };
        if (options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ProviderResponse>
            {
                MaxRetryAttempts = options.MaximumRetryCount,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryInterval,
                MaxDelay = LongestStep,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
                {
                    { Exception: { } failure } => TransportErrorClassifier.Explain(failure) is not null,
                    { Result: { } answer } => !(answer.RetryAfter > LongestRetryAfter) && isRepeated(answer),
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
                OnRetry = arguments =>
                {
                    arguments.Context.Properties.GetValue(Notices, null!).WriteVerbose(Describe(options, arguments));
                    return ValueTask.CompletedTask;
                },
            });
        }

        pipeline = builder
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.OperationTimeout })
            .Build();
    }

    /// <summary>A query is repeated whenever the next try may succeed.</summary>
    public static RetryPolicy ForQueries(ProviderOptions options) => new(
        options,
        answer => answer.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);

    /// <summary>
    /// A create is repeated only after an answer that says it was not accepted: a 429, or a 503 that says when to come back. Without an
    /// answer it is for the caller to throw something that is not repeated once the body began to leave.
    /// </summary>
    public static RetryPolicy ForCreates(ProviderOptions options) => new(
        options,
        answer => answer is { Status: HttpStatusCode.TooManyRequests } or { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null });

    public async Task<ProviderResponse> RunAsync(Func<CancellationToken, Task<ProviderResponse>> send, IUserMessages messages, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Notices, messages);
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
            ? TransportErrorClassifier.Explain(failure)!.Words.TrimEnd('.')
            : $"HTTP {(int)arguments.Outcome.Result!.Status}";
        return FormattableString.Invariant(
            $"{options.Provider.Name}: {reason}; try {arguments.AttemptNumber + 2} of {options.MaximumRetryCount + 1} in {arguments.RetryDelay.TotalSeconds:0.#} s.");
    }
}
