using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using WanVideo.Callbacks;
using WanVideo.Providers.Http;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Providers.Fal;

/// <summary>
/// Verifies the Ed25519 signature of callbacks. Source: fal's page on webhooks. .NET 10 has no Ed25519, so BouncyCastle verifies it. The keys are fetched
/// without the API key, and kept for at most 24 hours. After an invalid signature they are fetched again, at most once a minute: keys can be replaced before.
/// </summary>
/// <param name="keySetUrl">The URL of the key set.</param>
/// <param name="options">The options of the connection.</param>
internal sealed class FalCallbackVerifier(Uri keySetUrl, ProviderOptions options)
{
    private const int MaxKeySetLength = 256 * 1024;

    private static readonly TimeSpan MaxKeyAge = TimeSpan.FromHours(24);
    private static readonly TimeSpan MinKeyAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxTimeDifference = TimeSpan.FromSeconds(300);

    private volatile KeySet keySet = new([], DateTimeOffset.MinValue);

    /// <summary>Verifies a callback.</summary>
    /// <param name="request">The callback.</param>
    /// <param name="client">Fetches the keys.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="VideoException">The signature is missing, invalid or too old (<see cref="VideoErrorKind.InvalidParameter"/>), or the keys could not be fetched.</exception>
    public async Task VerifyAsync(CallbackRequest request, HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        var (timestamp, signature) = (GetHeader(Callback.TimestampHeader), ParseSignature(GetHeader(Callback.SignatureHeader)));
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (options.TimeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > MaxTimeDifference)
        {
            throw CreateException($"its {Callback.TimestampHeader} '{ControlCharacters.Replace(timestamp)}' differs from the current time by more than {MaxTimeDifference.TotalSeconds:0} seconds");
        }

        var message = Encoding.UTF8.GetBytes(string.Join('\n', GetHeader(Callback.RequestIdHeader), GetHeader(Callback.UserIdHeader), timestamp, Convert.ToHexStringLower(SHA256.HashData(request.Body.Span))));
        if (!IsSignedByAny(await GetKeysAsync(MaxKeyAge, client, cancellationToken)) && !IsSignedByAny(await GetKeysAsync(MinKeyAge, client, cancellationToken)))
        {
            throw CreateException("its signature is not valid for its content");
        }

        string GetHeader(string name) => request.GetHeader(name) is { Length: > 0 } value ? value : throw CreateException($"it has no {name}. Pass the header fields of the callback with -Headers");

        bool IsSignedByAny(IReadOnlyList<byte[]> keys) => keys.Any(key => Ed25519.Verify(signature, 0, key, 0, message, 0, message.Length));
    }

    private static byte[] ParseSignature(string text) => text.Length == 2 * Ed25519.SignatureSize && text.All(char.IsAsciiHexDigit)
        ? Convert.FromHexString(text)
        : throw CreateException($"its {Callback.SignatureHeader} is not an Ed25519 signature in hexadecimal");

    private async Task<IReadOnlyList<byte[]>> GetKeysAsync(TimeSpan maxAge, HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        if (options.TimeProvider.GetUtcNow() - keySet.FetchedAt >= maxAge)
        {
            keySet = new(await FetchKeysAsync(client, cancellationToken), options.TimeProvider.GetUtcNow());
        }

        return keySet.Keys;
    }

    private async Task<IReadOnlyList<byte[]>> FetchKeysAsync(HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.OperationTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, keySetUrl);
            using var response = await client.SendAsync(request, linked.Token);
            await response.Content.LoadIntoBufferAsync(MaxKeySetLength, linked.Token);
            var keys = ResponseValue.Parse(await response.Content.ReadAsByteArrayAsync(linked.Token))[Callback.Keys].Items.Select(key => ParseKey(key[Callback.PublicKey].GetString())).OfType<byte[]>().ToArray();
            return response.IsSuccessStatusCode && keys is not [] ? keys : throw CreateKeyException($"HTTP {(int)response.StatusCode} without an Ed25519 key", null);
        }
        catch (Exception exception) when (exception is not VideoException && !cancellationToken.IsCancellationRequested)
        {
            throw CreateKeyException(TransportErrorClassifier.Classify(exception)?.Description.TrimEnd('.') ?? "no response", exception);
        }
    }

    private static byte[]? ParseKey(string? text)
    {
        var key = new byte[Ed25519.PublicKeySize];
        return text is not null && System.Buffers.Text.Base64Url.IsValid(text) && System.Buffers.Text.Base64Url.TryDecodeFromChars(text, key, out var length) && length == key.Length ? key : null;
    }

    private VideoException CreateKeyException(string reason, Exception? innerException) =>
        new(VideoErrorKind.Unreachable, $"The keys that fal signs callbacks with could not be read from {keySetUrl}: {reason}. The callback was not verified.", innerException) { Provider = options.Provider.Name };

    private static VideoException CreateException(string reason) => new(VideoErrorKind.InvalidParameter, $"The callback was refused: {reason}.");

    private sealed record KeySet(IReadOnlyList<byte[]> Keys, DateTimeOffset FetchedAt);
}
