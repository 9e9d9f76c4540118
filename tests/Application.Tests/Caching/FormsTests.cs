using System.IO.Compression;
using System.Text;
using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>
/// Readers of all forms at once, while a report comes in between. A form that is made has the plain bytes lie ready for
/// who asks for them meanwhile: those must be of the reader's version, too.
/// </summary>
public sealed class FormsTests : IDisposable
{
    private const string First = """{"task1":{"group":true}}""";
    private const string Second = """{"task1":{"group":true},"task2":{"group":true}}""";

    private readonly TestApplication _application = new();
    private readonly Gate _gate = new();

    public void Dispose() => _application.Dispose();

    public static TheoryData<ContentCoding, string, bool> Moments
    {
        get
        {
            var data = new TheoryData<ContentCoding, string, bool>();
            foreach (var coding in Enum.GetValues<ContentCoding>())
            {
                foreach (var moment in (string[])["before the snapshot", "after the snapshot", "before it is stored"])
                {
                    data.Add(coding, moment, false);
                    data.Add(coding, moment, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Get_ReportComesWhileAFormIsMade_EachReaderGetsItsVersionOrALaterOne(ContentCoding made, string moment, bool isShared)
    {
        _application.Shared.IsConfigured = isShared;
        var first = _application.Storage.Report(Push, "task1");
        HoldAt(moment, made);
        List<Reader> readers = [Read(first, made)];
        await Task.WhenAny(_gate.Entered, readers[0].Answer);

        readers.AddRange(ReadAllForms(first));
        var second = _application.Storage.Report(Push, "task2");
        readers.AddRange(ReadAllForms(second));
        readers.AddRange(ReadAllForms(second));
        _gate.Open();

        foreach (var reader in readers)
        {
            var answer = (await reader.Answer)!;
            Assert.True(answer.Head.IsAtLeast(reader.Head), $"Version {answer.Head.Version} for a reader of {reader.Head.Version}, in {reader.Coding}.");
            Assert.Equal(answer.Head.Version == 1 ? First : Second, TextOf(answer, reader.Coding));
        }

        Assert.All(_application.Memory.Stored, entry => Assert.Equal(entry.Key.Version.Head.Version == 1 ? First : Second, TextOf(entry.Bytes, entry.Key.Coding)));
        Assert.InRange(_application.Storage.SnapshotReads, 1, 2); // No version is computed twice.
    }

    [Theory]
    [InlineData(ContentCoding.Gzip, ContentCoding.Brotli)]
    [InlineData(ContentCoding.Brotli, ContentCoding.Gzip)]
    public async Task GetPlain_LaterVersionIsBeingEncoded_HasItsBytesThoughTheEarlierOneEndsMeanwhile(ContentCoding earlier, ContentCoding later)
    {
        var laterGate = new Gate();
        _application.Memory.BeforeStore = entry =>
        {
            if (entry.Key.Version.Head.Version == 1 && entry.Key.Coding == earlier) _gate.PassAsync().GetAwaiter().GetResult();
            if (entry.Key.Version.Head.Version == 2 && entry.Key.Coding == later) laterGate.PassAsync().GetAwaiter().GetResult();
        };
        var ofFirst = Read(_application.Storage.Report(Push, "task1"), earlier);
        await Task.WhenAny(_gate.Entered, ofFirst.Answer);
        var second = _application.Storage.Report(Push, "task2");
        var ofSecond = Read(second, later);
        await Task.WhenAny(laterGate.Entered, ofSecond.Answer);
        _gate.Open();
        Assert.Equal(1, (await ofFirst.Answer)!.Head.Version);

        var plain = (await Read(second, ContentCoding.Identity).Answer)!;

        Assert.Equal((2, Second), (plain.Head.Version, TextOf(plain, ContentCoding.Identity)));
        Assert.Equal(2, _application.Storage.SnapshotReads);
        Assert.False(ofSecond.Answer.IsCompleted);
        laterGate.Open();
        Assert.Equal(Second, TextOf((await ofSecond.Answer)!, later));
    }

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task GetPlain_AfterAFormWasMade_DoesNotHaveItsPlainBytesStill(ContentCoding made)
    {
        var head = _application.Storage.Report(Push, "task1");
        await Read(head, made).Answer;
        Assert.Equal(made, Assert.Single(_application.Memory.Stored).Key.Coding);
        _application.Memory.Clear();

        await Read(head, ContentCoding.Identity).Answer;

        Assert.Equal(2, _application.Storage.SnapshotReads);
    }

    private void HoldAt(string moment, ContentCoding made)
    {
        switch (moment)
        {
            case "before the snapshot":
                _application.Storage.BeforeSnapshot = number => number == 1 ? _gate.PassAsync() : Task.CompletedTask;
                break;
            case "after the snapshot":
                _application.Storage.AfterSnapshot = number => HoldIf(number == 1);
                break;
            default:
                _application.Memory.BeforeStore = entry => HoldIf(entry.Key.Version.Head.Version == 1 && entry.Key.Coding == made);
                break;
        }
    }

    private void HoldIf(bool concerned)
    {
        if (concerned) _gate.PassAsync().GetAwaiter().GetResult();
    }

    /// <summary>Comes with the head, as one who has just read it.</summary>
    private Reader Read(PushHead head, ContentCoding coding) =>
        new(head, coding, _application.SendAsync(MapOf(Push, coding, head)));

    private IEnumerable<Reader> ReadAllForms(PushHead head) => Enum.GetValues<ContentCoding>().Select(coding => Read(head, coding)).ToList();

    private static string TextOf(PushAnswer answer, ContentCoding coding) => TextOf(answer.Bytes, coding);

    private static string TextOf(ReadOnlyMemory<byte> bytes, ContentCoding coding)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using Stream plain = coding switch
        {
            ContentCoding.Gzip => new GZipStream(source, CompressionMode.Decompress),
            ContentCoding.Brotli => new BrotliStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed record Reader(PushHead Head, ContentCoding Coding, Task<PushAnswer?> Answer);
}
