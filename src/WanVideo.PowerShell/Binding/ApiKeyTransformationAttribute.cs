using System.Management.Automation;
using System.Security;

namespace WanVideo.Binding;

/// <summary>Takes a key as a SecureString or as plain text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (value)
        {
            case SecureString secure:
                return secure;
            case PSCredential credential:
                return credential.Password;
            case string text:
                var key = new SecureString();
                foreach (var c in text)
                {
                    key.AppendChar(c);
                }

                key.MakeReadOnly();
                return key;
            default:
                throw new ArgumentTransformationMetadataException("A key is a SecureString or text.");
        }
    }
}
