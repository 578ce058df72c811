using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Downloading;

/// <summary>
/// Fetches a video into a file that is whole or not there at all: the body goes to a <c>.part</c> file beside the target, which takes its
/// final name only after its length, its digest and its first bytes were found right. What breaks off is taken up again where it broke, in this
/// call or in a later one.
/// </summary>
/// <param name="media">Sends the requests. It must add no Authorization: object stores refuse a signed address with one.</param>
/// <param name="options">Time limits and retries.</param>
public sealed class VideoDownloader(HttpMessageInvoker media, DownloadOptions options)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Fetches a video.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="target">The file it becomes.</param>
    /// <param name="overwrite">Replace a file of that name.</param>
    /// <param name="progress">Told how much has arrived, at every buffer.</param>
    /// <param name="cancellationToken">Ends the download. What had arrived is kept for a later one, if its server lets that go on.</param>
    /// <returns>The file.</returns>
    /// <exception cref="VideoException">The video could not be fetched whole, or the file not be written.</exception>
    public async Task<FileInfo> DownloadAsync(Uri source, string target, bool overwrite, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (!overwrite && File.Exists(target))
        {
            throw FileExists(target);
        }

        try
        {
            using var part = PartFile.Open(target);
            try
            {
                await FetchAsync(source, part, progress, cancellationToken);
                await RequireDigestAsync(source, part, cancellationToken);
                await part.CompleteAsync(overwrite);
                return new FileInfo(target);
            }
            catch (Exception failure) when (failure is VideoException { Error.Kind: VideoErrorKind.DownloadFailed or VideoErrorKind.FileNotWritable } or IOException or UnauthorizedAccessException)
            {
                // What is known to be wrong, or has filled the disk, helps nobody later.
                part.Discard();
                throw;
            }
            catch
            {
                part.Keep();
                throw;
            }
        }
        catch (IOException) when (!overwrite && File.Exists(target))
        {
            throw FileExists(target);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw PartFile.NotWritable(target, failure.Message, failure);
        }
        catch (Exception broken) when (broken is HttpRequestException or TimeoutException)
        {
            throw new VideoException(VideoErrorKind.DownloadFailed, $"The video at {Address(source)} did not arrive whole: {broken.Message}", broken);
        }
    }

    private async Task FetchAsync(Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var furthest = part.Length;
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var response = await SendAsync(source, part, cancellationToken);
                if (response.StatusCode is not HttpStatusCode.PartialContent)
                {
                    part.Begin(ResourceValidator.Of(response));
                }
                else if (part.Version?.IsContinuedBy(response, part.Length) is not true)
                {
                    throw new VideoException(VideoErrorKind.DownloadFailed, $"The server of {Address(source)} resumed the video at another place than it was asked to, or another video.");
                }

                await CopyAsync(response, source, part, progress, cancellationToken);
                return;
            }
            catch (Exception broken) when (IsPassing(broken, cancellationToken))
            {
                // What arrived counts: only tries that come no further than the best one use up the patience.
                (tries, furthest) = part.Length > furthest ? (0, part.Length) : (tries, furthest);
                if (tries >= options.MaximumRetryCount)
                {
                    throw;
                }

                var pause = options.RetryInterval * Math.Pow(2, tries);
                var asked = (broken as VideoException)?.RetryAfter ?? TimeSpan.Zero;
                await Task.Delay(asked > pause ? asked : pause, options.TimeProvider, cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri source, PartFile part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (part.Length > 0 && part.Version?.Condition is { } condition)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = condition;
        }

        using var standstill = new IdleTimeout(options, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await media.SendAsync(request, standstill.Token);
        }
        catch (OperationCanceledException) when (standstill.HasOccurred)
        {
            throw new TimeoutException($"no answer within {options.OperationTimeout.TotalSeconds:0.#} s");
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            if (response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable && part.Length > 0)
            {
                part.Clear();
                throw new HttpRequestException("the server has nothing to add to what arrived, and does not say that it is whole");
            }

            throw await RefusalAsync(response, source, cancellationToken);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var whole = response.Content.Headers.ContentLength is { } length ? part.Length + length : part.Version?.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var standstill = new IdleTimeout(options, cancellationToken);
        try
        {
            if (part.Length == 0)
            {
                // The first bytes tell a video from a page, of which nothing is to be kept.
                var beginning = new byte[VideoSignature.Length];
                var count = await body.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, standstill.Token);
                RequireWhole(count, whole > beginning.Length ? beginning.Length : whole);
                VideoSignature.Require(beginning.AsSpan(0, count), source);
                part.Append(beginning);
            }

            await body.CopyToAsync(new ArrivalStream(Arrived), BufferSize, standstill.Token);
        }
        catch (OperationCanceledException) when (standstill.HasOccurred)
        {
            throw new TimeoutException($"nothing arrived for {options.OperationTimeout.TotalSeconds:0.#} s");
        }
        catch (IOException broken)
        {
            // The connection: a disk that fails, which no second request mends, has a word of its own.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, broken.Message, broken);
        }

        RequireWhole(part.Length, whole);

        void Arrived(ReadOnlySpan<byte> bytes)
        {
            part.Append(bytes);
            progress?.Report(new DownloadProgress(part.Length, whole));
            standstill.Restart();
        }
    }

    private static void RequireWhole(long arrived, long? expected)
    {
        if (arrived < expected)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, FormattableString.Invariant($"{arrived} of {expected} bytes arrived"));
        }
    }

    private static async Task RequireDigestAsync(Uri source, PartFile part, CancellationToken cancellationToken)
    {
        if (!await part.HasItsDigestAsync(cancellationToken))
        {
            throw new VideoException(VideoErrorKind.DownloadFailed, $"What arrived from {Address(source)} is not what was sent: its digest is not the one that Content-MD5 gives. It was not kept.");
        }
    }

    private static bool IsPassing(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is HttpRequestException or TimeoutException or VideoException { IsTransient: true };

    private async Task<VideoException> RefusalAsync(HttpResponseMessage response, Uri source, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var words = await ErrorDocumentReader.ReadAsync(response.Content, cancellationToken);
        var kind = response.StatusCode switch
        {
            // Object stores answer 403 to a signature that is past its time; only their words tell.
            HttpStatusCode.Forbidden when words.Contains("expired", StringComparison.OrdinalIgnoreCase) => VideoErrorKind.Expired,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => VideoErrorKind.Expired,
            HttpStatusCode.TooManyRequests => VideoErrorKind.RateLimited,
            HttpStatusCode.RequestTimeout => VideoErrorKind.Timeout,
            >= HttpStatusCode.InternalServerError => VideoErrorKind.ProviderFault,
            _ => VideoErrorKind.DownloadFailed,
        };
        return new VideoException(kind, $"The video at {Address(source)} was refused with HTTP {status}{(words.Length > 0 ? $": {words}" : "")}.")
        {
            StatusCode = response.StatusCode,
            RetryAfter = RetryAfter.Of(response, options.TimeProvider),
        };
    }

    private static VideoException FileExists(string target) =>
        new(VideoErrorKind.FileExists, $"'{target}' is there already. It was left as it is; -Force replaces it.");

    /// <summary>The address without its signature.</summary>
    internal static string Address(Uri source) => source.GetLeftPart(UriPartial.Path);
}
