using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Downloading;

/// <summary>
/// Downloads a video. The body is written to a <c>.part</c> file beside the target, which is renamed after its length, its digest and its first
/// bytes are verified. An interrupted download resumes where it stopped, in the same call or in a later one, if the server supports that.
/// </summary>
/// <param name="client">Sends the requests. It must not add an Authorization header: object stores reject signed URLs with one.</param>
/// <param name="options">Timeouts and retries.</param>
/// <param name="messages">Receives a verbose message for each retry; may be null.</param>
public sealed class VideoDownloader(HttpMessageInvoker client, DownloadOptions options, IUserMessages? messages = null)
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
            catch (Exception exception) when (exception is VideoException { Error.Kind: VideoErrorKind.DownloadFailed or VideoErrorKind.FileNotWritable, StatusCode: null } or IOException or UnauthorizedAccessException)
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
            throw new VideoException(VideoErrorKind.DownloadFailed, $"The download from {RemoveSignature(source)} is incomplete: {Redact(exception.Message, source)}", VideoException.GetSafeInnerException(exception, text => Redact(text, source)));
        }
    }

    private async Task FetchAsync(Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var maxLength = part.Length;
        for (var retries = 0; ; retries++)
        {
            try
            {
                while (!await FetchNextAsync(source, part, progress, cancellationToken))
                {
                    // The server sent a part of the range that was requested (RFC 9110, 15.3.7).
                }

                return;
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                // Progress resets the retry count.
                (retries, maxLength) = part.Length > maxLength ? (0, part.Length) : (retries, maxLength);
                var retryAfter = (exception as VideoException)?.RetryAfter;
                if (retries >= options.MaximumRetryCount || retryAfter > RetryDelay.MaxRetryAfter)
                {
                    throw;
                }

                var delay = RetryDelay.Get(RetryDelay.GetBackOff(options.RetryInterval, retries), retryAfter);
                messages?.WriteVerbose(FormattableString.Invariant(
                    $"{RemoveSignature(source)}: {Redact(exception.Message, source).TrimEnd('.')}. Retry {retries + 1} of {options.MaximumRetryCount} in {delay.TotalSeconds:0.#} s."));
                await Task.Delay(delay, options.TimeProvider, cancellationToken);
            }
        }
    }

    /// <returns>Whether the video is complete.</returns>
    private async Task<bool> FetchNextAsync(Uri source, PartFile part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(source, part, cancellationToken);
        long? end;
        if (response.StatusCode is not HttpStatusCode.PartialContent)
        {
            part.Restart(ResourceValidator.Create(response));
            end = part.Validator!.Length;
        }
        else if (part.Validator?.IsContinuedBy(response, part.Length) is true)
        {
            var range = response.Content.Headers.ContentRange!;
            part.Validator = part.Validator with { Length = part.Validator.Length ?? range.Length };
            end = range.To + 1;
        }
        else
        {
            throw new VideoException(VideoErrorKind.DownloadFailed, $"{RemoveSignature(source)} resumed at a wrong position, or with another version of the video.");
        }

        await CopyAsync(response, source, part, end, progress, cancellationToken);
        if (part.Validator.Length is { } total)
        {
            if (part.Length < total)
            {
                return false;
            }

            // The server announces less than it has. The next request cannot resume: the range would start at the end.
            if (part.IsTruncated())
            {
                part.Clear();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, FormattableString.Invariant($"the MP4 file continues after the {total} bytes that the server announces"));
            }

            return true;
        }

        // A connection that is closed ends a body without a length (RFC 9112, 6.3), also when it is interrupted.
        var isDelimited = response.Version.Major >= 2 || response.Headers.TransferEncodingChunked is true;
        return part.HasCompleteBoxes(isDelimited)
            ? true
            : throw new HttpRequestException(HttpRequestError.ResponseEnded, FormattableString.Invariant($"the server reports no length, and the {part.Length} bytes received are not a complete MP4 file"));
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
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(idleTimeout.HasElapsed
                ? FormattableString.Invariant($"no response within {options.OperationTimeout.TotalSeconds:0.#} s")
                : "no connection was established in time");
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

            idleTimeout.Restart();
            var message = await ReadMessageAsync(response, source, request.RequestUri, idleTimeout.Token);
            cancellationToken.ThrowIfCancellationRequested();
            throw CreateHttpException(response, source, message);
        }
    }

    // The status alone decides what follows. A message that does not arrive is left out.
    private async Task<string> ReadMessageAsync(HttpResponseMessage response, Uri source, Uri? redirected, CancellationToken cancellationToken)
    {
        try
        {
            return await ErrorDocumentReader.ReadAsync(response.Content, text => Redact(text, source, redirected), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Uri source, PartFile part, long? end, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var total = part.Validator?.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var idleTimeout = new IdleTimeout(options, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            if (part.Length == 0)
            {
                var count = await body.ReadAtLeastAsync(buffer, VideoSignature.Length, throwOnEndOfStream: false, idleTimeout.Token);
                VerifyLength(count, end > VideoSignature.Length ? VideoSignature.Length : end);
                VideoSignature.Verify(buffer.AsSpan(0, count), RemoveSignature(source), options.Redact);
                Append(count);
            }

            while (await body.ReadAsync(buffer, idleTimeout.Token) is > 0 and var count)
            {
                Append(count);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"no data was received for {options.OperationTimeout.TotalSeconds:0.#} s"));
        }
        catch (IOException exception)
        {
            // From the connection: PartFile reports disk errors as VideoException.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        VerifyLength(part.Length, end);

        void Append(int count)
        {
            if (part.Length + count > end)
            {
                throw new VideoException(VideoErrorKind.DownloadFailed, $"{RemoveSignature(source)} sent more bytes than its headers announce.");
            }

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

    private VideoException CreateHttpException(HttpResponseMessage response, Uri source, string message)
    {
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
        var retryAfter = response.GetRetryAfter(options.TimeProvider);
        var hint = retryAfter > RetryDelay.MaxRetryAfter ? FormattableString.Invariant($" The server allows the next request in {retryAfter.Value.TotalSeconds:0} s.") : "";
        return new VideoException(kind, $"{RemoveSignature(source)} returned HTTP {(int)response.StatusCode}{(message.Length > 0 ? $": {message}" : "")}.{hint}")
        {
            StatusCode = response.StatusCode,
            RetryAfter = retryAfter,
        };
    }

    private static VideoException CreateFileExistsException(string target) =>
        new(VideoErrorKind.FileExists, $"'{target}' exists and was not changed. Use -Force to overwrite it.");

    private string Redact(string text, params ReadOnlySpan<Uri?> urls) => ResultUrl.RedactSignatures(options.Redact(text), urls);

    private string RemoveSignature(Uri source) => options.Redact(ResultUrl.RemoveSignature(source));
}
