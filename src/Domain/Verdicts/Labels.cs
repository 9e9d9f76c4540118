using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Verdicts;

/// <summary>A full job name and the configuration that it belongs to.</summary>
public readonly record struct Label(string? JobName, string? Configuration)
{
    public bool IsConfirmation => Configurations.IsConfirmation(JobName);
}

/// <summary>
/// The distinct labels of a push's task runs. Results refer to them by index, because few labels have many results.
/// A job name has one configuration; without a job name, each configuration has one label.
/// </summary>
public sealed class Labels
{
    private readonly List<Label> _labels = [];
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<Label, int> _unnamed = [];

    public int Count => _labels.Count;

    public Label this[int index] => _labels[index];

    /// <returns>The index of the task run's label.</returns>
    public int Add(string? jobName, RunProperties? properties)
    {
        if (jobName is not null && _named.TryGetValue(jobName, out var index)) return index;
        return Add(new Label(jobName, Configurations.Of(jobName, properties)));
    }

    /// <returns>The index of the label.</returns>
    public int Add(Label label)
    {
        int index;
        if (label.JobName is { } jobName)
        {
            if (!_named.TryGetValue(jobName, out index)) _named.Add(jobName, index = Append(label));
        }
        else if (!_unnamed.TryGetValue(label, out index))
        {
            _unnamed.Add(label, index = Append(label));
        }

        return index;
    }

    private int Append(Label label)
    {
        _labels.Add(label);
        return _labels.Count - 1;
    }
}
