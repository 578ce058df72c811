using System.Buffers.Binary;
using System.Text;

namespace WanVideo.Sandbox.Video;

/// <summary>A box of an MP4 file (ISO/IEC 14496-12, 4.2): its size and its type, then fields and other boxes. Numbers are big-endian.</summary>
internal static class Box
{
    /// <summary>The length of what every box begins with.</summary>
    public const int HeaderLength = 8;

    /// <summary>A box.</summary>
    /// <param name="type">Its type, four characters.</param>
    /// <param name="content">Its fields and the boxes in it.</param>
    public static byte[] Of(string type, params ReadOnlySpan<byte[]> content)
    {
        var size = HeaderLength;
        foreach (var part in content)
        {
            size += part.Length;
        }

        var box = new List<byte>(size);
        box.AddRange(UInt32(size));
        box.AddRange(FourCharacters(type));
        foreach (var part in content)
        {
            box.AddRange(part);
        }

        return [.. box];
    }

    /// <summary>A full box: one that has a version, here always 0, and flags.</summary>
    /// <param name="type">Its type, four characters.</param>
    /// <param name="flags">Its flags.</param>
    /// <param name="content">Its fields and the boxes in it.</param>
    public static byte[] Full(string type, int flags, params ReadOnlySpan<byte[]> content) => Of(type, [UInt32(flags), .. content]);

    /// <summary>The handler box (8.4.3), which says what the boxes beside it are about. It has no name for humans, only the zero after it.</summary>
    public static byte[] Handler(string handlerType) => Full("hdlr", flags: 0, UInt32(0), FourCharacters(handlerType), UInt32(0, 0, 0), [0]);

    /// <summary>Fields of 16 bits.</summary>
    public static byte[] UInt16(params ReadOnlySpan<int> values)
    {
        var fields = new byte[values.Length * sizeof(ushort)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(i * sizeof(ushort)), (ushort)values[i]);
        }

        return fields;
    }

    /// <summary>Fields of 32 bits.</summary>
    public static byte[] UInt32(params ReadOnlySpan<int> values)
    {
        var fields = new byte[values.Length * sizeof(uint)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(fields.AsSpan(i * sizeof(uint)), values[i]);
        }

        return fields;
    }

    /// <summary>A code of four characters. Some of Apple's begin with a copyright sign, one byte in Latin-1.</summary>
    public static byte[] FourCharacters(string code) => Encoding.Latin1.GetBytes(code);
}
