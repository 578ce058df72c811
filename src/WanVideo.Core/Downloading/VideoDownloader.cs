using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Downloading;

/// <summary>
/// Downloads a video. The body is written to a <c>.part</c> file beside the target, which is renamed after its length, its digest and its first
/// bytes are verified. An interrupted download resumes where it stopped, in the same call or in a later one, if the server supports that.
/// </summary>
/// <param name="client">Sends the requests. It must not add an Authorization header: object stores reject signed URLs with one.</param>
/// <param name="options">Timeouts and retries.</param>
public sealed class VideoDownloader(HttpMessageInvoker client, DownloadOptions options)
{
    // As in Stream.CopyToAsync: just below the large object heap threshold.
    private const int BufferSize = 80 * 1024;

    /// <summary>Downloads a video.</summary>
    /// <param name="source">The URL.</param>
    /// <param name="target">The path of the file.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="progress">Receives the progress after each read; may be null.</param>
    /// <param name="cancellationToken">Cancels the download. The bytes received are kept if a later download can resume, and deleted otherwise.</param>
    /// <returns>The file.</returns>
    /// <exception cref="VideoException">The video could not be downloaded completely, or the file could not be written.</exception>
    public async Task<FileInfo> DownloadAsync(Uri source, string target, bool overwrite, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (!overwrite && File.Exists(target))
        {
            throw CreateFileExistsException(target);
        }

        try
        {
            using var part = PartFile.Open(target);
            try
            {
                await FetchAsync(source, part, progress, cancellationToken);
                if (!await part.HasExpectedDigestAsync(cancellationToken))
                {
                    throw new VideoException(VideoErrorKind.DownloadFailed, $"The download from {RemoveSignature(source)} does not match its Content-MD5. It was not saved.");
                }

                await part.CompleteAsync(overwrite);
                return new FileInfo(target);
            }
            catch (Exception exception) when (exception is VideoException { Error.Kind: VideoErrorKind.DownloadFailed or VideoErrorKind.FileNotWritable } or IOException or UnauthorizedAccessException)
            {
                // The content is wrong, or it filled the disk.
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
            throw CreateFileExistsException(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PartFile.CreateNotWritableException(target, exception.Message, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw new VideoException(VideoErrorKind.DownloadFailed, $"The download from {RemoveSignature(source)} is incomplete: {exception.Message}", exception);
        }
    }

    private async Task FetchAsync(Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var maxLength = part.Length;
        for (var retries = 0; ; retries++)
        {
            try
            {
                using var response = await SendAsync(source, part, cancellationToken);
                if (response.StatusCode is not HttpStatusCode.PartialContent)
                {
                    part.Restart(ResourceValidator.Create(response));
                }
                else if (part.Validator?.IsContinuedBy(response, part.Length) is not true)
                {
                    throw new VideoException(VideoErrorKind.DownloadFailed, $"{RemoveSignature(source)} resumed at a wrong position, or with another version of the video.");
                }

                await CopyAsync(response, source, part, progress, cancellationToken);
                return;
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                // Progress resets the retry count.
                (retries, maxLength) = part.Length > maxLength ? (0, part.Length) : (retries, maxLength);
                if (retries >= options.MaximumRetryCount)
                {
                    throw;
                }

                var backOff = options.RetryInterval * Math.Pow(2, retries);
                var retryAfter = (exception as VideoException)?.RetryAfter ?? TimeSpan.Zero;
                await Task.Delay(retryAfter > backOff ? retryAfter : backOff, options.TimeProvider, cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri source, PartFile part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (part.Length > 0 && part.Validator?.Condition is { } condition)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = condition;
        }

        using var idleTimeout = new IdleTimeout(options, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, idleTimeout.Token);
        }
        catch (OperationCanceledException) when (idleTimeout.HasElapsed)
        {
            throw new TimeoutException(FormattableString.Invariant($"no response within {options.OperationTimeout.TotalSeconds:0.#} s"));
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
                throw new HttpRequestException("the server has no further bytes, and does not confirm that the video is complete");
            }

            throw await CreateHttpExceptionAsync(response, source, cancellationToken);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var total = response.Content.Headers.ContentLength is { } length ? part.Length + length : part.Validator?.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var idleTimeout = new IdleTimeout(options, cancellationToken);
        var buffer = new byte[BufferSize];
        try
        {
            if (part.Length == 0)
            {
                var count = await body.ReadAtLeastAsync(buffer, VideoSignature.Length, throwOnEndOfStream: false, idleTimeout.Token);
                VerifyLength(count, total > VideoSignature.Length ? VideoSignature.Length : total);
                VideoSignature.Verify(buffer.AsSpan(0, count), RemoveSignature(source), options.Redact);
                Append(count);
            }

            while (await body.ReadAsync(buffer, idleTimeout.Token) is > 0 and var count)
            {
                Append(count);
            }
        }
        catch (OperationCanceledException) when (idleTimeout.HasElapsed)
        {
            throw new TimeoutException(FormattableString.Invariant($"no data was received for {options.OperationTimeout.TotalSeconds:0.#} s"));
        }
        catch (IOException exception)
        {
            // From the connection: PartFile reports disk errors as VideoException.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }

        VerifyLength(part.Length, total);

        void Append(int count)
        {
            part.Append(buffer.AsSpan(0, count));
            progress?.Report(new DownloadProgress(part.Length, total));
            idleTimeout.Restart();
        }
    }

    private static void VerifyLength(long received, long? expected)
    {
        if (received < expected)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, FormattableString.Invariant($"{received} of {expected} bytes were received"));
        }
    }

    private static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is HttpRequestException or TimeoutException or VideoException { IsTransient: true };

    private async Task<VideoException> CreateHttpExceptionAsync(HttpResponseMessage response, Uri source, CancellationToken cancellationToken)
    {
        var message = await ErrorDocumentReader.ReadAsync(response.Content, options.Redact, cancellationToken);
        var kind = response.StatusCode switch
        {
            // Object stores return 403 for an expired signature. Only the message distinguishes it.
            HttpStatusCode.Forbidden when message.Contains("expired", StringComparison.OrdinalIgnoreCase) => VideoErrorKind.Expired,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => VideoErrorKind.Expired,
            HttpStatusCode.TooManyRequests => VideoErrorKind.RateLimited,
            HttpStatusCode.RequestTimeout => VideoErrorKind.Timeout,
            >= HttpStatusCode.InternalServerError => VideoErrorKind.ProviderFault,
            _ => VideoErrorKind.DownloadFailed,
        };
        return new VideoException(kind, $"{RemoveSignature(source)} returned HTTP {(int)response.StatusCode}{(message.Length > 0 ? $": {message}" : "")}.")
        {
            StatusCode = response.StatusCode,
            RetryAfter = response.GetRetryAfter(options.TimeProvider),
        };
    }

    private static VideoException CreateFileExistsException(string target) =>
        new(VideoErrorKind.FileExists, $"'{target}' exists and was not changed. Use -Force to overwrite it.");

    /// <summary>A URL without its query, which contains the signature.</summary>
    private string RemoveSignature(Uri source) => options.Redact(source.GetLeftPart(UriPartial.Path));
}
