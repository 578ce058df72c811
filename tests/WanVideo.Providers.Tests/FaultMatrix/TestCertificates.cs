using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>Certificates for localhost from an authority that only these tests trust.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly X509Certificate2 Authority = CreateAuthority();

    public static X509Certificate2 Valid { get; } = Create("localhost", Now.AddDays(30));

    public static X509Certificate2 Expired { get; } = Create("localhost", Now.AddDays(-1));

    public static X509Certificate2 WrongName { get; } = Create("another.example", Now.AddDays(30));

    public static X509Certificate2 UnknownAuthority { get; } = Create("localhost", Now.AddDays(30), CreateAuthority());

    /// <summary>Options of a client that trusts the authority, and nothing else is different from the default.</summary>
    public static SslClientAuthenticationOptions ClientOptions => new()
    {
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Authority }, RevocationMode = X509RevocationMode.NoCheck },
    };

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of the fault matrix", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
    }

    private static X509Certificate2 Create(string host, DateTimeOffset notAfter, X509Certificate2? authority = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority ?? Authority, Now.AddYears(-1), notAfter, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);

        // Schannel does not accept a key that exists in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
