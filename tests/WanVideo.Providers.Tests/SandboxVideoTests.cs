using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Sandbox;

namespace WanVideo.Tests;

/// <summary>The files that the sandbox serves, for every frame size and duration that its protocols accept.</summary>
public sealed class SandboxVideoTests
{
    private const int ClipPictures = 24;

    private static readonly (int Width, int Height)[] Sizes =
    [
        (1280, 720), (720, 1280), (960, 960), (1088, 832), (832, 1088), (1920, 1080), (1080, 1920), (1440, 1440), (1632, 1248), (1248, 1632), (832, 480),
    ];

    // The sizes of Wan 2.7 that Wan 2.6 does not have.
    private static readonly (int Width, int Height)[] AllSizes = [.. Sizes, (1104, 832), (832, 1104), (1648, 1248), (1248, 1648)];

    private static readonly string[] Containers = ["moov", "trak", "mdia", "minf", "dinf", "stbl", "udta"];

    private readonly SandboxServer sandbox = new(new SandboxOptions { TaskDuration = TimeSpan.Zero }, TimeProvider.System);

    public static TheoryData<int, int, int> SizesAndDurations =>
        [.. from size in AllSizes from seconds in Enumerable.Range(1, 15) select new TheoryDataRow<int, int, int>(size.Width, size.Height, seconds)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SizesAndDurations))]
    public async Task Every_header_has_the_requested_size_and_duration(int width, int height, int seconds)
    {
        var video = await CreateVideoAsync(width, height, seconds);
        var boxes = ReadBoxes(video);

        var movieHeader = boxes["moov/mvhd"];
        Assert.Equal(seconds * ReadInt32(movieHeader, 12), ReadInt32(movieHeader, 16));
        var trackHeader = boxes["moov/trak/tkhd"];
        Assert.Equal(ReadInt32(movieHeader, 16), ReadInt32(trackHeader, 20));
        Assert.Equal((width << 16, height << 16), (ReadInt32(trackHeader, trackHeader.Length - 8), ReadInt32(trackHeader, trackHeader.Length - 4)));
        var mediaHeader = boxes["moov/trak/mdia/mdhd"];
        Assert.Equal(seconds * ReadInt32(mediaHeader, 12), ReadInt32(mediaHeader, 16));

        var timeToSample = boxes["moov/trak/mdia/minf/stbl/stts"];
        Assert.Equal((1, ClipPictures), (ReadInt32(timeToSample, 4), ReadInt32(timeToSample, 8)));
        Assert.Equal(ReadInt32(mediaHeader, 16), ClipPictures * ReadInt32(timeToSample, 12));

        // stsd has a version and a count, then the entry avc1 with its header: width and height are at 24 and 26 (ISO/IEC 14496-12, 12.1.3).
        var description = boxes["moov/trak/mdia/minf/stbl/stsd"].AsSpan();
        Assert.Equal("avc1", Encoding.ASCII.GetString(description[12..16]));
        var entry = description[16..];
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt16BigEndian(entry[24..]), BinaryPrimitives.ReadInt16BigEndian(entry[26..])));
    }

    [Fact]
    public async Task The_boxes_add_up_to_the_file_and_the_samples_to_its_data()
    {
        foreach (var (width, height) in AllSizes)
        {
            var video = await CreateVideoAsync(width, height, 5);
            var boxes = ReadBoxes(video);

            Assert.Equal(["ftyp", "moov", "mdat"], boxes.Keys.Where(path => !path.Contains('/', StringComparison.Ordinal)));
            Assert.DoesNotContain("moov/trak/edts", boxes.Keys);
            var sampleSizes = boxes["moov/trak/mdia/minf/stbl/stsz"];
            Assert.Equal(ClipPictures, ReadInt32(sampleSizes, 8));
            Assert.Equal(boxes["mdat"].Length, Enumerable.Range(0, ClipPictures).Sum(index => ReadInt32(sampleSizes, 12 + (4 * index))));
            var chunkOffsets = boxes["moov/trak/mdia/minf/stbl/stco"];
            Assert.Equal((1, video.Length - boxes["mdat"].Length), (ReadInt32(chunkOffsets, 4), ReadInt32(chunkOffsets, 8)));
        }
    }

    [Fact]
    public async Task A_task_always_has_the_same_file_and_no_other_task_has_it()
    {
        var address = await CreateTaskAsync(1280, 720, 5);
        var first = await DownloadAsync(address);

        Assert.Equal(first, await DownloadAsync(address));
        Assert.NotEqual(first, await CreateVideoAsync(1280, 720, 5));
        var id = Path.GetFileNameWithoutExtension(new Uri(address).AbsolutePath);
        Assert.True(first.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id)) > 0, "The title is the id of the task.");
    }

    [Fact]
    public async Task DashScope_accepts_only_these_sizes_and_AceData_one_more()
    {
        var create = new HttpRequestMessage(HttpMethod.Post, "https://sandbox.invalid/api/v1/services/aigc/video-generation/video-synthesis")
        {
            Headers = { { "X-DashScope-Async", "enable" } },
            Content = new StringContent("""{"model":"wan2.6-t2v","input":{"prompt":"A cat"},"parameters":{"size":"1*1"}}"""),
        };

        var message = (string)(await SendAsync(create))["message"]!;

        Assert.Equal($"parameters.size must be one of {string.Join(", ", Sizes.SkipLast(1).Select(size => FormattableString.Invariant($"{size.Width}*{size.Height}")))}", message);
    }

    [Theory]
    [InlineData("wan3.0-video", "720P", "4:3", 30, 1104, 832)]
    [InlineData("wan3.0-video", "480P", "9:16", 2, 480, 832)]
    [InlineData("wan3.0-video", "1080P", "adaptive", -1, 1920, 1080)]
    [InlineData("wan2.7-t2v", "1080P", "3:4", 15, 1248, 1648)]
    public async Task Wan_2_7_and_3_0_have_the_requested_size_and_duration(string model, string resolution, string aspectRatio, int seconds, int width, int height)
    {
        var parameters = new JsonObject { ["resolution"] = resolution, ["ratio"] = aspectRatio, ["duration"] = seconds };
        var body = new JsonObject { ["model"] = model, ["input"] = new JsonObject { ["prompt"] = "A cat" }, ["parameters"] = parameters };
        var created = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "https://sandbox.invalid/api/v1/services/aigc/video-generation/video-synthesis")
        {
            Headers = { { "X-DashScope-Async", "enable" } },
            Content = new StringContent(body.ToJsonString()),
        });
        var task = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://sandbox.invalid/api/v1/tasks/{created["output"]!["task_id"]}"));

        var boxes = ReadBoxes(await DownloadAsync((string)task["output"]!["video_url"]!));
        var trackHeader = boxes["moov/trak/tkhd"];
        Assert.Equal((width << 16, height << 16), (ReadInt32(trackHeader, trackHeader.Length - 8), ReadInt32(trackHeader, trackHeader.Length - 4)));
        Assert.Equal((seconds < 0 ? 5 : seconds) * ReadInt32(boxes["moov/mvhd"], 12), ReadInt32(boxes["moov/mvhd"], 16));
    }

    [Theory]
    [InlineData(640, 360, 1280, 720)]
    [InlineData(480, 832, 720, 1280)]
    [InlineData(1920, 1920, 1440, 1440)]
    [InlineData(1920, 64, 1280, 720)]
    public async Task Another_size_is_the_nearest_clip_shown_at_that_size(int width, int height, int clipWidth, int clipHeight)
    {
        var boxes = ReadBoxes(await CreateVideoAsync(width, height, 5));

        var trackHeader = boxes["moov/trak/tkhd"];
        Assert.Equal((width << 16, height << 16), (ReadInt32(trackHeader, trackHeader.Length - 8), ReadInt32(trackHeader, trackHeader.Length - 4)));
        var entry = boxes["moov/trak/mdia/minf/stbl/stsd"].AsSpan(16);
        Assert.Equal((clipWidth, clipHeight), (BinaryPrimitives.ReadInt16BigEndian(entry[24..]), BinaryPrimitives.ReadInt16BigEndian(entry[26..])));
    }

    /// <summary>Decodes every picture: all durations of one size, and the shortest and the longest of every size.</summary>
    [Fact]
    public async Task A_player_decodes_every_size_and_duration()
    {
        (int Width, int Height, int Seconds)[] videos =
        [
            .. Enumerable.Range(1, 15).Select(seconds => (1280, 720, seconds)),
            .. AllSizes.SelectMany(size => new[] { (size.Width, size.Height, 2), (size.Width, size.Height, 15) }),
        ];
        var path = Path.GetTempFileName();
        try
        {
            foreach (var (width, height, seconds) in videos)
            {
                await File.WriteAllBytesAsync(path, await CreateVideoAsync(width, height, seconds), Cancellation);
                var (output, errors) = await ProbeAsync(path);

                Assert.Equal("", errors);
                var probe = JsonNode.Parse(output)!;
                var stream = Assert.Single(probe["streams"]!.AsArray())!;
                Assert.Equal(("h264", "Constrained Baseline"), ((string)stream["codec_name"]!, (string)stream["profile"]!));
                Assert.Equal((width, height, "24"), ((int)stream["width"]!, (int)stream["height"]!, (string)stream["nb_read_frames"]!));
                Assert.Equal(seconds, double.Parse((string)stream["duration"]!, CultureInfo.InvariantCulture));
                Assert.Equal(seconds, double.Parse((string)probe["format"]!["duration"]!, CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<(string Output, string Errors)> ProbeAsync(string path)
    {
        var start = new ProcessStartInfo("ffprobe") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-v", "error", "-count_frames", "-show_entries", "format=duration:stream=codec_name,profile,width,height,duration,nb_read_frames", "-of", "json", path])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(Cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation);
            return (output, await errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("ffprobe (a part of FFmpeg) is not installed.");
            throw;
        }
    }

    private async Task<byte[]> CreateVideoAsync(int width, int height, int seconds) => await DownloadAsync(await CreateTaskAsync(width, height, seconds));

    // A model that the sandbox does not know has any size and duration.
    private async Task<string> CreateTaskAsync(int width, int height, int seconds)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"model":"any","prompt":"A cat","width":{{width}},"height":{{height}},"duration":{{seconds}}}""");
        var created = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "https://sandbox.invalid/v1/video/generations") { Content = new StringContent(body) });
        var task = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://sandbox.invalid/v1/videos/{created["task_id"]}"));
        return (string)task["metadata"]!["url"]!;
    }

    private async Task<JsonNode> SendAsync(HttpRequestMessage request)
    {
        using var response = await sandbox.HandleAsync(request, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
    }

    private async Task<byte[]> DownloadAsync(string address)
    {
        using var response = await sandbox.HandleAsync(new HttpRequestMessage(HttpMethod.Get, address), Cancellation);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation);
    }

    /// <summary>Reads the content of all boxes by their path. Fails unless the boxes fill their container.</summary>
    private static OrderedDictionary<string, byte[]> ReadBoxes(byte[] file)
    {
        var boxes = new OrderedDictionary<string, byte[]>();
        Read(file, "");
        return boxes;

        void Read(byte[] content, string prefix)
        {
            for (var offset = 0; offset < content.Length;)
            {
                var size = ReadInt32(content, offset);
                Assert.InRange(size, 8, content.Length - offset);
                var type = Encoding.Latin1.GetString(content, offset + 4, 4);
                boxes.Add(prefix + type, content[(offset + 8)..(offset + size)]);
                if (Containers.Contains(type))
                {
                    Read(content[(offset + 8)..(offset + size)], $"{prefix}{type}/");
                }

                offset += size;
            }
        }
    }

    private static int ReadInt32(byte[] content, int offset) => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(offset));
}
