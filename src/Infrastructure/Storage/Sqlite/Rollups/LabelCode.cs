using GroupResults.Domain.Verdicts;

namespace GroupResults.Infrastructure.Storage.Sqlite.Rollups;

/// <summary>
/// The number that stands for a label in roll-ups: twice the id of its name among the job names, which for task runs without a job
/// name is that of their configuration, and 1 more; 0 without either.
/// </summary>
internal static class LabelCode
{
    internal static string? NameOf(Label label) => label.JobName ?? label.Configuration;

    internal static int Of(Label label, int nameId) => checked(nameId * 2) + (label.JobName is null ? 1 : 0);

    internal static int? NameIdOf(int code) => code == 0 ? null : code / 2;

    /// <returns>The index of the label.</returns>
    internal static int AddTo(Labels labels, int code, JobNameSet names) => code switch
    {
        0 => labels.Add(new Label(null, null)),
        _ when code % 2 == 1 => labels.Add(new Label(null, names[code / 2])),
        _ => labels.Add(names[code / 2], properties: null),
    };
}
