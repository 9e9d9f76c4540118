using System.Buffers;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Caching;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Stability;
using MediatR;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using VersionedCache;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Http;

/// <summary>How bodies of any size reach the client, or do not: the cache has one answer here, of the test's making.</summary>
public sealed class AnswerBodyTests : IAsyncLifetime
{
    private const int BlockBytes = 2 * 1024 * 1024;

    private readonly OneAnswer _stored = new();
    private readonly ErrorLog _log = new();
    private readonly TestService _service;
    private readonly string _revision = NewRevision();

    public AnswerBodyTests() => _service = new TestService(services =>
    {
        services.Insert(0, ServiceDescriptor.Singleton<IPipelineBehavior<GetAnswer<ResultMapContent>, PushAnswer?>>(provider =>
        {
            _stored.Heads = provider.GetRequiredService<IPushHeads>();
            return _stored;
        }));
        _log.AddTo(services);
    });

    private string Path => GroupResultsPath(_revision);

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _log.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(BlockBytes - 1)]
    [InlineData(BlockBytes)]
    [InlineData(BlockBytes + 1)]
    [InlineData((2 * BlockBytes) + 12_345)]
    public async Task Body_OfAnyLength_ArrivesAsItIs(int length)
    {
        var bytes = Bytes(length);
        _stored.Bytes = bytes;

        var answer = await _service.GetAsync(Path);

        Assert.Equal(length, answer.Response.Content.Headers.ContentLength);
        Assert.True(bytes.AsSpan().SequenceEqual(answer.Body), $"{answer.Body.Length} bytes came, and not the right ones.");
    }

    [Theory]
    [InlineData(0, 10, 20)]
    [InlineData(900, 1000, 120)]
    [InlineData((64 * 1024) - 100, 64 * 1024, 100)]
    [InlineData((64 * 1024) - 100, 64 * 1024, 101)]
    [InlineData(BlockBytes - 60, BlockBytes, 60)]
    [InlineData(BlockBytes - 60, BlockBytes, 61)]
    [InlineData(BlockBytes, BlockBytes + 60, 61)]
    [InlineData(BlockBytes + 1, BlockBytes + 60, 61)]
    [InlineData(2 * BlockBytes, 3 * BlockBytes, 90_000)]
    public async Task Body_WithAnotherEnding_ArrivesWithThatOne(int at, int length, int endingLength)
    {
        var bytes = Bytes(length);
        var ending = Bytes(endingLength).Reverse().ToArray();
        _stored.Bytes = bytes;
        _stored.Ending = new Ending(at, ending);

        var answer = await _service.GetAsync(Path);

        byte[] expected = [.. bytes[..at], .. ending];
        Assert.Equal(expected.Length, answer.Response.Content.Headers.ContentLength);
        Assert.True(expected.AsSpan().SequenceEqual(answer.Body), $"{answer.Body.Length} bytes came, and not the right ones.");
    }

    [Fact]
    public async Task Head_OfALargeBody_HasItsLengthAndDoesNotReadIt()
    {
        using var body = new CountedBytes(2 * BlockBytes);
        _stored.Bytes = body.Memory;

        var head = await _service.Http.SendAsync(HttpMethod.Head, Path);

        Assert.Equal(2 * BlockBytes, head.Response.Content.Headers.ContentLength);
        Assert.Equal(0, body.TimesRead); // What is written in vain the server would hide.
    }

    [Fact]
    public async Task Client_GoneHalfwayThroughALargeBody_LeavesTheServiceServingOthers()
    {
        // More than all buffers between the two together can take.
        using var body = new CountedBytes(32 * BlockBytes);
        _stored.Bytes = body.Memory;
        for (var client = 0; client < 4; client++)
        {
            using var connection = await RawConnection.SendAsync(_service.Address, "GET", Path);
            Assert.Equal(BlockBytes, (await connection.ReadAsync(BlockBytes)).Length);
            connection.Reset();
        }

        var bytes = Bytes(3 * BlockBytes);
        _stored.Bytes = bytes;
        var others = await _service.GetAsync(Path);
        Assert.True(bytes.AsSpan().SequenceEqual(others.Body), "Others get the whole.");

        // Returns when every request has ended, that of the one who has gone as well.
        var cancellation = TestContext.Current.CancellationToken;
        await _service.Services.GetRequiredService<IServer>().StopAsync(cancellation).WaitAsync(Eventually.Limit, TimeProvider.System, cancellation);
        Assert.Empty(_log.Errors);
        Assert.InRange(body.TimesRead, 4, 4 * 16); // The rest of its blocks was not even copied.
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++) bytes[index] = (byte)(index % 251); // A prime: no two blocks are alike.
        return bytes;
    }

    /// <summary>Answers in the place of the cache.</summary>
    private sealed class OneAnswer : IPipelineBehavior<GetAnswer<ResultMapContent>, PushAnswer?>
    {
        internal IPushHeads Heads { get; set; } = null!;

        internal ReadOnlyMemory<byte> Bytes { get; set; }

        internal Ending? Ending { get; set; }

        public async Task<PushAnswer?> Handle(
            GetAnswer<ResultMapContent> request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
        {
            var head = await Heads.FindAsync(request.Push, cancellationToken);
            return new PushAnswer(head!, Bytes)
            {
                Provenance = new AnswerProvenance(CacheOutcome.Hit, head!.Version, head.LastActivityAt, PushStability.Active),
                Ending = Ending,
            };
        }
    }

    /// <summary>Counts how often somebody reads from it.</summary>
    private sealed class CountedBytes(int length) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = new byte[length];
        private int _timesRead;

        internal int TimesRead => Volatile.Read(ref _timesRead);

        public override Memory<byte> Memory => CreateMemory(_bytes.Length); // The inherited one reads.

        public override Span<byte> GetSpan()
        {
            Interlocked.Increment(ref _timesRead);
            return _bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // The array goes to the collector.
        }
    }
}
