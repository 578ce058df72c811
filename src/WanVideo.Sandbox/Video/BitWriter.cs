using System.Numerics;
using System.Runtime.InteropServices;

namespace WanVideo.Sandbox.Video;

/// <summary>Writes syntax elements bit by bit. The methods have the names of the descriptors in H.264, 7.2.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> bytes = [];
    private ulong pending;
    private int pendingBits;

    /// <summary>The whole bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(bytes);

    /// <summary>u(n): an unsigned number in n bits.</summary>
    public void U(int bits, int value)
    {
        pending = (pending << bits) | (uint)value;
        pendingBits += bits;
        while (pendingBits >= 8)
        {
            pendingBits -= 8;
            bytes.Add((byte)(pending >> pendingBits));
        }
    }

    /// <summary>ue(v): an unsigned number in Exp-Golomb code (9.1): the number plus one, after a zero for each of its bits but the first.</summary>
    public void Ue(int value) => U((2 * BitOperations.Log2((uint)value + 1)) + 1, value + 1);

    /// <summary>se(v): a signed number in Exp-Golomb code (9.1.1), in the order 0, 1, -1, 2, -2.</summary>
    public void Se(int value) => Ue(value > 0 ? (2 * value) - 1 : -2 * value);

    /// <summary>Zeros up to the next whole byte.</summary>
    public void Align() => U((8 - pendingBits) % 8, 0);

    /// <summary>rbsp_trailing_bits (7.3.2.11): a one, then zeros up to the next whole byte.</summary>
    public void TrailingBits()
    {
        U(1, 1);
        Align();
    }
}
