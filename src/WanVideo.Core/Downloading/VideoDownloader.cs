using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Downloading;

/// <summary>
/// Fetches a video into a file that is whole or not there at all: the body goes to a <c>.part</c> file beside the target, which takes its
/// final name only after its length and its first bytes were found right. A connection that breaks is taken up again where it broke.
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
    /// <param name="cancellationToken">Ends the download and removes what had arrived.</param>
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
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await FetchPartAsync(source, target + ".part", part => File.Move(part, target, overwrite), progress, cancellationToken);
            return new FileInfo(target);
        }
        catch (IOException) when (!overwrite && File.Exists(target))
        {
            throw FileExists(target);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VideoException(VideoErrorKind.FileNotWritable, $"'{target}' cannot be written: {failure.Message}", failure);
        }
    }

    private async Task FetchPartAsync(Uri source, string part, Action<string> complete, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        // Not shared: of two downloads to one name the second fails here, before it can touch what the first has.
        var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        try
        {
            await using (file)
            {
                file.SetLength(0);
                await FetchAsync(source, file, progress, cancellationToken);
                await VideoSignature.RequireAsync(file, source, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            complete(part);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private async Task FetchAsync(Uri source, FileStream file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        EntityTagHeaderValue? version = null;
        for (var tries = 0; ; tries++)
        {
            var before = file.Length;
            try
            {
                using var response = await SendAsync(source, file.Length, version, cancellationToken);
                if (response.StatusCode is not HttpStatusCode.PartialContent)
                {
                    file.SetLength(0);
                    version = response.Headers.ETag is { IsWeak: false } strong ? strong : null;
                }
                else if (response.Content.Headers.ContentRange?.From != file.Length)
                {
                    throw new VideoException(VideoErrorKind.DownloadFailed, $"The server of {Address(source)} resumed the video at another place than it was asked to.");
                }

                await CopyAsync(response, file, progress, cancellationToken);
                return;
            }
            catch (Exception broken) when (IsPassing(broken, cancellationToken))
            {
                // What arrived counts: only tries without a single new byte use up the patience.
                tries = file.Length > before ? 0 : tries;
                if (tries >= options.MaximumRetryCount)
                {
                    throw broken as VideoException ?? new VideoException(
                        VideoErrorKind.DownloadFailed,
                        $"The video at {Address(source)} did not arrive whole: {broken.Message}",
                        broken);
                }

                await Task.Delay(options.RetryInterval * Math.Pow(2, tries), options.TimeProvider, cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri source, long have, EntityTagHeaderValue? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (have > 0 && version is not null)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(version);
        }

        using var standstill = new Standstill(options, cancellationToken);
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
            throw await RefusalAsync(response, source, cancellationToken);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var start = file.Length;
        var expected = response.Content.Headers.ContentLength is { } length ? start + length : (long?)null;
        file.Seek(start, SeekOrigin.Begin);

        using var standstill = new Standstill(options, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferSize];
        for (; ; )
        {
            standstill.Restart();
            int count;
            try
            {
                count = await body.ReadAsync(buffer, standstill.Token);
            }
            catch (OperationCanceledException) when (standstill.HasOccurred)
            {
                throw new TimeoutException($"nothing arrived for {options.OperationTimeout.TotalSeconds:0.#} s");
            }
            catch (IOException broken)
            {
                // Told apart from a disk that fails, which no second request mends.
                throw new HttpRequestException(HttpRequestError.ResponseEnded, broken.Message, broken);
            }

            if (count == 0)
            {
                break;
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            progress?.Report(new DownloadProgress(file.Length, expected));
        }

        if (expected is { } whole && file.Length < whole)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, FormattableString.Invariant($"{file.Length} of {whole} bytes arrived"));
        }
    }

    private static bool IsPassing(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is HttpRequestException or TimeoutException or VideoException { IsTransient: true };

    private static async Task<VideoException> RefusalAsync(HttpResponseMessage response, Uri source, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var words = await ErrorWords.ReadAsync(response.Content, cancellationToken);
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
        };
    }

    private static VideoException FileExists(string target) =>
        new(VideoErrorKind.FileExists, $"'{target}' is there already. It was left as it is; -Force replaces it.");

    /// <summary>The address without its signature.</summary>
    internal static string Address(Uri source) => source.GetLeftPart(UriPartial.Path);
}
