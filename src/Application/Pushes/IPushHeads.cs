using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Pushes;

/// <summary>Reads the head of a push from the database. It is never cached: it decides what is fresh.</summary>
public interface IPushHeads
{
    /// <returns>Null where there is no such push.</returns>
    ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken);
}
