using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;
using WanVideo.Callbacks;
using WanVideo.Providers.Fal;

namespace WanVideo.Tests;

/// <summary>Responses and callbacks of fal, as it writes them.</summary>
internal static class FalResponse
{
    public const string KeySet = """{"keys":[{"kty":"OKP","crv":"Ed25519","x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""";

    // The private keys of the first two test vectors of RFC 8032, section 7.1. The sandbox has the public key of the first.
    public static readonly byte[] PrivateKey = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    public static readonly byte[] OtherPrivateKey = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

    public static HttpResponseMessage CreateKeySet() => new(HttpStatusCode.OK) { Content = new StringContent(KeySet) };

    /// <summary>Writes an error: of the request, or of the model.</summary>
    public static JsonObject WriteError(string? type, string message) =>
        type is null ? new JsonObject { ["detail"] = message }
        : FalWire.ErrorType.OfRequest.Any(row => row.Type == type) ? new JsonObject { ["detail"] = message, ["error_type"] = type }
        : new JsonObject { ["detail"] = new JsonArray(new JsonObject { ["loc"] = new JsonArray("body", "prompt"), ["msg"] = message, ["type"] = type }) };

    /// <summary>Signs a callback.</summary>
    /// <param name="body">The body.</param>
    /// <param name="time">The time of the signature; null for now.</param>
    /// <param name="privateKey">The private key; null for that of the sandbox.</param>
    /// <param name="change">Changes the headers after they were signed.</param>
    public static CallbackRequest SignCallback(byte[] body, DateTimeOffset? time = null, byte[]? privateKey = null, Action<Dictionary<string, string>>? change = null)
    {
        var headers = new Dictionary<string, string>
        {
            ["X-Fal-Webhook-Request-Id"] = "request-1",
            ["X-Fal-Webhook-User-Id"] = "user-1",
            ["X-Fal-Webhook-Timestamp"] = (time ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        var message = Encoding.UTF8.GetBytes(string.Join('\n', [.. headers.Values, Convert.ToHexStringLower(SHA256.HashData(body))]));
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(privateKey ?? PrivateKey, 0, message, 0, message.Length, signature, 0);
        headers["X-Fal-Webhook-Signature"] = Convert.ToHexStringLower(signature);
        change?.Invoke(headers);
        return new CallbackRequest(body, headers.Select(header => (header.Key, header.Value)));
    }
}
