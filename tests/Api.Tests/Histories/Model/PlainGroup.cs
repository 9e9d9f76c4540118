namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>A group on a push, with all that is asked of it.</summary>
internal sealed class PlainGroup
{
    private readonly PlainPush _push;
    private readonly List<PlainResult> _results;
    private readonly List<(string? Configuration, PlainOrigin Origin)> _origins;

    internal PlainGroup(PlainRepository repository, PlainPush push, string name)
    {
        (_push, Name) = (push, name);
        _results = push.Results().Where(result => result.Group == name).ToList();
        Verdict = PlainVerdicts.Of(push, name);
        _origins = _results.Where(result => result.Status == "ERROR").Select(result => result.Configuration).Distinct()
            .Select(configuration => (configuration, PlainOrigin.Of(repository, push, name, configuration))).ToList();
        Origin = IsFailure ? PlainOrigin.OfGroup(_origins) : null;
    }

    internal string Name { get; }

    internal string Verdict { get; }

    internal PlainOrigin? Origin { get; }

    internal bool IsFailure => PlainVerdicts.IsFailure(Verdict);

    internal bool RanIn(string configuration) => _results.Any(result => result.Configuration == configuration);

    internal object ToAnswer() => new
    {
        name = Name,
        verdict = Verdict,
        confirmed = PlainVerdicts.IsConfirmed(_results),
        consistent = PlainVerdicts.IsConsistent(_results),
        ok = Count(_results, "OK"),
        failed = Count(_results, "ERROR"),
        skipped = Count(_results, null),
        classification = _push.Classified.TryGetValue(Name, out var kind) ? new { kind } : null,
        configurations = Configurations.Select(ToAnswer).ToList(),
    };

    internal object ToOrigins() => new
    {
        origin = PlainAnswers.Origin(Origin),
        configurations = Configurations.Select(configuration => new
        {
            origin = PlainAnswers.Origin(_origins.SingleOrDefault(each => each.Configuration == configuration).Origin),
        }).ToList(),
    };

    private IEnumerable<string?> Configurations => _results.Select(result => result.Configuration).Distinct().Order(PlainOrigin.ByName);

    private object ToAnswer(string? configuration)
    {
        var results = _results.Where(result => result.Configuration == configuration).ToList();
        return new
        {
            configuration,
            verdict = PlainVerdicts.OfResults(results),
            ok = Count(results, "OK"),
            failed = Count(results, "ERROR"),
        };
    }

    private static int Count(List<PlainResult> results, string? status) => results.Count(result => result.Status == status);
}
