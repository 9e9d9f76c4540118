using System.Diagnostics.Metrics;
using GroupResults.Application.Access;
using GroupResults.Application.Caching;
using GroupResults.Application.Changes;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Application.Warming;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VersionedCache;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>The application as it is put together for the service, over fakes of its ports and a clock that stands.</summary>
internal sealed class TestApplication : IDisposable
{
    internal static readonly PushKey Push = new("autoland", "abc123");

    private readonly ServiceProvider _services;
    private readonly OneMeterFactory _meters = new();

    /// <param name="storageAhead">How far the clock that gave pushes their activity went before the service's own.</param>
    internal TestApplication(TimeSpan storageAhead = default)
    {
        Storage = new FakeStorage(Time, storageAhead);
        Memory = new FakeMemoryCache(Time);
        _services = new ServiceCollection()
            .AddApplication()
            .AddSingleton<IPushHeads>(Storage)
            .AddSingleton<IPushSnapshots>(Storage)
            .AddSingleton<IReportStore>(Storage)
            .AddSingleton<IPushList>(Storage)
            .AddSingleton<IFactStore>(Facts)
            .AddSingleton<IMemoryLevel<PushVersion>>(Memory)
            .AddSingleton<ISharedLevel<PushVersion>>(Shared)
            .AddSingleton<IWarmUpQueue>(WarmUps)
            .AddSingleton<IAccessTokens>(Tokens)
            .AddSingleton<IStorageSnapshots, NoQuestions>()
            .AddSingleton<IRollups, NoQuestions>()
            .AddSingleton(new QuestionSettings(OriginRules.DefaultMaxParents, new HashSet<string>(), new JobNameRules([])))
            .AddSingleton<IMeterFactory>(_meters)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Policy)
            .AddLogging(logging => logging.AddProvider(Log))
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Storage.Committed = _services.GetRequiredService<ChangePublisher>().Publish;
    }

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal StabilityPolicy Policy { get; } =
        new(StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl);

    internal FakeStorage Storage { get; }

    internal FakeFactStore Facts { get; } = new();

    internal FakeMemoryCache Memory { get; }

    internal FakeSharedCache Shared { get; } = new();

    internal FakeWarmUpQueue WarmUps { get; } = new();

    internal LogLines Log { get; } = new();

    internal FakeAccessTokens Tokens { get; } = new();

    internal ServiceMetrics Metrics => _services.GetRequiredService<ServiceMetrics>();

    internal IServiceProvider Services => _services;

    internal static GetAnswer<ResultMapContent> MapOf(PushKey push, ContentCoding coding = ContentCoding.Identity, PushHead? head = null) =>
        new(push, ResultMapContent.Instance, coding) { Head = head };

    internal static GetAnswer<ResultCountsContent> CountsOf(PushKey push) => new(push, ResultCountsContent.Instance);

    internal static CacheKey<PushVersion> KeyOf(PushHead head, CachePart part, ContentCoding coding) =>
        new(CommonParts.All.Contains(part) ? PushVersion.OfResults(head) : new PushVersion(head), part, coding);

    internal Task<T> SendAsync<T>(IRequest<T> request, CancellationToken? cancellation = null) =>
        _services.GetRequiredService<IMediator>().Send(request, cancellation ?? Cancellation);

    /// <summary>What a counter shows for each value of its label <paramref name="label"/>.</summary>
    internal Dictionary<string, long> Counter(string name, string label)
    {
        _ = Metrics;
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == _meters.Meter && instrument.Name == name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == label) values[(string)tag.Value!] = values.GetValueOrDefault((string)tag.Value!) + value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

    public void Dispose()
    {
        _services.Dispose();
        _meters.Dispose();
        Log.Dispose();
    }

    private sealed class OneMeterFactory : IMeterFactory
    {
        internal Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter ??= new Meter(options);

        public void Dispose() => Meter?.Dispose();
    }
}
