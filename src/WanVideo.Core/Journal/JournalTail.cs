namespace WanVideo.Journal;

/// <summary>Finds where the recent part of a journal begins, so that a long one need not be read from its beginning.</summary>
internal static class JournalTail
{
    private const int FirstStep = 256 * 1024;

    // Lines stand in the order in which they were written, but for what clocks and waiting processes make of it.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Places the stream at the beginning of a line that was written before a moment, or at its beginning.</summary>
    public static async Task SeekAsync(FileStream file, DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var step = (long)FirstStep; step < file.Length; step *= 4)
        {
            file.Seek(-step, SeekOrigin.End);
            using var text = new StreamReader(file, bufferSize: 4096, leaveOpen: true);

            // The first is only the end of a line.
            var cut = await text.ReadLineAsync(cancellationToken);
            var first = await text.ReadLineAsync(cancellationToken);
            if (cut is not null && first is not null && JournalReader.Parse(first, out _) is { } line && line.At < since - Slack)
            {
                file.Seek(-step, SeekOrigin.End);
                while (file.ReadByte() is not ((byte)'\n' or -1))
                {
                }

                return;
            }
        }

        file.Seek(0, SeekOrigin.Begin);
    }
}
