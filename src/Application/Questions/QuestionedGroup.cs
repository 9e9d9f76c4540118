using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>A group of a repository across its pushes, from one snapshot.</summary>
public sealed class QuestionedGroup
{
    /// <summary>So many of the newest pushes are split into segments.</summary>
    public const int MaxPushesOfSegments = 1000;

    private readonly QuestionSession _session;
    private readonly Lazy<GroupWindow> _window;

    internal QuestionedGroup(QuestionSession session, QuestionedRepository repository, int id, string name)
    {
        _session = session;
        Repository = repository;
        Id = id;
        Name = name;
        History = new GroupHistory(session, repository.Name, id);
        _window = new(() => session.Ask(storage => GroupWindow.Read(storage, repository.Name, repository.Newest!.At, id, session.Summaries)));
    }

    public QuestionedRepository Repository { get; }

    public string Name { get; }

    public GroupHistory History { get; }

    internal int Id { get; }

    /// <summary>Those with a result of it in the last <see cref="Flakiness.LongWindowDays"/> days, by name. Tasks without one are left out.</summary>
    public IReadOnlyList<string> Configurations => _window.Value.Configurations;

    /// <param name="configuration">Null for all together.</param>
    public Flakiness FlakinessIn(string? configuration) =>
        configuration is null ? Repository.FlakinessOf(Id) : _window.Value.FlakinessIn(configuration);

    /// <summary>The durations in the tasks that ran it, in the window of its flakiness.</summary>
    /// <param name="configuration">Null for all together.</param>
    public DurationQuantiles DurationsIn(string? configuration) =>
        _window.Value.DurationsIn(configuration, FlakinessIn(configuration).WindowDays);

    /// <summary>The segments of its newest pushes, oldest first.</summary>
    /// <param name="configuration">Null for all together.</param>
    public IReadOnlyList<SegmentOfPushes> FindSegments(string? configuration)
    {
        List<PushHead> pushes = [.. _session.Ask(storage => storage.ReadPushes(Repository.Name, after: null, MaxPushesOfSegments)).Reverse()];
        var runs = History.Summarize(pushes, configuration).SelectMany((summary, push) => RunsOf(summary, push));
        return [.. GroupSegments.Of(runs).Select(segment => new SegmentOfPushes(pushes, segment))];
    }

    internal bool HasRun() => History.Read(configuration: null, first: 1, after: null).Pushes.Count > 0;

    private static IEnumerable<GroupRun> RunsOf(GroupSummary? summary, int push) =>
        summary?.Configurations.Select(configuration => new GroupRun(push, configuration.Ok, configuration.Failed)) ?? [];
}

/// <summary>A segment with its pushes.</summary>
public sealed class SegmentOfPushes
{
    private readonly IReadOnlyList<PushHead> _pushes;

    internal SegmentOfPushes(IReadOnlyList<PushHead> pushes, GroupSegment segment)
    {
        _pushes = pushes;
        Segment = segment;
    }

    public GroupSegment Segment { get; }

    public PushHead Start => _pushes[Segment.Start];

    public PushHead End => _pushes[Segment.End];

    /// <summary>Oldest first.</summary>
    public IEnumerable<PushHead> StartRange99 => _pushes.Skip(Segment.StartRange99.From).Take(Segment.StartRange99.To - Segment.StartRange99.From + 1);
}
