namespace GroupResults.Domain.Verdicts;

/// <summary>Counts what tasks say of a group, label by label, and derives the verdict.</summary>
internal struct Tally
{
    /// <summary>So many failures of one configuration without a pass are consistent.</summary>
    private const int MinConsistentFailures = 3;

    private bool _hasIntermittentName;
    private bool _hasConsistentConfiguration;

    // Tasks without a job name count as one name, even in several configurations.
    private bool _unnamedPassed;
    private bool _unnamedFailed;

    internal int Ok { get; private set; }

    internal int Failed { get; private set; }

    internal int Skipped { get; private set; }

    /// <summary>Null if no confirmation task ran it.</summary>
    internal bool? Confirmed { get; private set; }

    /// <summary>Null if nothing says anything.</summary>
    internal readonly Verdict? Verdict => this switch
    {
        _ when _hasIntermittentName || (_unnamedPassed && _unnamedFailed) => Verdicts.Verdict.Intermittent,
        { Failed: > 0 } => Verdicts.Verdict.Fail,
        { Ok: > 0 } => Verdicts.Verdict.Pass,
        { Skipped: > 0 } => Verdicts.Verdict.Skipped,
        _ => null,
    };

    internal readonly bool? Consistent => Ok + Failed < 2 ? null : Ok == 0 || _hasConsistentConfiguration;

    internal void Add(Label label, int ok, int failed, int skipped)
    {
        Ok += ok;
        Failed += failed;
        Skipped += skipped;
        if (label.JobName is null)
        {
            _unnamedPassed |= ok > 0;
            _unnamedFailed |= failed > 0;
        }
        else
        {
            _hasIntermittentName |= ok > 0 && failed > 0;
        }

        if (ok + failed > 0 && label.IsConfirmation) Confirmed = Confirmed is true || failed > 0;
    }

    /// <summary>Adds all of one configuration.</summary>
    internal void Add(Tally configuration)
    {
        Ok += configuration.Ok;
        Failed += configuration.Failed;
        Skipped += configuration.Skipped;
        _hasIntermittentName |= configuration._hasIntermittentName;
        _unnamedPassed |= configuration._unnamedPassed;
        _unnamedFailed |= configuration._unnamedFailed;
        _hasConsistentConfiguration |= configuration is { Ok: 0, Failed: >= MinConsistentFailures };
        if (configuration.Confirmed is { } confirmed) Confirmed = Confirmed is true || confirmed;
    }
}
