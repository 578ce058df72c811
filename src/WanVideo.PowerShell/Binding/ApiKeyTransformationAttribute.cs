using System.Management.Automation;
using System.Security;

namespace WanVideo.Binding;

/// <summary>An API key as a SecureString, the password of a credential, or plain text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        switch (inputData is PSObject wrapper ? wrapper.BaseObject : inputData)
        {
            case SecureString secureKey:
                return secureKey;
            case PSCredential credential:
                return credential.Password;
            case string text:
                var key = new SecureString();
                foreach (var character in text)
                {
                    key.AppendChar(character);
                }

                key.MakeReadOnly();
                return key;
            default:
                throw new ArgumentTransformationMetadataException("An API key must be a SecureString, a credential or text.");
        }
    }
}
